import type { RelationshipType } from '../classification/timeline.js';
import { statement } from '../database/statement.js';

export interface PeriodRow {
  from: number;
  to: number;
  type: RelationshipType;
  /** In minor units of `currencyCode`. */
  mrrMinor: number;
  /** null: the workspace's currency. */
  currencyCode: string | null;
  payingSince: number | null;
  policyVersion: number;
}

export interface PeriodOfAccountRow extends PeriodRow {
  accountId: string;
  isAfterCancellation: boolean;
}

export const selectPeriodsOfAccounts = statement<PeriodOfAccountRow>(
  'selectPeriodsOfAccounts',
  `SELECT account_id AS "accountId", from_at AS "from", to_at AS "to", type, mrr_minor AS "mrrMinor",
          currency_code AS "currencyCode",
          paying_since AS "payingSince", policy_version AS "policyVersion",
          is_after_cancellation AS "isAfterCancellation"
   FROM account_period
   WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])
   ORDER BY account_id, from_at`,
);
