import { statement } from '../database/statement.js';
import { MOVEMENT_SUMS, type MovementSums } from './movement-sums.sql.js';
import { changeOfStart, SPANS_OF_TYPE } from './type-span.sql.js';

export interface MovementRow extends MovementSums {
  /** Revenue just before the interval. */
  start: number;
}

/**
 * What revenue did in each of the intervals between the bounds in $2, ascending. What came before the first of them
 * adds up to the revenue that it starts with. Each interval is a range of an index that holds all that is asked for:
 * grouping the whole of it instead would sort it.
 */
export const sumMovements = statement<MovementRow>(
  'sumMovements',
  `SELECT (sum(movement.change) OVER (ORDER BY bound.number) - movement.change)::bigint AS start, movement.*
   FROM unnest('-infinity'::timestamptz || ($2::timestamptz[])[:cardinality($2::timestamptz[]) - 1], $2::timestamptz[])
     WITH ORDINALITY AS bound (from_at, to_at, number)
   CROSS JOIN LATERAL (
     SELECT ${MOVEMENT_SUMS}
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at
       AND p.mrr_minor <> p.mrr_before
   ) movement
   ORDER BY bound.number OFFSET 1`,
);

/** The same of accounts that had the type $3 just before the interval began. */
export const sumMovementsOfType = statement<MovementRow>(
  'sumMovementsOfType',
  `WITH ${SPANS_OF_TYPE}, start AS (${changeOfStart('mrr_minor')})
   SELECT coalesce(sum(start.change) OVER (ORDER BY bound.number), 0)::bigint AS start, movement.*
   FROM unnest(($2::timestamptz[])[:cardinality($2::timestamptz[]) - 1], ($2::timestamptz[])[2:])
     WITH ORDINALITY AS bound (from_at, to_at, number)
   LEFT JOIN start ON start.interval = bound.number
   CROSS JOIN LATERAL (
     SELECT ${MOVEMENT_SUMS}
     FROM account_period p
     JOIN account_period s ON s.workspace_id = $1 AND s.account_id = p.account_id AND s.type = $3::text
       AND s.from_at < bound.from_at AND s.to_at >= bound.from_at
     WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at
       AND p.mrr_minor <> p.mrr_before
   ) movement
   ORDER BY bound.number`,
);
