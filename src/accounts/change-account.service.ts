import type { WorkspaceScope } from '../database/workspace-scope.js';
import type { RequestContext } from '../graphql/context.js';
import { changeRecord } from '../idempotency/change-record.service.js';
import { accountById } from './account.loaders.js';
import { selectAccountById } from './account.sql.js';
import { Account } from './account.type.js';

/** Carries out a mutation of one account, once for its idempotencyKey. `change` returns the stored id of the account. */
export async function changeAccount(
  context: RequestContext,
  operation: string,
  input: { idempotencyKey?: string | null },
  change: (scope: WorkspaceScope) => Promise<string>,
): Promise<Account> {
  const { record, isDeleted } = await changeRecord(context.scope, operation, input, change, async (sql, id) => {
    const [row] = await sql.run(selectAccountById, id);
    return row;
  });
  const account = new Account(record, null, null, isDeleted);
  context.the(accountById).prime(account.uuid, account);
  return account;
}
