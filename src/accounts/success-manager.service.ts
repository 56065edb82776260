import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { outcomeOf } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { InputCheck } from '../graphql/input-check.js';
import { UserErrorCode } from '../graphql/user-error.js';
import { requireMemberId } from '../members/member.service.js';
import { clearManagerNow, deriveAccounts } from '../derivation/derive.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import type { SuccessManagerAssignInput } from './account.inputs.js';
import { lockAccount, mergeAccount, storeAccounts } from './account.service.js';
import { clearSuccessManager, lockAccountsOfManager } from './account.sql.js';

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
    checkExpectedUpdatedAt('account', before, expectedUpdatedAt);
    const successManagerId = member ? await requireMemberId(sql, member, ['member']) : null;
    const merged = mergeAccount({ successManagerId }, before, scope.now);
    if (outcomeOf(merged) !== 'unchanged') {
      await storeAccounts(sql, scope.now, [merged]);
      await deriveAccounts(sql, scope.now, [before.id], ChangeCause.RECORD);
    }
    return before.id;
  });
}

/**
 * Takes all of a member's accounts from them, before they are deleted. One that somebody gives them meanwhile is left
 * alone, since it was not locked in turn: the member cannot be deleted then, and the whole is begun anew.
 */
export async function releaseAccounts(sql: Sql, now: Instant, memberId: string): Promise<void> {
  const ids = (await sql.run(lockAccountsOfManager, memberId)).map(({ id }) => id);
  await sql.run(clearSuccessManager, ids, toTimestamp(now));
  await clearManagerNow(sql, ids);
}
