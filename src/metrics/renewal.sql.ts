import type { RelationshipType } from '../classification/timeline.js';
import { statement, statementOverAll, type Statement } from '../database/statement.js';

export type RenewalOutcome = 'DUE' | 'CANCELED' | 'OPEN' | 'RENEWED' | 'LAPSED';

export interface RenewalRow {
  subscriptionId: string;
  accountId: string;
  at: number;
  termMonths: number;
  /** In minor units of the currency. */
  amountMinor: number;
  /** null: the workspace's. */
  currencyCode: string | null;
  noticeBy: number | null;
  decidedFrom: number;
  outcome: RenewalOutcome;
  /** Whether a recorded cancellation takes effect at or before the end. */
  isCanceled: boolean;
  type: RelationshipType;
}

/** The outcome of the renewal `e` at `now`. */
const outcomeAt = (now: string): string => `CASE
            WHEN e.renewed_at <= ${now} THEN 'RENEWED' WHEN e.lapsed_at <= ${now} THEN 'LAPSED'
            WHEN e.decided_from <= ${now} THEN 'OPEN' WHEN e.is_canceled THEN 'CANCELED' ELSE 'DUE'
          END`;

/** Joins the type of the account of the renewal `e` just before it was decided, or at `now` if that is in the future. */
const typeAtEnd = (now: string): string => `CROSS JOIN LATERAL (
     SELECT p.type FROM account_period p
     WHERE p.workspace_id = $1 AND p.account_id = e.account_id
       AND p.from_at <= least(e.decided_from - interval '1 millisecond', ${now})
     ORDER BY p.from_at DESC LIMIT 1
   ) at_end`;

const columnsAt = (
  now: string,
): string => `e.subscription_id AS "subscriptionId", e.account_id AS "accountId", e.at, e.term_months AS "termMonths",
          e.amount_minor AS "amountMinor", e.currency_code AS "currencyCode", e.notice_by AS "noticeBy",
          e.decided_from AS "decidedFrom", ${outcomeAt(now)} AS outcome, e.is_canceled AS "isCanceled", at_end.type`;

/** The ends of terms in [$2, $3). */
const IN_RANGE = `account_renewal e
     WHERE e.workspace_id = $1 AND e.at >= $2::timestamptz AND e.at < $3::timestamptz`;

const renewalPage = (name: string, comparison: '<' | '>', direction: 'DESC' | 'ASC') => {
  // Two ends of one subscription may fall on one instant; `decided_from` tells them apart.
  const order = ['e.at', 'e.subscription_id', 'e.decided_from'].map((column) => `${column} ${direction}`).join(', ');
  return statementOverAll<RenewalRow>(
    name,
    `SELECT ${columnsAt('$4::timestamptz')} FROM (
     SELECT * FROM ${IN_RANGE}
       AND ($5::timestamptz IS NULL OR (e.at, e.subscription_id, e.decided_from) ${comparison} ($5::timestamptz, $6::uuid, $7::timestamptz))
     ORDER BY ${order} LIMIT $8::int
   ) e
   ${typeAtEnd('$4::timestamptz')}
   ORDER BY ${order}`,
  );
};

const earliestFirst = renewalPage('selectRenewalPage', '>', 'ASC');
const latestFirst = renewalPage('selectRenewalPageBackward', '<', 'DESC');
/** Selects a page of the ends of terms in [$2, $3), earliest first, or reversed if `isBackward`; $4 is now. */
export const selectRenewalPage = (isBackward: boolean): Statement<RenewalRow> =>
  isBackward ? latestFirst : earliestFirst;

/** Counts the ends of terms in [$2, $3). */
export const countRenewals = statementOverAll<{ count: number }>(
  'countRenewals',
  `SELECT count(*) AS count FROM ${IN_RANGE}`,
);

export interface RenewalSumRow {
  /** The number of the month among the given ones, from 1. */
  month: number;
  type: RelationshipType;
  outcome: RenewalOutcome;
  isCanceled: boolean;
  /** The empty text is the workspace's. */
  currencyCode: string;
  renewals: number;
  /** In minor units of the currency. */
  amountMinor: number;
}

/** Sums the ends of terms in [$2, $3) by the months that start at $5, ascending, by type, outcome and currency; $4 is now. */
export const sumRenewals = statementOverAll<RenewalSumRow>(
  'sumRenewals',
  `SELECT width_bucket(e.at, $5::timestamptz[]) AS month, at_end.type, ${outcomeAt('$4::timestamptz')} AS outcome,
          e.is_canceled AS "isCanceled", coalesce(e.currency_code, '') AS "currencyCode", count(*) AS renewals, sum(e.amount_minor)::bigint AS "amountMinor"
   FROM (SELECT * FROM ${IN_RANGE}) e
   ${typeAtEnd('$4::timestamptz')}
   GROUP BY 1, 2, 3, 4, 5
   ORDER BY 1`,
);

/** Selects the first end of a term of each of the accounts $2 that is decided after $3. */
export const selectNextRenewals = statement<RenewalRow>(
  'selectNextRenewals',
  `SELECT ${columnsAt('$3::timestamptz')} FROM (
     SELECT DISTINCT ON (e.account_id) * FROM account_renewal e
     WHERE e.workspace_id = $1 AND e.account_id = ANY ($2::uuid[]) AND e.decided_from > $3::timestamptz
     ORDER BY e.account_id, e.at, e.subscription_id, e.decided_from
   ) e
   ${typeAtEnd('$3::timestamptz')}`,
);

export interface RenewalRateRow {
  type: RelationshipType;
  ended: number;
  renewed: number;
}

/**
 * Counts the terms that ended in ($2, $3] and were renewed or lapsed by $3, and those that were renewed, by the type of the
 * account just before.
 */
export const countRenewed = statementOverAll<RenewalRateRow>(
  'countRenewed',
  `SELECT at_end.type, count(*) AS ended, count(*) FILTER (WHERE e.renewed_at <= $3::timestamptz) AS renewed
   FROM account_renewal e
   ${typeAtEnd('$3::timestamptz')}
   WHERE e.workspace_id = $1 AND e.at > $2::timestamptz AND e.at <= $3::timestamptz
     AND least(e.renewed_at, e.lapsed_at) <= $3::timestamptz
   GROUP BY at_end.type`,
);
