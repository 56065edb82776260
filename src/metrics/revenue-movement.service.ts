import type { Instant } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { MovementSums } from './movement-sums.sql.js';
import { sumMovements, sumMovementsOfType } from './revenue-movement.sql.js';

/** What revenue did in one interval, in minor units. */
export interface Movement extends MovementSums {
  from: Instant;
  to: Instant;
  start: number;
  end: number;
}

const NONE: MovementSums = {
  change: 0,
  new: 0,
  expansion: 0,
  contraction: 0,
  churn: 0,
  reactivation: 0,
  pause: 0,
  resume: 0,
};

/** What revenue did in each interval between bounds, ascending: of all accounts, or of those of a type as each began. */
export async function movementsBetween(
  sql: Sql,
  bounds: readonly Instant[],
  type: RelationshipType | null,
): Promise<Movement[]> {
  const timestamps = bounds.map(toTimestamp);
  const [first, last] = [timestamps[0], timestamps.at(-1)];
  if (type !== null) {
    const rows = indexBy(await sql.run(sumMovementsOfType, timestamps, first, last, type), ({ interval }) => interval);
    let start = 0;
    return intervalsOf(bounds).map(({ from, to }, i) => {
      const row = rows.get(i + 1);
      start += row?.startChange ?? 0;
      return { ...NONE, ...row, from, to, start, end: start + (row?.change ?? 0) };
    });
  }
  const rows = indexBy(await sql.run(sumMovements, timestamps), ({ interval }) => interval);
  let end = rows.get(0)?.change ?? 0;
  return intervalsOf(bounds).map(({ from, to }, i) => {
    const row = rows.get(i + 1);
    const start = end;
    end += row?.change ?? 0;
    return { ...NONE, ...row, from, to, start, end };
  });
}

/** The intervals between bounds. */
export const intervalsOf = (bounds: readonly Instant[]): { from: Instant; to: Instant }[] =>
  bounds.slice(0, -1).map((from, i) => ({ from, to: bounds[i + 1]! }));
