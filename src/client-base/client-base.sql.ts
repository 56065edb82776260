import type { RelationshipType } from '../classification/timeline.js';
import { statementOverAll } from '../database/statement.js';

export interface TypeCountRow {
  type: RelationshipType;
  accounts: number;
  mrrMinor: number;
}

/** Counts the periods that contain $2, by type. Naming every type makes the periods that end after $2 one index range each. */
export const countByType = statementOverAll<TypeCountRow>(
  'countByType',
  `SELECT type, count(*) AS accounts, sum(mrr_minor)::bigint AS "mrrMinor"
   FROM account_period
   WHERE workspace_id = $1
     AND type IN ('PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT')
     AND to_at > $2::timestamptz AND from_at <= $2::timestamptz
   GROUP BY type`,
);

/** A row of each type and currency of the accounts. */
export interface TypeAndCurrencyRow extends TypeCountRow {
  /** The empty text is the workspace's. */
  currencyCode: string;
}

/** Counts the same by currency too. */
export const countByTypeAndCurrency = statementOverAll<TypeAndCurrencyRow>(
  'countByTypeAndCurrency',
  `SELECT type, coalesce(currency_code, '') AS "currencyCode", count(*) AS accounts, sum(mrr_minor)::bigint AS "mrrMinor"
   FROM account_period
   WHERE workspace_id = $1
     AND type IN ('PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT')
     AND to_at > $2::timestamptz AND from_at <= $2::timestamptz
   GROUP BY 1, 2`,
);

export interface TypeCountSpanRow extends TypeAndCurrencyRow {
  /** The indexes, from 0, of the first instant in the span and of the first instant after it. */
  first: number;
  until: number;
}

/**
 * Counts periods by type and by the range of the instants in $2 that they contain. $2 is ascending; $3 and $4 are its
 * first and last instants. Each period is read once, regardless of the number of instants: `width_bucket` finds the
 * position of its bounds among them. Instants are whole milliseconds, so the instants before a bound are those up to one
 * millisecond before it.
 */
const countSpans = (name: string, currencyCode: string) =>
  statementOverAll<TypeCountSpanRow>(
    name,
    `SELECT span.first, span.until, span.type, span.currency_code AS "currencyCode", count(*) AS accounts,
          sum(span.mrr_minor)::bigint AS "mrrMinor"
   FROM (
     SELECT p.type, ${currencyCode} AS currency_code, p.mrr_minor,
            width_bucket(p.from_at - interval '1 millisecond', $2::timestamptz[]) AS first,
            width_bucket(p.to_at - interval '1 millisecond', $2::timestamptz[]) AS until
     FROM account_period p
     WHERE p.workspace_id = $1
       AND p.type IN ('PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT')
       AND p.to_at > $3::timestamptz AND p.from_at <= $4::timestamptz
   ) span
   WHERE span.first < span.until
   GROUP BY span.first, span.until, span.type, span.currency_code`,
  );

/** If all accounts are in the workspace's currency: the index that serves it does not contain currencies. */
export const countByTypeAndSpan = countSpans('countByTypeAndSpan', "''");
/** If accounts may be in any currency. */
export const countByTypeCurrencyAndSpan = countSpans('countByTypeCurrencyAndSpan', "coalesce(p.currency_code, '')");

export const countAttention = statementOverAll<{ clientsWithoutSuccessManager: number; borderline: number }>(
  'countAttention',
  `SELECT count(*) FILTER (WHERE type = 'CLIENT' AND success_manager_id IS NULL) AS "clientsWithoutSuccessManager",
          count(*) FILTER (WHERE is_borderline) AS borderline
   FROM account_now WHERE workspace_id = $1`,
);
