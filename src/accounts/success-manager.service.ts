import { outcomeOf } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkUnchanged } from '../graphql/concurrency.js';
import { InputCheck } from '../graphql/input-check.js';
import { UserErrorCode } from '../graphql/user-error.js';
import { requireMemberId } from '../members/member.service.js';
import { deriveAccounts } from '../relationships/derive.service.js';
import { ChangeCause } from '../relationships/relationship-change.entity.js';
import type { SuccessManagerAssignInput } from './account.inputs.js';
import { lockAccount, mergeAccount, storeAccounts } from './account.service.js';

/** Assigns an account's success manager, or takes it away, and answers the account's stored id. */
export function assignSuccessManager(scope: WorkspaceScope, input: SuccessManagerAssignInput): Promise<string> {
  const { account, member, expectedUpdatedAt } = input;
  const check = new InputCheck();
  check.instant(['expectedUpdatedAt'], expectedUpdatedAt);
  if (member === undefined) {
    check.add(UserErrorCode.REQUIRED, ['member'], 'Expected a member, or null for none; got neither.');
  }
  check.done();
  return scope.write(async (sql) => {
    const before = await lockAccount(sql, account, ['account']);
    checkUnchanged('account', before, expectedUpdatedAt);
    const successManagerId = member ? await requireMemberId(sql, member, ['member']) : null;
    const merged = mergeAccount({ successManagerId }, before, scope.now);
    if (outcomeOf(merged) !== 'unchanged') {
      await storeAccounts(sql, scope.now, [merged]);
      await deriveAccounts(sql, scope.now, [before.id], ChangeCause.RECORD);
    }
    return before.id;
  });
}
