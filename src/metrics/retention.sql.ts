import { statement } from '../database/statement.js';
import { movementSums, type MovementSums } from './movement-sums.sql.js';
import {
  changeOfType,
  INTERVALS,
  INTERVALS_AND_PAST,
  OF_REVENUE,
  OF_REVENUE_OR_TYPE,
  OF_TYPE_AT_FIRST,
  turnsIn,
} from './turn.sql.js';

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

/** What became of the accounts that `condition` admits by their turns `p`, of which the last one tells how they end. */
const retentionSums = (condition = 'true'): string => `${movementSums(condition)},
            count(*) FILTER (WHERE ${condition} AND p.is_last AND p.mrr_start > 0 AND p.mrr_minor = 0
              AND p.paused_mrr_minor = 0) AS churned,
            coalesce(sum(p.mrr_minor - p.mrr_start) FILTER (
              WHERE ${condition} AND p.is_last AND p.mrr_start > 0), 0)::bigint AS "keptChange",
            coalesce(sum(p.mrr_start - p.mrr_minor) FILTER (
              WHERE ${condition} AND p.is_last AND p.mrr_start > p.mrr_minor), 0)::bigint AS lost`;

/**
 * What became, in each of the intervals between the bounds in $2, ascending, of the accounts that paid just before it.
 * Accounts that did not turn are in none of the rows read: they are what they were.
 */
export const sumRetention = statement<RetentionRow>(
  'sumRetention',
  `SELECT (sum(turned.change) OVER (ORDER BY bound.number) - turned.change)::bigint AS start,
          (sum(turned."accountsChange") OVER (ORDER BY bound.number) - turned."accountsChange")::bigint AS accounts,
          turned.*
   FROM ${INTERVALS_AND_PAST}
   CROSS JOIN LATERAL (
     SELECT ${retentionSums()},
            count(*) FILTER (WHERE p.mrr_before = 0 AND p.mrr_minor > 0)
              - count(*) FILTER (WHERE p.mrr_before > 0 AND p.mrr_minor = 0) AS "accountsChange"
     FROM (${turnsIn(OF_REVENUE)}) p
   ) turned
   ORDER BY bound.number OFFSET 1`,
);

/** The same of accounts that had the type $3 just before the interval began. */
export const sumRetentionOfType = statement<RetentionRow>(
  'sumRetentionOfType',
  `SELECT (coalesce(first.mrr_minor, 0) + coalesce(sum(turned."startChange") OVER earlier, 0))::bigint AS start,
          (first.accounts + coalesce(sum(turned."accountsChange") OVER earlier, 0))::bigint AS accounts, turned.*
   FROM (
     SELECT sum(s.mrr_minor) AS mrr_minor, count(*) FILTER (WHERE s.mrr_minor > 0) AS accounts FROM ${OF_TYPE_AT_FIRST}
   ) first
   CROSS JOIN ${INTERVALS}
   CROSS JOIN LATERAL (
     SELECT ${retentionSums('p.type_start = $3::text')},
            ${changeOfType('p.mrr_minor', 'p.mrr_before')} AS "startChange",
            ${changeOfType('sign(p.mrr_minor)', 'sign(p.mrr_before)')} AS "accountsChange"
     FROM (${turnsIn(OF_REVENUE_OR_TYPE)}) p
   ) turned
   WINDOW earlier AS (ORDER BY bound.number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
   ORDER BY bound.number`,
);
