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
  /** Accounts kept just before the interval: those with a paid phase in force, paused ones included. */
  accounts: number;
  /** Number of those accounts that are not kept at the end of the interval. */
  churned: number;
  /** The change, over the interval, of the revenue of the accounts that brought revenue just before it. */
  keptChange: number;
  /** The revenue lost from those accounts that bring less at the end of the interval. */
  lost: number;
}

/** The retention of accounts from their changes `p`. */
const RETENTION_SUMS = `${MOVEMENT_SUMS},
  count(*) FILTER (WHERE p.is_last AND p.was_kept AND NOT p.is_kept) AS churned,
  coalesce(sum(p.mrr_minor - p.mrr_start) FILTER (WHERE p.is_last AND p.mrr_start > 0), 0)::bigint AS "keptChange",
  coalesce(sum(p.mrr_start - p.mrr_minor) FILTER (WHERE p.is_last AND p.mrr_start > p.mrr_minor), 0)::bigint AS lost`;

/**
 * Computes, for each interval between the ascending bounds in $2, the retention of the accounts kept just before it.
 * Accounts that did not change are in none of the rows read; they count with their state at the start.
 */
export const sumRetention = statementOverAll<RetentionRow>(
  'sumRetention',
  `SELECT (first.mrr_minor + coalesce(sum(changed.change) OVER earlier, 0))::bigint AS start,
          (first.accounts + coalesce(sum(changed."accountsChange") OVER earlier, 0))::bigint AS accounts, changed.*
   FROM (${FIRST_START}) first
   CROSS JOIN ${INTERVALS}
   CROSS JOIN LATERAL (
     SELECT ${RETENTION_SUMS}, ${ACCOUNTS_CHANGE} AS "accountsChange"
     FROM (${TRANSITIONS}) p
   ) changed
   WINDOW ${EARLIER}
   ORDER BY bound.number`,
);

/** Computes the same for accounts that had the type $3 just before the interval started. */
export const sumRetentionOfType = statementOverAll<RetentionRow>(
  'sumRetentionOfType',
  `WITH start AS (${CHANGES_OF_START}),
   changed AS (
     SELECT bound.number, ${RETENTION_SUMS}
     FROM ${INTERVALS} LEFT JOIN (${TRANSITIONS_OF_TYPE}) p USING (number)
     GROUP BY bound.number
   )
   SELECT coalesce(sum(start.mrr_minor) OVER known, 0)::bigint AS start,
          coalesce(sum(start.accounts) OVER known, 0)::bigint AS accounts, changed.*
   FROM changed LEFT JOIN start USING (number)
   WINDOW known AS (ORDER BY number)
   ORDER BY number`,
);
