import type { Instant } from '../classification/calendar.js';
import { RELATIONSHIP_TYPES, type RelationshipType } from '../classification/timeline.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { totalOf, type RevenueInCurrency } from '../metrics/conversion.service.js';
import type { ExchangeRates } from '../money/exchange-rates.js';
import {
  countByType,
  countByTypeAndCurrency,
  countByTypeAndSpan,
  countByTypeCurrencyAndSpan,
  type TypeCountRow,
  type TypeCountSpanRow,
} from './client-base.sql.js';

/**
 * Counts the accounts of each type at an instant, with their revenue at its exchange rates. Types without accounts are left
 * out. In the rare case that there are rates, the count, which shares their round trip, is discarded and made by currency.
 */
export async function countTypes(
  sql: Sql,
  at: Instant,
  loading: ExchangeRates | Promise<ExchangeRates>,
): Promise<TypeCountRow[]> {
  const [rates, counts] = await Promise.all([loading, sql.run(countByType, toTimestamp(at))]);
  if (rates.currencyCodes.length === 0) return counts;
  const rowsOf = groupBy(await sql.run(countByTypeAndCurrency, toTimestamp(at)), ({ type }) => type);
  return [...rowsOf].map(([type, rows]) => ({ type, ...totalOf(rows, rates, at) }));
}

/** Does the same for each of several instants, which must be ascending. */
export async function countTypesAtEach(
  sql: Sql,
  instants: readonly Instant[],
  rates: ExchangeRates,
): Promise<TypeCountRow[][]> {
  const timestamps = instants.map(toTimestamp);
  const count = rates.currencyCodes.length > 0 ? countByTypeCurrencyAndSpan : countByTypeAndSpan;
  const spans = await sql.run(count, timestamps, timestamps[0], timestamps.at(-1));
  const spansOf = groupBy(spans, ({ type }) => type);
  const columns = RELATIONSHIP_TYPES.map((type) => countsOf(type, spansOf.get(type) ?? [], instants, rates));
  return instants.map((_, i) => columns.map((column) => column[i]!));
}

function countsOf(
  type: RelationshipType,
  spans: readonly TypeCountSpanRow[],
  instants: readonly Instant[],
  rates: ExchangeRates,
): TypeCountRow[] {
  const columns = [...groupBy(spans, ({ currencyCode }) => currencyCode)].map(([currencyCode, ofCurrency]) =>
    runningCounts(currencyCode, ofCurrency, instants.length),
  );
  return instants.map((at, i) => ({
    type,
    ...totalOf(
      columns.map((column) => column[i]!),
      rates,
      at,
    ),
  }));
}

/** Returns the running total of the spans at each of `length` instants. */
function runningCounts(currencyCode: string, spans: readonly TypeCountSpanRow[], length: number): RevenueInCurrency[] {
  const changes = Array.from({ length: length + 1 }, () => ({ accounts: 0, mrrMinor: 0 }));
  for (const { first, until, accounts, mrrMinor } of spans) {
    changes[first]!.accounts += accounts;
    changes[first]!.mrrMinor += mrrMinor;
    changes[until]!.accounts -= accounts;
    changes[until]!.mrrMinor -= mrrMinor;
  }
  const current: RevenueInCurrency = { currencyCode, accounts: 0, mrrMinor: 0 };
  return changes.slice(0, length).map((change) => {
    current.accounts += change.accounts;
    current.mrrMinor += change.mrrMinor;
    return { ...current };
  });
}
