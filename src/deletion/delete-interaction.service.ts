import type { WorkspaceScope } from '../database/workspace-scope.js';
import { notFound } from '../graphql/reference.js';
import { accountOf, changeFacts } from '../derivation/change-facts.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import type { InteractionDeleteInput } from './deletion.inputs.js';
import { findInteractionBy } from '../interactions/interaction.service.js';
import { deleteInteraction as deleteById } from './deletion.sql.js';

/** Deletes an interaction and derives its account again. Returns the former stored id. */
export function deleteInteraction(scope: WorkspaceScope, { interaction: by }: InteractionDeleteInput): Promise<string> {
  const lock = accountOf(
    async (sql) =>
      (await findInteractionBy(sql, by, ['interaction'])) ?? notFound('an interaction', ['interaction'], by),
  );
  return changeFacts(scope, lock, ChangeCause.RECORD, async (facts, [account]) => {
    const [deleted] = await facts.run(deleteById, [account!.id], account!.owned.id);
    // Another transaction may have deleted the interaction before this one got the lock.
    return deleted?.id ?? notFound('an interaction', ['interaction'], by);
  });
}
