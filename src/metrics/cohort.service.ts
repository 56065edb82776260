import type { Instant, Zone } from '../classification/calendar.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { selectCohortChanges, type CohortChangeRow } from './cohort.sql.js';
import { isLost } from './survival.js';

/** The state of a cohort at the end of an interval. */
export interface CohortState {
  age: number;
  /** The end of the interval; the state is that just before it. */
  to: Instant;
  survivors: number;
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
): Promise<CohortHistory[]> {
  const ends = [...bounds, ...laterBounds];
  const rows = await sql.run(selectCohortChanges, ends.map(toTimestamp), bounds.length - 1, toTimestamp(asOf));
  const rowsOf = groupBy(rows, ({ cohort }) => cohort);
  return bounds.slice(0, -1).map((from, i) => {
    const changes = rowsOf.get(i + 1) ?? [];
    const known = ends.slice(i + 1, i + 1 + maxAges).filter((to) => to <= asOf);
    return {
      from,
      to: bounds[i + 1]!,
      accounts: changes[0]?.accounts ?? 0,
      clients: changes[0]?.clients ?? 0,
      states: statesOf(changes, i + 1, known, asOf, zone),
    };
  });
}

function statesOf(
  changes: readonly CohortChangeRow[],
  cohort: number,
  ends: readonly Instant[],
  asOf: Instant,
  zone: Zone,
): CohortState[] {
  const changesOf = groupBy(changes, ({ interval }) => interval);
  let [survivors, mrrMinor] = [changes[0]?.accounts ?? 0, 0];
  return ends.map((to, age) => {
    for (const { mrrChange, left, leftAt, gapDays } of changesOf.get(cohort + age) ?? []) {
      mrrMinor += mrrChange;
      if (leftAt === null || isLost(leftAt, { asOf, gapDays, zone })) survivors -= left;
    }
    return { age, to, survivors, mrrMinor };
  });
}
