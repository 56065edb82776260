import type { RelationshipType } from '../classification/timeline.js';
import { columnsOf } from '../database/columns.js';
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
  /** What evidence is read from, as it is stored: read where it is asked for. */
  evidence: string | null;
}

/** What an account brings in per month, from `computedAt` until `validUntil`. */
export type RevenueNow = Pick<RelationshipNowRow, 'mrrMinor' | 'computedAt' | 'validUntil'>;

/** The fields of an account that are answered by how it stands now, and by what it brings in. */
export const RELATIONSHIP_FIELD = 'Account.relationship';
export const REVENUE_FIELD = 'Account.monthlyRecurringRevenue';

export const RELATIONSHIP_NOW_COLUMNS = columnsOf<RelationshipNowRow>({
  accountId: ['n.account_id', RELATIONSHIP_FIELD],
  type: ['n.type', RELATIONSHIP_FIELD],
  typeSince: ['n.type_since', RELATIONSHIP_FIELD],
  score: ['n.score', RELATIONSHIP_FIELD],
  mrrMinor: ['n.mrr_minor', RELATIONSHIP_FIELD, REVENUE_FIELD],
  currentPolicyVersion: ['n.policy_version', RELATIONSHIP_FIELD],
  computedAt: ['n.computed_at', RELATIONSHIP_FIELD, REVENUE_FIELD],
  validUntil: ['n.valid_until', RELATIONSHIP_FIELD, REVENUE_FIELD],
  nextTypeAt: ['n.next_type_at', RELATIONSHIP_FIELD],
  nextTypeTo: ['n.next_type_to', RELATIONSHIP_FIELD],
  nextType: ['n.next_type', RELATIONSHIP_FIELD],
  nextPolicyVersion: ['n.next_policy_version', RELATIONSHIP_FIELD],
  evidence: [
    'n.evidence',
    'Relationship.evidence',
    'Relationship.summary',
    'Relationship.borderline',
    'Relationship.clientScore',
    'Relationship.pathToClient',
  ],
});

export const selectRelationshipsNow = statement<RelationshipNowRow>(
  'selectRelationshipsNow',
  `SELECT ${RELATIONSHIP_NOW_COLUMNS.all} FROM account_now n WHERE n.workspace_id = $1 AND n.account_id = ANY ($2::uuid[])`,
);
