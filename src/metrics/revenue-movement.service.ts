import type { Instant } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import type { Sql } from '../database/statement.js';
import { toTimestamp } from '../database/instants.js';
import { sumMovements, sumMovementsOfType, type MovementRow } from './revenue-movement.sql.js';

/** The revenue movements in one interval, in minor units. */
export interface Movement extends MovementRow {
  from: Instant;
  to: Instant;
  end: number;
}

/** Returns the movements in each interval between ascending bounds, of all accounts or of those with a type at its start. */
export async function movementsBetween(
  sql: Sql,
  bounds: readonly Instant[],
  type: RelationshipType | null,
): Promise<Movement[]> {
  const timestamps = bounds.map(toTimestamp);
  const rows = await (type === null
    ? sql.run(sumMovements, timestamps)
    : sql.run(sumMovementsOfType, timestamps, type));
  return rows.map((row, i) => ({ ...row, from: bounds[i]!, to: bounds[i + 1]!, end: row.start + row.change }));
}
