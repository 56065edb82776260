import { statementOverAll } from '../database/statement.js';
import { MOVEMENT_SUMS, type MovementSums } from './movement-sums.sql.js';
import {
  ACCOUNTS_CHANGE,
  CHANGES_OF_START,
  EARLIER,
  FIRST_START,
  INTERVALS,
  TRANSITIONS,
  TRANSITIONS_OF_TYPE,
} from './transition.sql.js';

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

/** What became of accounts by their turns `p`, of which the last one tells how they end. */
const RETENTION_SUMS = `${MOVEMENT_SUMS},
  count(*) FILTER (WHERE p.is_last AND p.mrr_start > 0 AND p.mrr_minor = 0 AND p.paused_mrr_minor = 0) AS churned,
  coalesce(sum(p.mrr_minor - p.mrr_start) FILTER (WHERE p.is_last AND p.mrr_start > 0), 0)::bigint AS "keptChange",
  coalesce(sum(p.mrr_start - p.mrr_minor) FILTER (WHERE p.is_last AND p.mrr_start > p.mrr_minor), 0)::bigint AS lost`;

/**
 * What became, in each of the intervals between the bounds in $2, ascending, of the accounts that paid just before it.
 * Accounts that did not turn are in none of the rows read: they are what they were.
 */
export const sumRetention = statementOverAll<RetentionRow>(
  'sumRetention',
  `SELECT (first.mrr_minor + coalesce(sum(turned.change) OVER earlier, 0))::bigint AS start,
          (first.accounts + coalesce(sum(turned."accountsChange") OVER earlier, 0))::bigint AS accounts, turned.*
   FROM (${FIRST_START}) first
   CROSS JOIN ${INTERVALS}
   CROSS JOIN LATERAL (
     SELECT ${RETENTION_SUMS}, ${ACCOUNTS_CHANGE} AS "accountsChange"
     FROM (${TRANSITIONS}) p
   ) turned
   WINDOW ${EARLIER}
   ORDER BY bound.number`,
);

/** The same of accounts that had the type $3 just before the interval began. */
export const sumRetentionOfType = statementOverAll<RetentionRow>(
  'sumRetentionOfType',
  `WITH start AS (${CHANGES_OF_START}),
   turned AS (
     SELECT bound.number, ${RETENTION_SUMS}
     FROM ${INTERVALS} LEFT JOIN (${TRANSITIONS_OF_TYPE}) p USING (number)
     GROUP BY bound.number
   )
   SELECT coalesce(sum(start.mrr_minor) OVER known, 0)::bigint AS start,
          coalesce(sum(start.accounts) OVER known, 0)::bigint AS accounts, turned.*
   FROM turned LEFT JOIN start USING (number)
   WINDOW known AS (ORDER BY number)
   ORDER BY number`,
);
