import { requireAccountId } from '../accounts/account.service.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { changeFacts } from '../derivation/derive.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { newId } from '../graphql/ids.js';
import { notFound, type Reference } from '../graphql/reference.js';
import { eraseAccount as erase, lockAccountToErase } from './erasure.sql.js';

/**
 * Erases all that is known of an account: itself, its subscriptions, interactions, periods and changes. What stays is
 * that an account was erased, when, by which key, and how much. Answers the stored id that it had.
 */
export function eraseAccount(
  scope: WorkspaceScope,
  { account: by }: { account: Reference },
  apiKeyId: string | null,
): Promise<string> {
  const lock = async (sql: Sql): Promise<{ id: string }[]> =>
    sql.run(lockAccountToErase, await requireAccountId(sql, by, ['account']));
  return changeFacts(scope, lock, ChangeCause.RECORD, async (facts, [account]) => {
    // The transaction that held the lock may have erased it.
    if (!account) return notFound('an account', ['account'], by);
    // The record of the erasure has an id of its own: nothing must lead from it to the account.
    await facts.runWithoutDeriving(erase, account.id, newId(), toTimestamp(scope.now), apiKeyId);
    return account.id;
  });
}
