import { statementOverAll } from '../database/statement.js';

export interface CohortChangeRow {
  /** The number of the cohort, from 1. */
  cohort: number;
  accounts: number;
  clients: number;
  /** The number of the interval of this change, from 1. */
  interval: number;
  survivorsChange: number;
  mrrChange: number;
}

/** The number of the interval in which an account first paid, from 1. */
const COHORT = 'width_bucket(p.first_paid_at, ($2::timestamptz[])[:$3::int + 1]) AS cohort';
/** The changes of accounts that first paid between the first and the last of the first $3 + 1 bounds in $2. */
const CHANGES_OF_COHORTS = `FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at >= ($2::timestamptz[])[1]
       AND p.first_paid_at >= ($2::timestamptz[])[1] AND p.first_paid_at < ($2::timestamptz[])[$3::int + 1]`;

/**
 * Counts the accounts that first paid between each two of the first $3 + 1 bounds in $2, ascending, how many of them were
 * a client at any instant up to $4, and how their number and revenue changed from bound to bound. Every period stores
 * when its account first paid, so that no other row has to be read.
 */
export const selectCohortChanges = statementOverAll<CohortChangeRow>(
  'selectCohortChanges',
  `WITH size AS (
     SELECT ${COHORT}, count(*) AS accounts ${CHANGES_OF_COHORTS} AND p.from_at = p.first_paid_at
     GROUP BY cohort
   ), client AS (
     SELECT ${COHORT}, count(DISTINCT p.account_id) AS clients
     ${CHANGES_OF_COHORTS} AND p.type <> p.type_before AND p.type = 'CLIENT' AND p.from_at <= $4::timestamptz
     GROUP BY cohort
   ), change AS (
     SELECT ${COHORT}, width_bucket(p.from_at, $2::timestamptz[]) AS interval,
            sum((p.mrr_minor + p.paused_mrr_minor > 0)::int - (p.mrr_before + p.paused_before > 0)::int) AS survivors,
            sum(p.mrr_minor - p.mrr_before)::bigint AS mrr
     ${CHANGES_OF_COHORTS} AND (p.mrr_minor <> p.mrr_before OR p.paused_mrr_minor <> p.paused_before)
       AND p.from_at < ($2::timestamptz[])[cardinality($2::timestamptz[])]
     GROUP BY 1, 2
   )
   SELECT cohort, size.accounts, coalesce(client.clients, 0) AS clients, change.interval,
          change.survivors AS "survivorsChange", change.mrr AS "mrrChange"
   FROM size JOIN change USING (cohort) LEFT JOIN client USING (cohort)`,
);
