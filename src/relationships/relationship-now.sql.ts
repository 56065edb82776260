import type { RelationshipType } from '../classification/timeline.js';
import { statement } from '../database/statement.js';

/** How an account stands, from `computedAt` until `validUntil`, and what time alone makes of it next. */
export interface RelationshipNowRow {
  accountId: string;
  type: RelationshipType;
  typeSince: number;
  score: number;
  mrrMinor: number;
  currentPolicyVersion: number;
  computedAt: number;
  validUntil: number;
  /** When the next stretch begins; infinite where there is none, and the rest is null. */
  nextTypeAt: number;
  nextTypeTo: number | null;
  nextType: RelationshipType | null;
  nextPolicyVersion: number | null;
}

export const RELATIONSHIP_NOW_COLUMNS = `n.account_id AS "accountId", n.type, n.type_since AS "typeSince", n.score,
  n.mrr_minor AS "mrrMinor", n.policy_version AS "currentPolicyVersion", n.computed_at AS "computedAt",
  n.valid_until AS "validUntil", n.next_type_at AS "nextTypeAt", n.next_type_to AS "nextTypeTo",
  n.next_type AS "nextType", n.next_policy_version AS "nextPolicyVersion"`;

export const selectRelationshipsNow = statement<RelationshipNowRow>(
  'selectRelationshipsNow',
  `SELECT ${RELATIONSHIP_NOW_COLUMNS} FROM account_now n WHERE n.workspace_id = $1 AND n.account_id = ANY ($2::uuid[])`,
);
