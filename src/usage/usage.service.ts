import { requireAccountId } from '../accounts/account.service.js';
import { addMonths, fromLocal, offsetAt, type Instant, type Zone } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import { indexBy } from '../database/grouping.js';
import type { Sql } from '../database/statement.js';
import { splitByOutcome, type Merged } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { holdCurrencies } from '../derivation/applied-rates.service.js';
import { newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { loadCurrency } from '../money/currency.service.js';
import { problemOfCurrency } from '../money/exchange-rates.service.js';
import { readForeignMoney, type Currency, type MoneyInput } from '../money/money.type.js';
import type { UsageDetailsInput, UsageRecordInput } from './usage.inputs.js';
import { insertUsage, lockUsage, selectUsageById, updateUsage, USAGE, type UsageRow } from './usage.sql.js';

/** The number of whole months over which usage revenue is averaged. */
export const USAGE_MONTHS = 3;

/** What a usage record says, in stored form. */
export type UsageDetails = Pick<UsageRow, 'externalId' | 'at' | 'amountMinor' | 'currencyCode'>;

/** Converts a usage record to stored form. Adds errors to `check`. */
export function readUsage(
  check: InputCheck,
  field: FieldPath,
  { externalId, at, amount }: Pick<UsageDetailsInput, 'externalId' | 'at'> & { amount: MoneyInput },
  currency: Currency,
): UsageDetails {
  check.instant([...field, 'at'], at);
  const amountMinor = readForeignMoney(check, [...field, 'amount'], amount, currency);
  return {
    externalId,
    at,
    amountMinor,
    currencyCode: amount.currencyCode === currency.code ? null : amount.currencyCode,
  };
}

/** Reads and locks the usage records with these externalIds for a change. */
export async function lockUsageOf(sql: Sql, externalIds: readonly string[]): Promise<Map<string, UsageRow>> {
  if (externalIds.length === 0) return new Map();
  return indexBy(await sql.run(lockUsage, externalIds), ({ externalId }) => externalId);
}

/** Merges a usage record into the recorded one, or into a new one. */
export const mergeUsage = (
  accountId: string,
  details: UsageDetails,
  before: UsageRow | undefined,
  now: Instant,
): Merged<UsageRow> => ({
  before,
  after: { id: before?.id ?? newId(), accountId, ...details, updatedAt: before?.updatedAt ?? now },
});

export async function storeUsage(sql: Sql, now: Instant, merged: readonly Merged<UsageRow>[]): Promise<void> {
  const { created, updated } = splitByOutcome(merged);
  if (created.length > 0) await sql.run(insertUsage, USAGE.toRecords(created), toTimestamp(now));
  if (updated.length > 0) await sql.run(updateUsage, USAGE.toRecords(updated), toTimestamp(now));
}

/** Returns the stored usage record; undefined if it does not exist. */
export const findUsage = async (sql: Sql, id: string): Promise<UsageRow | undefined> =>
  (await sql.run(selectUsageById, id))[0];

/** Creates or updates one usage record. Returns its stored id. */
export function recordUsage(scope: WorkspaceScope, input: UsageRecordInput): Promise<string> {
  return scope.write(async (sql) => {
    const check = new InputCheck();
    check.text(['externalId'], input.externalId, 200);
    check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
    const details = readUsage(check, [], input, await loadCurrency(sql));
    check.done();
    const problem = problemOfCurrency(await holdCurrencies(sql, [details.currencyCode]), details.currencyCode);
    if (problem !== null) refuse(UserErrorCode.NOT_FOUND, ['amount', 'currencyCode'], problem);
    const before = (await lockUsageOf(sql, [input.externalId])).get(input.externalId);
    // Read after the lock, because the account may have been merged into another one while the transaction waited.
    const accountId = await requireAccountId(sql, input.account, ['account']);
    checkExpectedUpdatedAt('usage record', before, input.expectedUpdatedAt);
    if (before && before.accountId !== accountId) {
      refuse(
        UserErrorCode.CONFLICT,
        ['account'],
        'Expected the account that the usage was recorded with; a usage record cannot move to another account.',
      );
    }
    const merged = mergeUsage(accountId, details, before, scope.now);
    await storeUsage(sql, scope.now, [merged]);
    return merged.after.id;
  });
}

/** Returns the whole local months before the one that contains an instant: [from, until). */
export function wholeMonthsBefore(at: Instant, months: number, zone: Zone): { from: Instant; until: Instant } {
  const local = new Date(at + offsetAt(zone, at));
  const until = fromLocal(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1), zone);
  return { from: addMonths(until, -months, zone), until };
}
