import { statementOverAll } from '../database/statement.js';
import { gapDaysAt } from './survival.sql.js';
import { CHANGES_KEPT } from './transition.sql.js';

export interface CohortChangeRow {
  /** The number of the cohort, from 1. */
  cohort: number;
  accounts: number;
  clients: number;
  /** The number of the interval of this change, from 1. */
  interval: number;
  /** The revenue gained in one currency and given up in another, in minor units; the empty text is the workspace's. */
  currencyCode: string;
  mrr: number;
  currencyBefore: string;
  mrrBefore: number;
  /** Accounts that left in the interval and had not returned by $4. */
  left: number;
  /** When they left, if so recently that they may not count as lost yet; null: they do. */
  leftAt: number | null;
  /** The `gapDays` of the policy in force at $4. */
  gapDays: number;
}

/** The number of the interval in which an account first brought revenue, from 1. */
const COHORT = 'width_bucket(p.first_paid_at, ($2::timestamptz[])[:$3::int + 1])';
/** The changes of accounts that first brought revenue between the first and the last of the first $3 + 1 bounds in $2. */
const CHANGES_OF_COHORTS = `FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at >= ($2::timestamptz[])[1]
       AND p.first_paid_at >= ($2::timestamptz[])[1] AND p.first_paid_at < ($2::timestamptz[])[$3::int + 1]`;
const BECAME_CLIENT = `p.type = 'CLIENT' AND p.type <> p.type_before AND p.from_at <= $4::timestamptz`;
/** Revenue may round to zero at first, and an account be a client before it brings any. */
const WAS_CLIENT_BEFORE_REVENUE = `p.from_at = p.first_paid_at AND p.account_id IN (
       SELECT p.account_id FROM account_period p
       WHERE p.workspace_id = $1 AND p.first_paid_at IS NULL AND ${BECAME_CLIENT})`;
/** How changes of revenue are summed. */
interface Revenue {
  amounts: string;
  changes: string;
  groups: string;
}

const intervalOf = (instant: string): string => `width_bucket(${instant}, $2::timestamptz[])`;

/**
 * Counts the accounts that first brought revenue between each two of the first $3 + 1 bounds in $2, ascending, how many of
 * them were a client at any instant up to $4, how their revenue changed from bound to bound, and how many left by $4 and
 * have not returned. Every period stores when its account first brought revenue, so that no other row has to be read.
 */
const cohortChanges = (name: string, { amounts, changes, groups }: Revenue) =>
  statementOverAll<CohortChangeRow>(
    name,
    `WITH rules AS (
     SELECT ${gapDaysAt('$4::timestamptz')} AS gap_days
   ), size AS (
     SELECT ${COHORT} AS cohort, count(*) AS accounts ${CHANGES_OF_COHORTS} AND p.from_at = p.first_paid_at
     GROUP BY 1
   ), client AS (
     SELECT ${COHORT} AS cohort, count(DISTINCT p.account_id) AS clients
     ${CHANGES_OF_COHORTS} AND (${BECAME_CLIENT} OR ${WAS_CLIENT_BEFORE_REVENUE})
     GROUP BY 1
   ), absence AS (
     SELECT ${COHORT} AS cohort, max(p.from_at) FILTER (WHERE p.paying_since IS NULL) AS left_at,
            max(p.from_at) FILTER (WHERE p.paying_since IS NOT NULL) AS returned_at
     ${CHANGES_OF_COHORTS} AND p.from_at <= $4::timestamptz AND ${CHANGES_KEPT}
     GROUP BY p.account_id, 1
   ), change AS (
     SELECT ${COHORT} AS cohort, ${intervalOf('p.from_at')} AS interval, 0 AS accounts_left, NULL::timestamptz AS left_at,
            ${amounts}
     ${CHANGES_OF_COHORTS} AND (${changes}) AND p.from_at < ($2::timestamptz[])[cardinality($2::timestamptz[])]
     GROUP BY 1, 2${groups}
     UNION ALL
     SELECT cohort, ${intervalOf('left_at')}, count(*),
            CASE WHEN left_at >= $4::timestamptz - (gap_days + 2) * interval '24 hours' THEN left_at END, '', 0, '', 0
     FROM absence CROSS JOIN rules WHERE left_at > coalesce(returned_at, '-infinity')
     GROUP BY 1, 2, 4
   )
   SELECT cohort, size.accounts, coalesce(client.clients, 0) AS clients, change.interval,
          change.currency_code AS "currencyCode", change.mrr, change.currency_before AS "currencyBefore",
          change.mrr_before AS "mrrBefore",
          change.accounts_left AS left, change.left_at AS "leftAt", rules.gap_days AS "gapDays"
   FROM size JOIN change USING (cohort) LEFT JOIN client USING (cohort) CROSS JOIN rules`,
  );

/** If all accounts are in the workspace's currency. */
export const selectCohortChanges = cohortChanges('selectCohortChanges', {
  amounts: `'' AS currency_code, sum(p.mrr_minor - p.mrr_before)::bigint AS mrr, '' AS currency_before, 0 AS mrr_before`,
  changes: 'p.mrr_minor <> p.mrr_before',
  groups: '',
});
/** If accounts may be in any currency. */
export const selectCohortChangesByCurrency = cohortChanges('selectCohortChangesByCurrency', {
  amounts: `coalesce(p.currency_code, '') AS currency_code, sum(p.mrr_minor)::bigint AS mrr,
            coalesce(p.currency_before, '') AS currency_before, sum(p.mrr_before)::bigint AS mrr_before`,
  changes: 'p.mrr_minor <> p.mrr_before OR p.currency_code IS DISTINCT FROM p.currency_before',
  groups: ', 5, 7',
});
