import type { RelationshipType } from '../classification/timeline.js';
import { statement } from '../database/statement.js';

export interface PeriodRow {
  accountId: string;
  from: number;
  to: number;
  type: RelationshipType;
  mrrMinor: number;
  payingSince: number | null;
  policyVersion: number;
}

export const selectPeriodsOfAccounts = statement<PeriodRow>(
  'selectPeriodsOfAccounts',
  `SELECT account_id AS "accountId", from_at AS "from", to_at AS "to", type, mrr_minor AS "mrrMinor",
          paying_since AS "payingSince", policy_version AS "policyVersion"
   FROM account_period
   WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])
   ORDER BY account_id, from_at`,
);
