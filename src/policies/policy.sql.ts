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

export const insertPolicy = statement(
  'insertPolicy',
  `INSERT INTO policy
   SELECT $1::uuid, p.version, p.id, p.name, p.criteria, p."clientScore", p."gapDays", p."purchaseDays",
          p."effectiveFrom", p."publishedAt", p."publishedBy"
   FROM jsonb_to_record($2::jsonb) AS p (
     version int, id uuid, name text, criteria jsonb, "clientScore" double precision, "gapDays" int,
     "purchaseDays" int, "effectiveFrom" timestamptz, "publishedAt" timestamptz, "publishedBy" text)`,
);
