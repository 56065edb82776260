import { MAX_ATTRIBUTES_LENGTH, requireAccountId, updateAccount } from '../accounts/account.service.js';
import type { AccountRow } from '../accounts/account.sql.js';
import { mergePatch } from '../accounts/merge-patch.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { changeFacts } from '../derivation/change-facts.service.js';
import type { FactWriter } from '../derivation/fact-writer.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { InputCheck } from '../graphql/input-check.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { notFound } from '../graphql/reference.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { problemOfMergedCurrencies } from '../subscriptions/merged-currencies.service.js';
import type { AccountMergeInput } from './account-merge.inputs.js';
import {
  lockAccountsToMerge,
  moveInteractions,
  moveSubscriptions,
  moveUsage,
  removeAccount,
} from './account-merge.sql.js';
import { mergeIdentities } from './merged-identities.service.js';

/**
 * Merges the account `from` into the account `into`: moves the records of `from` to `into`, derives `into` again and removes
 * `from`. Returns the stored id of `into`.
 */
export function mergeAccounts(scope: WorkspaceScope, input: AccountMergeInput): Promise<string> {
  const check = new InputCheck();
  check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
  check.done();
  return scope.write(async (sql) => {
    const [fromId, intoId] = [
      await requireAccountId(sql, input.from, ['from']),
      await requireAccountId(sql, input.into, ['into']),
    ];
    if (fromId === intoId) {
      refuse(
        UserErrorCode.INVALID,
        ['into'],
        'Expected two different accounts in from and into; got the same account in both. Pass the account to keep as into and the account to remove as from.',
      );
    }
    const lock = (): Promise<AccountRow[]> => sql.run(lockAccountsToMerge, [fromId, intoId]);
    return changeFacts(scope.within(sql), lock, ChangeCause.RECORD, async (facts, accounts) => {
      // Another transaction may have erased or merged the accounts before this one got the locks.
      const from = accounts.find(({ id }) => id === fromId) ?? notFound('an account', ['from'], input.from);
      const into = accounts.find(({ id }) => id === intoId) ?? notFound('an account', ['into'], input.into);
      checkExpectedUpdatedAt('account `into`', into, input.expectedUpdatedAt);
      const merged = mergeFields(from, into);
      checkAttributes(merged);
      await refuseCurrencies(sql, from, into);
      await mergeIdentities(facts, from, into);
      await moveRecords(facts, scope, from, into);
      await facts.runWithoutDeriving(removeAccount, from.id);
      // After the removal, because `into` may take the externalId of `from`, and externalIds are unique.
      await updateAccount(facts, scope.now, merged);
      return into.id;
    });
  });
}

/** Returns `into` with the fields that it takes from `from`. If both accounts have a value, that of `into` is kept. */
const mergeFields = (from: AccountRow, into: AccountRow): AccountRow => ({
  ...into,
  externalId: into.externalId ?? from.externalId,
  domain: into.domain ?? from.domain,
  successManagerId: into.successManagerId ?? from.successManagerId,
  desiredOutcome: into.desiredOutcome ?? from.desiredOutcome,
  attributes: mergePatch(from.attributes, into.attributes),
});

function checkAttributes({ attributes }: AccountRow): void {
  const bytes = Buffer.byteLength(JSON.stringify(attributes));
  if (bytes <= MAX_ATTRIBUTES_LENGTH) return;
  refuse(
    UserErrorCode.TOO_LONG,
    ['from'],
    `Expected at most ${MAX_ATTRIBUTES_LENGTH} bytes of JSON in the merged attributes of both accounts; got ${bytes}. Remove attributes from one of the accounts first.`,
  );
}

async function refuseCurrencies(sql: Sql, from: AccountRow, into: AccountRow): Promise<void> {
  const problem = await problemOfMergedCurrencies(sql, from.id, into.id);
  if (problem !== null) refuse(UserErrorCode.CONFLICT, ['from'], problem);
}

async function moveRecords(
  facts: FactWriter,
  { now }: WorkspaceScope,
  from: AccountRow,
  into: AccountRow,
): Promise<void> {
  for (const move of [moveSubscriptions, moveInteractions, moveUsage]) {
    await facts.run(move, [into.id], from.id, toTimestamp(now), into.id);
  }
}
