import { statement } from '../database/statement.js';
import { MOVEMENT_SUMS, type MovementSums } from './movement-sums.sql.js';
import { changeOfStart, SPANS_OF_TYPE } from './type-span.sql.js';

export interface RetentionRow extends MovementSums {
  /** Revenue just before the interval. */
  start: number;
  /** Accounts that paid just before the interval. */
  accounts: number;
  /** Of those accounts: how many neither pay nor are paused at its end. */
  churned: number;
  /** By how much their revenue changed over the interval. */
  keptChange: number;
  /** By how much that of those fell of them that pay less at its end. */
  lost: number;
}

/**
 * Every turn of revenue in an interval of the accounts that `joined` admits, with what the account paid just before the
 * interval, and whether it is the last one.
 */
const turnsOf = (joined: string): string => `SELECT p.account_id, p.from_at, p.mrr_minor, p.mrr_before,
              p.paused_mrr_minor, p.paused_before, p.first_paid_at,
              first_value(p.mrr_before) OVER account AS mrr_start, lead(p.from_at) OVER account IS NULL AS is_last
       FROM account_period p ${joined}
       WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at
         AND (p.mrr_minor <> p.mrr_before OR p.paused_mrr_minor <> p.paused_before)
       WINDOW account AS (PARTITION BY p.account_id ORDER BY p.from_at)`;
const HAD_TYPE = `JOIN account_period s ON s.workspace_id = $1 AND s.account_id = p.account_id
         AND s.type = $3::text AND s.from_at < bound.from_at AND s.to_at >= bound.from_at`;
const RETENTION_SUMS = `${MOVEMENT_SUMS},
  count(*) FILTER (WHERE p.mrr_before = 0 AND p.mrr_minor > 0)
    - count(*) FILTER (WHERE p.mrr_before > 0 AND p.mrr_minor = 0) AS "accountsChange",
  count(*) FILTER (WHERE p.is_last AND p.mrr_start > 0 AND p.mrr_minor = 0 AND p.paused_mrr_minor = 0) AS churned,
  coalesce(sum(p.mrr_minor - p.mrr_start) FILTER (WHERE p.is_last AND p.mrr_start > 0), 0)::bigint AS "keptChange",
  coalesce(sum(p.mrr_start - p.mrr_minor) FILTER (WHERE p.is_last AND p.mrr_start > p.mrr_minor), 0)::bigint AS lost`;

/**
 * What became, in each of the intervals between the bounds in $2, ascending, of the accounts that paid just before it.
 * Accounts that did not turn are in none of the rows read: they are what they were.
 */
export const sumRetention = statement<RetentionRow>(
  'sumRetention',
  `SELECT (sum(turned.change) OVER (ORDER BY bound.number) - turned.change)::bigint AS start,
          (sum(turned."accountsChange") OVER (ORDER BY bound.number) - turned."accountsChange")::bigint AS accounts,
          turned.*
   FROM unnest('-infinity'::timestamptz || ($2::timestamptz[])[:cardinality($2::timestamptz[]) - 1], $2::timestamptz[])
     WITH ORDINALITY AS bound (from_at, to_at, number)
   CROSS JOIN LATERAL (
     SELECT ${RETENTION_SUMS}
     FROM (${turnsOf('')}) p
   ) turned
   ORDER BY bound.number OFFSET 1`,
);

/** The same of accounts that had the type $3 just before the interval began. */
export const sumRetentionOfType = statement<RetentionRow>(
  'sumRetentionOfType',
  `WITH ${SPANS_OF_TYPE},
   start AS (${changeOfStart('mrr_minor')}),
   paying AS (${changeOfStart('sign(mrr_minor)::int')})
   SELECT coalesce(sum(start.change) OVER (ORDER BY bound.number), 0)::bigint AS start,
          coalesce(sum(paying.change) OVER (ORDER BY bound.number), 0)::bigint AS accounts, turned.*
   FROM unnest(($2::timestamptz[])[:cardinality($2::timestamptz[]) - 1], ($2::timestamptz[])[2:])
     WITH ORDINALITY AS bound (from_at, to_at, number)
   LEFT JOIN start ON start.interval = bound.number
   LEFT JOIN paying ON paying.interval = bound.number
   CROSS JOIN LATERAL (
     SELECT ${RETENTION_SUMS}
     FROM (${turnsOf(HAD_TYPE)}) p
   ) turned
   ORDER BY bound.number`,
);
