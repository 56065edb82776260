import type { WorkspaceScope } from '../database/workspace-scope.js';
import { notFound } from '../graphql/reference.js';
import { deriveAccounts, lockAccountsForChange } from '../derivation/derive.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import type { InteractionDeleteInput } from './deletion.inputs.js';
import { findInteractionBy } from '../interactions/interaction.service.js';
import { deleteInteraction as deleteById } from './deletion.sql.js';

/** Deletes an interaction, derives its account anew without it, and answers the stored id that it had. */
export function deleteInteraction(scope: WorkspaceScope, { interaction: by }: InteractionDeleteInput): Promise<string> {
  return scope.write(async (sql) => {
    const found =
      (await findInteractionBy(sql, by, ['interaction'])) ?? notFound('an interaction', ['interaction'], by);
    await lockAccountsForChange(sql, [found.accountId]);
    // Whoever held the lock may have deleted it.
    const [deleted] = await sql.run(deleteById, found.id);
    if (!deleted) return notFound('an interaction', ['interaction'], by);
    await deriveAccounts(sql, scope.now, [found.accountId], ChangeCause.RECORD);
    return deleted.id;
  });
}
