import { statementOverAll } from '../database/statement.js';
import { gapDaysAt } from './survival.sql.js';
import { CHANGES_KEPT } from './transition.sql.js';

export interface LifetimeRow {
  /** When the accounts entered the cohort. */
  enteredAt: number;
  /** When they left, if they had not returned by $4. */
  leftAt: number | null;
  accounts: number;
  /** The `gapDays` of the policy in force at $4. */
  gapDays: number;
}

const FIRST_PAID = `SELECT p.account_id, p.from_at AS entered_at
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at >= $2::timestamptz AND p.from_at < $3::timestamptz
       AND p.from_at <= $4::timestamptz AND p.from_at = p.first_paid_at`;
const FIRST_OF_TYPE = `SELECT p.account_id, min(p.from_at) AS entered_at
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.type = $6::text AND p.from_at <= $4::timestamptz
     GROUP BY p.account_id
     HAVING min(p.from_at) >= $2::timestamptz AND min(p.from_at) < $3::timestamptz`;

/** The months of the billing period of the BASE item of the phase `f`; 0 if it is a number of days or weeks. */
const BASE_MONTHS = `CASE WHEN f.items IS NULL THEN f.interval_months ELSE coalesce((
           SELECT (item #>> '{billingPeriod,count}')::int
                  * CASE item #>> '{billingPeriod,unit}' WHEN 'MONTH' THEN 1 WHEN 'YEAR' THEN 12 ELSE 0 END
           FROM jsonb_array_elements(f.items) item WHERE item ->> 'role' = 'BASE'), 0) END`;

/**
 * Counts the accounts that entered in [$2, $3) by when they entered and left, as observed at $4. The BASE items of all their
 * paid subscriptions must have been billed every $5 months at entry; if none is in force as recorded then, because a gap
 * of at most a day or free time is bridged, the last one counts.
 */
const lifetimes = (name: string, entered: string) =>
  statementOverAll<LifetimeRow>(
    name,
    `WITH entry AS (
     ${entered}
   )
   SELECT e.entered_at AS "enteredAt", CASE WHEN last.is_absent THEN last.from_at END AS "leftAt",
          count(*) AS accounts, ${gapDaysAt('$4::timestamptz')} AS "gapDays"
   FROM entry e
   JOIN LATERAL (
     SELECT bool_and(recent.interval_months = $5::int) AS is_of_interval
     FROM (
       SELECT ${BASE_MONTHS} AS interval_months, rank() OVER (ORDER BY least(f.to_at, e.entered_at + interval '1 millisecond') DESC)
       FROM subscription_phase f
       WHERE f.workspace_id = $1 AND f.account_id = e.account_id AND f.status <> 'TRIALING'
         AND (f.items IS NOT NULL OR f.unit_price_minor > 0)
         AND NOT f.is_withdrawn AND f.from_at <= e.entered_at
     ) recent
     WHERE recent.rank = 1
   ) billed ON billed.is_of_interval
   LEFT JOIN LATERAL (
     SELECT p.from_at, p.paying_since IS NULL AS is_absent FROM account_period p
     WHERE p.workspace_id = $1 AND p.account_id = e.account_id AND p.from_at > e.entered_at
       AND p.from_at <= $4::timestamptz AND ${CHANGES_KEPT}
     ORDER BY p.from_at DESC LIMIT 1
   ) last ON true
   GROUP BY 1, 2`,
  );

/** Lifetimes of accounts by when they first brought revenue. */
export const selectLifetimes = lifetimes('selectLifetimes', FIRST_PAID);
/** Lifetimes of accounts by when they first had the type $6. */
export const selectLifetimesOfType = lifetimes('selectLifetimesOfType', FIRST_OF_TYPE);
