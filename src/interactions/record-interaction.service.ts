import { requireAccountId } from '../accounts/account.service.js';
import type { Sql } from '../database/statement.js';
import { outcomeOf } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { InputCheck } from '../graphql/input-check.js';
import { readId } from '../graphql/node.js';
import { notFound } from '../graphql/reference.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { requireMemberId } from '../members/member.service.js';
import { deriveAccounts, lockAccountsForChange } from '../relationships/derive.service.js';
import { ChangeCause } from '../relationships/relationship-change.entity.js';
import { loadCurrency } from '../workspaces/workspace.service.js';
import type { InteractionRecordInput } from './interaction.inputs.js';
import {
  findInteraction,
  findInteractions,
  mergeInteraction,
  readInteractionDetails,
  storeInteractions,
} from './interaction.service.js';
import type { InteractionRow } from './interaction.sql.js';

/** Records one interaction, or updates the one with that id or externalId; answers its stored id. */
export function recordInteraction(scope: WorkspaceScope, input: InteractionRecordInput): Promise<string> {
  return scope.write(async (sql) => {
    const check = new InputCheck();
    check.text(['externalId'], input.externalId, 200);
    const details = readInteractionDetails(check, [], input, await loadCurrency(sql), scope.now);
    check.done();

    const accountId = await requireAccountId(sql, input.account, ['account']);
    // What is recorded of it is read after the lock, so that two changes at once do not undo each other.
    await lockAccountsForChange(sql, [accountId]);
    const before = await findExisting(sql, input);
    if (before && before.accountId !== accountId) {
      refuse(
        UserErrorCode.CONFLICT,
        ['account'],
        'Expected the account that the interaction has; no record changes its account.',
      );
    }
    const memberId = input.member ? await requireMemberId(sql, input.member, ['member']) : input.member;
    const externalId = input.externalId === undefined ? (before?.externalId ?? null) : input.externalId;
    const merged = mergeInteraction({ accountId, externalId, memberId, details }, before, scope.now);
    if (outcomeOf(merged) !== 'unchanged') {
      await storeInteractions(sql, [merged]);
      await deriveAccounts(sql, scope.now, [accountId], ChangeCause.RECORD);
    }
    return merged.after.id;
  });
}

async function findExisting(sql: Sql, { id, externalId }: InteractionRecordInput): Promise<InteractionRow | undefined> {
  const hasExternalId = externalId !== null && externalId !== undefined;
  const ofExternalId = hasExternalId ? (await findInteractions(sql, [externalId])).get(externalId) : undefined;
  if (id === null || id === undefined) return ofExternalId;
  const ofId = await findInteraction(sql, readId('Interaction', id, ['id']));
  if (!ofId) return notFound('an interaction', ['id'], { id });
  if (ofExternalId && ofExternalId.id !== ofId.id) {
    refuse(
      UserErrorCode.CONFLICT,
      ['externalId'],
      'Expected an externalId of its own; another interaction has this one.',
    );
  }
  return ofId;
}
