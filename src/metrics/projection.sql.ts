import { statementOverAll } from '../database/statement.js';

export interface LifetimeRow {
  /** The period at whose end the accounts left, from 1; null: they have not left. */
  left: number | null;
  /** Number of complete periods since the accounts entered. */
  periods: number;
  accounts: number;
}

/** SQL for the greatest n with `from` + n calendar months <= `to`, in UTC. */
const wholeMonths = (from: string, to: string): string => {
  const [a, b] = [`(${from} AT TIME ZONE 'UTC')`, `(${to} AT TIME ZONE 'UTC')`];
  const months = `((extract(year FROM ${b}) - extract(year FROM ${a})) * 12 + extract(month FROM ${b}) - extract(month FROM ${a}))::int`;
  return `(${months} - (${a} + make_interval(months => ${months}) > ${b})::int)`;
};

const FIRST_PAID = `SELECT p.account_id, p.from_at AS entered_at
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at >= $2::timestamptz AND p.from_at < $3::timestamptz
       AND p.from_at <= $4::timestamptz AND p.from_at = p.first_paid_at`;
const FIRST_OF_TYPE = `SELECT p.account_id, min(p.from_at) AS entered_at
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.type = $6::text AND p.from_at <= $4::timestamptz
     GROUP BY p.account_id
     HAVING min(p.from_at) >= $2::timestamptz AND min(p.from_at) < $3::timestamptz`;

/**
 * Counts the accounts that entered in [$2, $3) by how long they stayed, as observed at $4. All their paid subscriptions
 * must have been billed every $5 months at entry. An account with no paid subscription in force has left at the end of the
 * period in which that happened.
 */
const lifetimes = (name: string, entered: string) =>
  statementOverAll<LifetimeRow>(
    name,
    `WITH entry AS (
     ${entered}
   ), life AS (
     SELECT e.entered_at, gone.left_at
     FROM entry e
     JOIN LATERAL (
       SELECT bool_and(f.interval_months = $5::int) AS is_of_interval FROM subscription_phase f
       WHERE f.workspace_id = $1 AND f.account_id = e.account_id AND f.status <> 'TRIALING' AND f.unit_price_minor > 0
         AND NOT f.is_withdrawn
         AND f.from_at <= e.entered_at AND f.to_at > e.entered_at
     ) billed ON billed.is_of_interval
     LEFT JOIN LATERAL (
       SELECT p.from_at AS left_at FROM account_period p
       WHERE p.workspace_id = $1 AND p.account_id = e.account_id AND p.from_at > e.entered_at
         AND p.from_at <= $4::timestamptz AND p.paying_since IS NULL
       ORDER BY p.from_at LIMIT 1
     ) gone ON true
   )
   SELECT ${wholeMonths('life.entered_at', `(life.left_at - interval '1 millisecond')`)} / $5::int + 1 AS left,
          ${wholeMonths('life.entered_at', '$4::timestamptz')} / $5::int AS periods, count(*) AS accounts
   FROM life
   GROUP BY 1, 2`,
  );

/** Lifetimes of accounts by when they first paid. */
export const selectLifetimes = lifetimes('selectLifetimes', FIRST_PAID);
/** Lifetimes of accounts by when they first had the type $6. */
export const selectLifetimesOfType = lifetimes('selectLifetimesOfType', FIRST_OF_TYPE);
