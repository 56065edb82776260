import { statement } from '../database/statement.js';

export interface CohortChangeRow {
  /** From 1. */
  cohort: number;
  accounts: number;
  clients: number;
  /** Between which two bounds this changed: from 1. */
  interval: number;
  survivorsChange: number;
  mrrChange: number;
}

/**
 * The accounts that first paid between each two of the first $3 + 1 bounds in $2, ascending; how many of them were a
 * client at some instant up to $4; and how their number and revenue changed from bound to bound.
 */
export const selectCohortChanges = statement<CohortChangeRow>(
  'selectCohortChanges',
  `WITH entrant AS (
     SELECT bound.number AS cohort, p.account_id
     FROM unnest(($2::timestamptz[])[:$3::int], ($2::timestamptz[])[2:$3::int + 1])
       WITH ORDINALITY AS bound (from_at, to_at, number)
     JOIN account_period p ON p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at
       AND p.from_at = p.first_paid_at
   ), size AS (
     SELECT entrant.cohort, count(*) AS accounts, count(*) FILTER (WHERE EXISTS (
       SELECT FROM account_period c WHERE c.workspace_id = $1 AND c.account_id = entrant.account_id
         AND c.type = 'CLIENT' AND c.from_at <= $4::timestamptz)) AS clients
     FROM entrant GROUP BY entrant.cohort
   ), change AS (
     SELECT entrant.cohort, width_bucket(p.from_at, $2::timestamptz[]) AS interval,
            sum((p.mrr_minor + p.paused_mrr_minor > 0)::int - (p.mrr_before + p.paused_before > 0)::int) AS survivors,
            sum(p.mrr_minor - p.mrr_before)::bigint AS mrr
     FROM entrant
     JOIN account_period p ON p.workspace_id = $1 AND p.account_id = entrant.account_id
       AND (p.mrr_minor <> p.mrr_before OR p.paused_mrr_minor <> p.paused_before)
       AND p.from_at < ($2::timestamptz[])[cardinality($2::timestamptz[])]
     GROUP BY 1, 2
   )
   SELECT cohort, size.accounts, size.clients, change.interval, change.survivors AS "survivorsChange",
          change.mrr AS "mrrChange"
   FROM size JOIN change USING (cohort)`,
);
