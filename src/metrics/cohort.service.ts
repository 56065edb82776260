import type { Instant, Zone } from '../classification/calendar.js';
import { roundHalfEven } from '../classification/rounding.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { ExchangeRates } from '../money/exchange-rates.js';
import { CurrencySums, justBefore } from './conversion.service.js';
import { selectCohortChanges, selectCohortChangesByCurrency, type CohortChangeRow } from './cohort.sql.js';
import { isLost } from './survival.js';

/** The state of a cohort at the end of an interval. */
export interface CohortState {
  age: number;
  /** The end of the interval; the state is that just before it. */
  to: Instant;
  survivors: number;
  /** In minor units of the workspace's currency, at the exchange rates just before `to`. */
  mrrMinor: number;
}

/** The accounts that first brought revenue in one interval, and their later states. */
export interface CohortHistory {
  from: Instant;
  to: Instant;
  accounts: number;
  clients: number;
  states: CohortState[];
}

/**
 * Returns the cohorts of the intervals between `bounds`, ascending, with the state of each at the end of its own interval
 * and of each later interval that ended by `asOf`, at most `maxAges`. `laterBounds` are the ends of the intervals after
 * the last bound.
 */
export async function cohortsBetween(
  sql: Sql,
  bounds: readonly Instant[],
  laterBounds: readonly Instant[],
  maxAges: number,
  asOf: Instant,
  zone: Zone,
  rates: ExchangeRates,
): Promise<CohortHistory[]> {
  const ends = [...bounds, ...laterBounds];
  const select = rates.currencyCodes.length > 0 ? selectCohortChangesByCurrency : selectCohortChanges;
  const rows = await sql.run(select, ends.map(toTimestamp), bounds.length - 1, toTimestamp(asOf));
  const rowsOf = groupBy(rows, ({ cohort }) => cohort);
  return bounds.slice(0, -1).map((from, i) => {
    const changes = rowsOf.get(i + 1) ?? [];
    const known = ends.slice(i + 1, i + 1 + maxAges).filter((to) => to <= asOf);
    return {
      from,
      to: bounds[i + 1]!,
      accounts: changes[0]?.accounts ?? 0,
      clients: changes[0]?.clients ?? 0,
      states: statesOf(changes, i + 1, known, { asOf, zone, rates }),
    };
  });
}

function statesOf(
  changes: readonly CohortChangeRow[],
  cohort: number,
  ends: readonly Instant[],
  { asOf, zone, rates }: { asOf: Instant; zone: Zone; rates: ExchangeRates },
): CohortState[] {
  const changesOf = groupBy(changes, ({ interval }) => interval);
  const revenue = new CurrencySums();
  let survivors = changes[0]?.accounts ?? 0;
  return ends.map((to, age) => {
    for (const change of changesOf.get(cohort + age) ?? []) {
      const { left, leftAt, gapDays } = change;
      revenue.exchange(change);
      if (leftAt === null || isLost(leftAt, { asOf, gapDays, zone })) survivors -= left;
    }
    return { age, to, survivors, mrrMinor: roundHalfEven(revenue.at(rates, justBefore(to))) };
  });
}
