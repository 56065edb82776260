import type { RelationshipType } from '../classification/timeline.js';
import { statementOverAll } from '../database/statement.js';

export interface BacktestRow {
  type: RelationshipType;
  accounts: number;
  mrrMinor: number;
  kept: number;
  keptMrrMinor: number;
}

/** The same of accounts in one currency at $2 and one at $3; the empty text is the workspace's. */
export interface BacktestCurrencyRow extends BacktestRow {
  currencyCode: string;
  keptCurrencyCode: string;
}

/** Counts the accounts with a paid subscription in force at $2, and those that also had one at $3, by their type at $2. */
export const countKept = statementOverAll<BacktestCurrencyRow>(
  'countKept',
  `SELECT p.type, coalesce(p.currency_code, '') AS "currencyCode", coalesce(later.currency_code, '') AS "keptCurrencyCode",
          count(*) AS accounts, sum(p.mrr_minor)::bigint AS "mrrMinor",
          count(*) FILTER (WHERE later.paying_since IS NOT NULL) AS kept,
          coalesce(sum(later.mrr_minor) FILTER (WHERE later.paying_since IS NOT NULL), 0)::bigint AS "keptMrrMinor"
   FROM account_period p
   JOIN account_period later ON later.workspace_id = $1 AND later.account_id = p.account_id
     AND later.type IN ('PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT')
     AND later.to_at > $3::timestamptz AND later.from_at <= $3::timestamptz
   WHERE p.workspace_id = $1 AND p.type IN ('CUSTOMER', 'CLIENT')
     AND p.to_at > $2::timestamptz AND p.from_at <= $2::timestamptz AND p.paying_since IS NOT NULL
   GROUP BY 1, 2, 3`,
);
