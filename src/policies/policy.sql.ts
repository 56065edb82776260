import type { Criterion } from '../classification/policy.js';
import { statement } from '../database/statement.js';

export interface PolicyRow {
  id: string;
  version: number;
  name: string;
  criteria: readonly Criterion[];
  clientScore: number;
  gapDays: number;
  purchaseDays: number;
  effectiveFrom: number;
  publishedAt: number;
  publishedBy: string;
}

export const selectPolicies = statement<PolicyRow>(
  'selectPolicies',
  `SELECT id, version, name, criteria, client_score AS "clientScore", gap_days AS "gapDays",
          purchase_days AS "purchaseDays", effective_from AS "effectiveFrom", published_at AS "publishedAt",
          published_by AS "publishedBy"
   FROM policy WHERE workspace_id = $1 ORDER BY version`,
);
