import { requireAccountId } from '../accounts/account.service.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { changeFacts } from '../derivation/change-facts.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { newId } from '../graphql/ids.js';
import { notFound, type Reference } from '../graphql/reference.js';
import { eraseAccount as erase, lockAccountToErase } from './erasure.sql.js';

/**
 * Erases an account with its subscriptions, interactions, periods and changes. Only a record of the erasure remains:
 * when, with which key, and how many rows. Returns the former stored id.
 */
export function eraseAccount(
  scope: WorkspaceScope,
  { account: by }: { account: Reference },
  apiKeyId: string | null,
): Promise<string> {
  const lock = async (sql: Sql): Promise<{ id: string }[]> =>
    sql.run(lockAccountToErase, await requireAccountId(sql, by, ['account']));
  return changeFacts(scope, lock, ChangeCause.RECORD, async (facts, [account]) => {
    // Another transaction may have erased it before this one got the lock.
    if (!account) return notFound('an account', ['account'], by);
    // The record gets a new id, because it must not identify the account.
    await facts.runWithoutDeriving(erase, account.id, newId(), toTimestamp(scope.now), apiKeyId);
    return account.id;
  });
}
