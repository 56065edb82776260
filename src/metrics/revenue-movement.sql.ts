import { statement } from '../database/statement.js';
import { MOVEMENT_SUMS, type MovementSums } from './movement-sums.sql.js';

export interface MovementRow extends MovementSums {
  /** From 1; 0 is all the time before the first one. */
  interval: number;
}

/**
 * What revenue did in each of the intervals between the bounds in $2, ascending; and before the first of them, which
 * adds up to the revenue that it starts with. Each interval is a range of an index that holds all that is asked for:
 * grouping the whole of it instead would sort it.
 */
export const sumMovements = statement<MovementRow>(
  'sumMovements',
  `SELECT bound.number - 1 AS interval, movement.*
   FROM unnest('-infinity'::timestamptz || $2::timestamptz[], $2::timestamptz[])
     WITH ORDINALITY AS bound (from_at, to_at, number)
   CROSS JOIN LATERAL (
     SELECT ${MOVEMENT_SUMS}
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at
       AND p.mrr_minor <> p.mrr_before
   ) movement
   WHERE bound.to_at IS NOT NULL`,
);

/**
 * The same of accounts that had the type $5 just before the interval began. $2 are the bounds, $3 and $4 the first and
 * the last of them. What an interval starts with is added up from where the type's periods begin and end between the
 * bounds: instants are whole milliseconds, so that what contains a millisecond before a bound is just before it.
 */
export const sumMovementsOfType = statement<MovementRow & { startChange: number }>(
  'sumMovementsOfType',
  `WITH span AS (
     SELECT width_bucket(p.from_at, $2::timestamptz[]) AS first, width_bucket(p.to_at, $2::timestamptz[]) AS last,
            p.mrr_minor
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.type = $5::text AND p.to_at >= $3::timestamptz AND p.from_at < $4::timestamptz
   ), start AS (
     SELECT edge.interval, sum(edge.change)::bigint AS change
     FROM span CROSS JOIN LATERAL (VALUES (span.first + 1, span.mrr_minor), (span.last + 1, -span.mrr_minor))
       AS edge (interval, change)
     WHERE span.first < span.last
     GROUP BY edge.interval
   ), movement AS (
     SELECT p.interval, ${MOVEMENT_SUMS}
     FROM (
       SELECT width_bucket(m.from_at, $2::timestamptz[]) AS interval, m.account_id, m.from_at, m.mrr_minor,
              m.mrr_before, m.paused_mrr_minor, m.paused_before, m.first_paid_at
       FROM account_period m
       WHERE m.workspace_id = $1 AND m.from_at >= $3::timestamptz AND m.from_at < $4::timestamptz
         AND m.mrr_minor <> m.mrr_before
     ) p
     JOIN account_period s ON s.workspace_id = $1 AND s.account_id = p.account_id AND s.type = $5::text
       AND s.from_at < ($2::timestamptz[])[p.interval] AND s.to_at >= ($2::timestamptz[])[p.interval]
     GROUP BY p.interval
   )
   SELECT interval, coalesce(start.change, 0) AS "startChange", coalesce(movement.change, 0) AS change,
          coalesce(new, 0) AS new, coalesce(expansion, 0) AS expansion, coalesce(contraction, 0) AS contraction,
          coalesce(churn, 0) AS churn, coalesce(reactivation, 0) AS reactivation, coalesce(pause, 0) AS pause,
          coalesce(resume, 0) AS resume
   FROM start FULL JOIN movement USING (interval)`,
);
