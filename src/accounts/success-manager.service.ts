import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { FactWriter } from '../derivation/fact-writer.service.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { notFound } from '../graphql/reference.js';
import { InputCheck } from '../graphql/input-check.js';
import { UserErrorCode } from '../graphql/user-error.js';
import { requireMemberId } from '../members/member.service.js';
import { changeFacts } from '../derivation/change-facts.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import type { SuccessManagerAssignInput } from './account.inputs.js';
import { lockAccount, mergeAccount, storeAccounts } from './account.service.js';
import { clearSuccessManager, lockAccountsOfManager, type AccountRow } from './account.sql.js';

/** Assigns or removes the success manager of an account. Returns the stored id of the account. */
export function assignSuccessManager(scope: WorkspaceScope, input: SuccessManagerAssignInput): Promise<string> {
  const { account, member, expectedUpdatedAt } = input;
  const check = new InputCheck();
  check.instant(['expectedUpdatedAt'], expectedUpdatedAt);
  if (member === undefined) {
    check.add(
      UserErrorCode.REQUIRED,
      ['member'],
      'Expected a member, or null to remove the success manager; got neither.',
    );
  }
  check.done();
  const lock = (sql: Sql): Promise<AccountRow[]> => lockAccount(sql, account, ['account']);
  return changeFacts(scope, lock, ChangeCause.RECORD, async (facts, [before]) => {
    if (!before) return notFound('an account', ['account'], account);
    checkExpectedUpdatedAt('account', before, expectedUpdatedAt);
    const successManagerId = member ? await requireMemberId(facts.sql, member, ['member']) : null;
    const merged = mergeAccount({ successManagerId }, before, scope.now);
    await storeAccounts(facts, scope.now, [merged]);
    return before.id;
  });
}

/** Locks the accounts whose success manager is the member. */
export const lockAccountsOfMember = (sql: Sql, memberId: string): Promise<{ id: string }[]> =>
  sql.run(lockAccountsOfManager, memberId);

/** Removes the success manager of accounts. */
export async function releaseAccounts(
  facts: FactWriter,
  now: Instant,
  accounts: readonly { id: string }[],
): Promise<void> {
  const ids = accounts.map(({ id }) => id);
  await facts.runWithoutDeriving(clearSuccessManager, ids, toTimestamp(now));
}
