import { statement } from '../database/statement.js';
import { movementSums, type MovementSums } from './movement-sums.sql.js';
import {
  changeOfType,
  INTERVALS,
  INTERVALS_AND_PAST,
  OF_REVENUE_OR_TYPE,
  OF_TYPE_AT_FIRST,
  turnsIn,
} from './turn.sql.js';

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
   FROM ${INTERVALS_AND_PAST}
   CROSS JOIN LATERAL (
     SELECT ${movementSums()}
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at
       AND p.mrr_minor <> p.mrr_before
   ) movement
   ORDER BY bound.number OFFSET 1`,
);

/** The same of accounts that had the type $3 just before the interval began. */
export const sumMovementsOfType = statement<MovementRow>(
  'sumMovementsOfType',
  `SELECT (coalesce(first.mrr_minor, 0) + coalesce(sum(movement."startChange") OVER earlier, 0))::bigint AS start,
          movement.*
   FROM (SELECT sum(s.mrr_minor) AS mrr_minor FROM ${OF_TYPE_AT_FIRST}) first
   CROSS JOIN ${INTERVALS}
   CROSS JOIN LATERAL (
     SELECT ${movementSums('p.type_start = $3::text')},
            ${changeOfType('p.mrr_minor', 'p.mrr_before')} AS "startChange"
     FROM (${turnsIn(OF_REVENUE_OR_TYPE)}) p
   ) movement
   WINDOW earlier AS (ORDER BY bound.number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
   ORDER BY bound.number`,
);
