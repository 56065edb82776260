import { statementOverAll } from '../database/statement.js';
import { MOVEMENT_SUMS, type MovementSums } from './movement-sums.sql.js';
import { CHANGES_OF_START, EARLIER, FIRST_START, INTERVALS, TRANSITIONS_OF_TYPE } from './transition.sql.js';

export interface MovementRow extends MovementSums {
  /** Revenue just before the interval. */
  start: number;
}

/**
 * Sums the revenue movements in each interval between the ascending bounds in $2. Each interval is one range of a covering
 * index; a single GROUP BY over all intervals would have to sort the rows.
 */
export const sumMovements = statementOverAll<MovementRow>(
  'sumMovements',
  `SELECT (first.mrr_minor + coalesce(sum(movement.change) OVER earlier, 0))::bigint AS start, movement.*
   FROM (${FIRST_START}) first
   CROSS JOIN ${INTERVALS}
   CROSS JOIN LATERAL (
     SELECT ${MOVEMENT_SUMS}
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at
       AND p.mrr_minor <> p.mrr_before
   ) movement
   WINDOW ${EARLIER}
   ORDER BY bound.number`,
);

/** Sums the same for accounts that had the type $3 just before the interval started. */
export const sumMovementsOfType = statementOverAll<MovementRow>(
  'sumMovementsOfType',
  `WITH start AS (${CHANGES_OF_START}),
   movement AS (
     SELECT bound.number, ${MOVEMENT_SUMS}
     FROM ${INTERVALS} LEFT JOIN (${TRANSITIONS_OF_TYPE}) p USING (number)
     GROUP BY bound.number
   )
   SELECT coalesce(sum(start.mrr_minor) OVER (ORDER BY number), 0)::bigint AS start, movement.*
   FROM movement LEFT JOIN start USING (number)
   ORDER BY number`,
);
