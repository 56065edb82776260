import { currencyOf } from '../classification/billing.js';
import type { Instant } from '../classification/calendar.js';
import type { RelationshipState } from '../classification/timeline.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { loadCurrency } from '../money/currency.service.js';
import { dayOfRate, ExchangeRates, startOfRate } from '../money/exchange-rates.js';
import {
  convertAccounts,
  deleteAppliedRate,
  holdRatedCurrencies,
  insertAppliedRates,
  lockAppliedRates,
  lockRatedCurrency,
  selectAppliedRates,
  selectRatesToApply,
  updateAppliedRates,
  type FirstRateRow,
} from './applied-rate.sql.js';
import type { StoredNow } from './derived-rows.sql.js';
import type { AccountHistory } from './history.service.js';
import { selectRevision } from './rollout.sql.js';
import { zoneAt } from './zone.service.js';

/** The exchange rates with which the current state of accounts is converted. */
export interface AppliedRates {
  rates: ExchangeRates;
  /** By currency. */
  revisions: ReadonlyMap<string, number>;
}

/** Loads the applied rates of the currencies of histories; null if they have no currency but the workspace's. */
export async function loadAppliedRates(sql: Sql, histories: Iterable<AccountHistory>): Promise<AppliedRates | null> {
  const codes = new Set<string | null>();
  for (const { phases } of histories) {
    for (const phase of phases) codes.add(currencyOf(phase));
  }
  codes.delete(null);
  if (codes.size === 0) return null;
  const [rows, currency] = await Promise.all([sql.run(selectAppliedRates, [...codes]), loadCurrency(sql)]);
  return {
    rates: ExchangeRates.constant(rows, currency),
    revisions: new Map(rows.map(({ currencyCode, revision }) => [currencyCode, revision])),
  };
}

/** Returns the columns of account_now with the recurring revenue, in the account's and in the workspace's currency. */
export function revenueNow(
  { mrrMinor, currencyCode }: Pick<RelationshipState, 'mrrMinor' | 'currencyCode'>,
  applied: AppliedRates | null,
  at: Instant,
): Pick<StoredNow, 'mrrMinor' | 'currencyCode' | 'nativeMrrMinor' | 'ratesRevision'> {
  if (currencyCode === null) return { mrrMinor, currencyCode, nativeMrrMinor: null, ratesRevision: null };
  return {
    mrrMinor: applied!.rates.convert(mrrMinor, currencyCode, at),
    currencyCode,
    nativeMrrMinor: mrrMinor,
    ratesRevision: applied!.revisions.get(currencyCode)!,
  };
}

/**
 * Applies the rates in effect, and converts the current state of accounts again where it was converted at other rates. Call it at
 * the end of a transaction, after everything that locks accounts: it locks their rows in account_now.
 */
export async function applyRates(sql: Sql, now: Instant): Promise<void> {
  if ((await sql.run(lockAppliedRates)).length === 0) return;
  const [workspace] = await sql.run(selectRevision);
  const { revision } = workspace!;
  const [zone, currency] = await Promise.all([zoneAt(sql, revision), loadCurrency(sql)]);
  const rows = await sql.run(selectRatesToApply, dayOfRate(now, zone));
  const codes = rows.map(({ currencyCode }) => currencyCode);
  await sql.run(
    updateAppliedRates,
    codes,
    rows.map(({ rate }) => rate),
    rows.map(({ nextDay }) => toTimestamp(nextDay === null ? Infinity : startOfRate(nextDay, zone))),
    revision,
  );
  const rates = ExchangeRates.constant(rows, currency);
  const factors = codes.map((code) => rates.factorAt(code, now));
  await sql.run(
    convertAccounts,
    codes,
    factors.map(({ n }) => String(n)),
    factors.map(({ d }) => String(d)),
  );
}

/** Starts applying the rates of currencies that have just got their first one. Returns these currencies with that rate. */
export const addAppliedRates = (sql: Sql, currencyCodes: readonly string[]): Promise<FirstRateRow[]> =>
  sql.run(insertAppliedRates, currencyCodes);

/**
 * Returns which currencies have a rate, and keeps the last one of each from being deleted until the transaction ends. Call it
 * before recording anything in them; null is the workspace's currency, which needs no rate.
 */
export async function holdCurrencies(
  sql: Sql,
  currencyCodes: readonly (string | null)[],
): Promise<{ currencyCodes: string[] }> {
  const foreign = [...new Set(currencyCodes)].filter((code) => code !== null);
  const held = foreign.length === 0 ? [] : await sql.run(holdRatedCurrencies, foreign);
  return { currencyCodes: held.map(({ currencyCode }) => currencyCode) };
}

/** Waits for transactions that hold a currency. Load what they may have recorded in it in later statements. */
export const lockCurrency = async (sql: Sql, currencyCode: string): Promise<void> => {
  await sql.run(lockRatedCurrency, currencyCode);
};

/** Stops applying the rates of a currency that has none any more, and is not in use. */
export const removeAppliedRate = async (sql: Sql, currencyCode: string): Promise<void> => {
  await sql.run(deleteAppliedRate, currencyCode);
};
