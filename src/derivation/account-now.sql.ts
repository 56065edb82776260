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
export const STANDING = 'Account.relationship';
export const REVENUE = 'Account.monthlyRecurringRevenue';

export const RELATIONSHIP_NOW_COLUMNS = columnsOf<RelationshipNowRow>({
  accountId: ['n.account_id', STANDING],
  type: ['n.type', STANDING],
  typeSince: ['n.type_since', STANDING],
  score: ['n.score', STANDING],
  mrrMinor: ['n.mrr_minor', STANDING, REVENUE],
  currentPolicyVersion: ['n.policy_version', STANDING],
  computedAt: ['n.computed_at', STANDING, REVENUE],
  validUntil: ['n.valid_until', STANDING, REVENUE],
  nextTypeAt: ['n.next_type_at', STANDING],
  nextTypeTo: ['n.next_type_to', STANDING],
  nextType: ['n.next_type', STANDING],
  nextPolicyVersion: ['n.next_policy_version', STANDING],
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
