import type { Instant } from '../classification/calendar.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { selectCohortChanges, type CohortChangeRow } from './cohort.sql.js';

/** The state of a cohort at the end of an interval. */
export interface CohortState {
  age: number;
  /** The end of the interval; the state is that just before it. */
  to: Instant;
  survivors: number;
  mrrMinor: number;
}

/** The accounts that first paid in one interval, and their later states. */
export interface CohortHistory {
  from: Instant;
  to: Instant;
  accounts: number;
  clients: number;
  states: CohortState[];
}

/**
 * Returns the cohorts of the intervals between `bounds`, ascending, with the state of each at the end of its own interval
 * and of each later interval that ended by now, at most `maxAges`. `laterBounds` are the ends of the intervals after the
 * last bound.
 */
export async function cohortsBetween(
  sql: Sql,
  bounds: readonly Instant[],
  laterBounds: readonly Instant[],
  maxAges: number,
  now: Instant,
): Promise<CohortHistory[]> {
  const ends = [...bounds, ...laterBounds];
  const rows = await sql.run(selectCohortChanges, ends.map(toTimestamp), bounds.length - 1, toTimestamp(now));
  const rowsOf = groupBy(rows, ({ cohort }) => cohort);
  return bounds.slice(0, -1).map((from, i) => {
    const changes = rowsOf.get(i + 1) ?? [];
    const known = ends.slice(i + 1, i + 1 + maxAges).filter((to) => to <= now);
    return {
      from,
      to: bounds[i + 1]!,
      accounts: changes[0]?.accounts ?? 0,
      clients: changes[0]?.clients ?? 0,
      states: statesOf(changes, i + 1, known),
    };
  });
}

function statesOf(changes: readonly CohortChangeRow[], cohort: number, ends: readonly Instant[]): CohortState[] {
  const changeOf = new Map(changes.map((change) => [change.interval, change]));
  let [survivors, mrrMinor] = [0, 0];
  return ends.map((to, age) => {
    const change = changeOf.get(cohort + age);
    survivors += change?.survivorsChange ?? 0;
    mrrMinor += change?.mrrChange ?? 0;
    return { age, to, survivors, mrrMinor };
  });
}
