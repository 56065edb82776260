import type { RelationshipType } from '../classification/timeline.js';
import { statement, statementOverAll, type Statement } from '../database/statement.js';
import { termEnds, typeAtEnd } from '../subscriptions/term-end.sql.js';

export interface RenewalRow {
  subscriptionId: string;
  accountId: string;
  at: number;
  termMonths: number;
  amountMinor: number;
  /** Whether the subscription continues, as far as recorded. */
  goesOn: boolean;
  type: RelationshipType;
}

const COLUMNS = `ended.subscription_id AS "subscriptionId", ended.account_id AS "accountId", ended.end_at AS "at",
          ended.term_months AS "termMonths", ended.amount_minor AS "amountMinor", ended.goes_on AS "goesOn",
          at_end.type`;

/**
 * The ends of terms in [$2, $3). After $4 (now), only the next end of each subscription counts, because later terms
 * depend on that renewal.
 */
const RENEWALS = `WITH ${termEnds('least($2::timestamptz, $4::timestamptz)', '$3::timestamptz')},
   ended AS (
     SELECT * FROM (
       SELECT term_end.*, row_number() OVER (
         PARTITION BY term_end.subscription_id, term_end.end_at > $4::timestamptz ORDER BY term_end.end_at) AS number
       FROM term_end
     ) numbered
     WHERE end_at >= $2::timestamptz AND (end_at <= $4::timestamptz OR number = 1)
   )`;

const renewalPage = (name: string, comparison: '<' | '>', direction: 'DESC' | 'ASC') =>
  statementOverAll<RenewalRow>(
    name,
    `${RENEWALS}
   SELECT ${COLUMNS} FROM (
     SELECT * FROM ended
     WHERE $5::timestamptz IS NULL OR (end_at, subscription_id) ${comparison} ($5::timestamptz, $6::uuid)
     ORDER BY end_at ${direction}, subscription_id ${direction} LIMIT $7::int
   ) ended
   ${typeAtEnd('$4::timestamptz')}
   ORDER BY ended.end_at ${direction}, ended.subscription_id ${direction}`,
  );

const earliestFirst = renewalPage('selectRenewalPage', '>', 'ASC');
const latestFirst = renewalPage('selectRenewalPageBackward', '<', 'DESC');
/** Selects a page of the ends of terms in [$2, $3), earliest first, or reversed if `isBackward`; $4 is now. */
export const selectRenewalPage = (isBackward: boolean): Statement<RenewalRow> =>
  isBackward ? latestFirst : earliestFirst;

export const countRenewals = statementOverAll<{ count: number }>(
  'countRenewals',
  `${RENEWALS}
   SELECT count(*) AS count FROM ended`,
);

export interface RenewalSumRow {
  /** The first instant of the month. */
  month: number;
  type: RelationshipType;
  isOver: boolean;
  goesOn: boolean;
  renewals: number;
  amountMinor: number;
}

/** Sums the ends of terms in [$2, $3) by month in the time zone $5, by type and by outcome. */
export const sumRenewals = statementOverAll<RenewalSumRow>(
  'sumRenewals',
  `${RENEWALS}
   SELECT date_trunc('month', ended.end_at AT TIME ZONE $5::text) AT TIME ZONE $5::text AS month, at_end.type,
          ended.end_at <= $4::timestamptz AS "isOver", ended.goes_on AS "goesOn", count(*) AS renewals,
          sum(ended.amount_minor)::bigint AS "amountMinor"
   FROM ended
   ${typeAtEnd('$4::timestamptz')}
   GROUP BY 1, 2, 3, 4`,
);

/** Selects the first end of a term of each of the accounts $2, after $3 and before $4. */
export const selectNextRenewals = statement<RenewalRow>(
  'selectNextRenewals',
  `WITH ${termEnds(`$3::timestamptz + interval '1 millisecond'`, '$4::timestamptz', 'AND f.account_id = ANY ($2::uuid[])')},
   ended AS (
     SELECT DISTINCT ON (account_id) * FROM term_end ORDER BY account_id, end_at, subscription_id
   )
   SELECT ${COLUMNS} FROM ended
   ${typeAtEnd('$3::timestamptz')}`,
);

export interface RenewalRateRow {
  type: RelationshipType;
  ended: number;
  renewed: number;
}

/** Counts the terms that ended in ($2, $3] and those that were renewed, by the type of the account just before. */
export const countRenewed = statementOverAll<RenewalRateRow>(
  'countRenewed',
  `WITH ${termEnds('$2::timestamptz', `$3::timestamptz + interval '1 millisecond'`)}
   SELECT at_end.type, count(*) AS ended, count(*) FILTER (WHERE ended.goes_on) AS renewed
   FROM term_end ended
   ${typeAtEnd('$3::timestamptz')}
   GROUP BY at_end.type`,
);
