import { requireAccountId } from '../accounts/account.service.js';
import { toTimestamp } from '../database/instants.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
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
  return scope.write(async (sql) => {
    const id = await requireAccountId(sql, by, ['account']);
    // Whoever held the lock may have erased it.
    const [locked] = await sql.run(lockAccountToErase, id);
    if (!locked) return notFound('an account', ['account'], by);
    // By another id than the account's: nothing must lead from one to the other.
    await sql.run(erase, id, newId(), toTimestamp(scope.now), apiKeyId);
    return id;
  });
}
