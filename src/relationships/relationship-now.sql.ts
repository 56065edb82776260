import type { RelationshipType } from '../classification/timeline.js';
import { statement } from '../database/statement.js';

/** How an account stands, from `computedAt` until `validUntil`, and what time alone makes of it next. */
export interface RelationshipNowRow {
  accountId: string;
  type: RelationshipType;
  since: number;
  score: number;
  isBorderline: boolean;
  mrrMinor: number;
  policyVersion: number;
  computedAt: number;
  validUntil: number;
  /** When the next stretch begins; infinite where there is none, and the rest is null. */
  nextFrom: number;
  nextTo: number | null;
  nextType: RelationshipType | null;
  nextPolicyVersion: number | null;
}

/** One row an account, of which a stretch is several: those are probed for its ends alone. */
export const selectRelationshipsNow = statement<RelationshipNowRow>(
  'selectRelationshipsNow',
  `SELECT n.account_id AS "accountId", n.type, n.score, n.is_borderline AS "isBorderline", n.mrr_minor AS "mrrMinor",
          n.policy_version AS "policyVersion", n.computed_at AS "computedAt", n.valid_until AS "validUntil",
          (SELECT p.from_at FROM account_period p
           WHERE p.workspace_id = $1 AND p.account_id = n.account_id AND p.from_at < n.next_type_at
             AND p.type_before IS DISTINCT FROM p.type
           ORDER BY p.from_at DESC LIMIT 1) AS since,
          n.next_type_at AS "nextFrom", next.type AS "nextType", next.policy_version AS "nextPolicyVersion",
          CASE WHEN next.type IS NOT NULL THEN coalesce(
            (SELECT p.from_at FROM account_period p
             WHERE p.workspace_id = $1 AND p.account_id = n.account_id AND p.from_at > n.next_type_at
               AND p.type_before IS DISTINCT FROM p.type
             ORDER BY p.from_at LIMIT 1), 'infinity') END AS "nextTo"
   FROM account_now n
   LEFT JOIN account_period next ON next.workspace_id = $1 AND next.account_id = n.account_id
     AND next.from_at = n.next_type_at AND n.next_type_at < 'infinity'
   WHERE n.workspace_id = $1 AND n.account_id = ANY ($2::uuid[])`,
);
