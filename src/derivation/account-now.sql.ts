import type { RelationshipType } from '../classification/timeline.js';
import { columnsOf } from '../database/columns.js';
import { statement } from '../database/statement.js';
import { Table } from '../database/table.js';
import { AccountNowEntity } from './account-now.entity.js';

/**
 * The relationship of an account in [computedAt, validUntil), and the next change that the passage of time will cause.
 */
export interface RelationshipNowRow {
  accountId: string;
  type: RelationshipType;
  typeSince: number;
  score: number;
  mrrMinor: number;
  /** The account's currency; null for the workspace's. */
  currencyCode: string | null;
  /** In minor units of `currencyCode`; null if that is null. */
  nativeMrrMinor: number | null;
  currentPolicyVersion: number;
  computedAt: number;
  validUntil: number;
  /**
   * When the next type starts; Infinity if no change is scheduled, in which case the other `next…` properties are null.
   */
  nextTypeAt: number;
  nextTypeTo: number | null;
  nextType: RelationshipType | null;
  nextPolicyVersion: number | null;
  /** The findings from which evidence is read, in stored form. */
  evidence: string | null;
  /** The current revision of the workspace, at which evidence counts months in its time zone. */
  workspaceRevision: number;
}

/** The monthly recurring revenue of an account in [computedAt, validUntil). */
export type RevenueNow = Pick<
  RelationshipNowRow,
  'mrrMinor' | 'currencyCode' | 'nativeMrrMinor' | 'computedAt' | 'validUntil'
>;

/** The fields of an account that are resolved from its current relationship and revenue. */
export const RELATIONSHIP_FIELD = 'Account.relationship';
export const REVENUE_FIELD = 'Account.monthlyRecurringRevenue';

const NOWS = new Table(AccountNowEntity);
const COLUMN_OF: Partial<Record<keyof RelationshipNowRow, keyof AccountNowEntity>> = {
  currentPolicyVersion: 'policyVersion',
};

/** The fields that are read from evidence. */
const EVIDENCE_FIELDS = [
  'Relationship.evidence',
  'Relationship.summary',
  'Relationship.borderline',
  'Relationship.clientScore',
  'Relationship.pathToClient',
] as const;

export const RELATIONSHIP_NOW_COLUMNS = columnsOf<RelationshipNowRow>(
  (property) =>
    property === 'workspaceRevision'
      ? '(SELECT w.revision FROM workspace w WHERE w.id = $1)'
      : NOWS.column('n', COLUMN_OF[property] ?? (property as keyof AccountNowEntity)),
  {
    accountId: [RELATIONSHIP_FIELD],
    type: [RELATIONSHIP_FIELD],
    typeSince: [RELATIONSHIP_FIELD],
    score: [RELATIONSHIP_FIELD],
    mrrMinor: [RELATIONSHIP_FIELD, REVENUE_FIELD],
    currencyCode: [RELATIONSHIP_FIELD, REVENUE_FIELD],
    nativeMrrMinor: [RELATIONSHIP_FIELD, REVENUE_FIELD],
    currentPolicyVersion: [RELATIONSHIP_FIELD],
    computedAt: [RELATIONSHIP_FIELD, REVENUE_FIELD],
    validUntil: [RELATIONSHIP_FIELD, REVENUE_FIELD],
    nextTypeAt: [RELATIONSHIP_FIELD],
    nextTypeTo: [RELATIONSHIP_FIELD],
    nextType: [RELATIONSHIP_FIELD],
    nextPolicyVersion: [RELATIONSHIP_FIELD],
    evidence: EVIDENCE_FIELDS,
    workspaceRevision: EVIDENCE_FIELDS,
  },
);

export const selectRelationshipsNow = statement<RelationshipNowRow>(
  'selectRelationshipsNow',
  `SELECT ${RELATIONSHIP_NOW_COLUMNS.all} FROM account_now n WHERE n.workspace_id = $1 AND n.account_id = ANY ($2::uuid[])`,
);
