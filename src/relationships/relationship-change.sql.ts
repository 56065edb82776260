import type { Cause } from '../classification/sentences.js';
import type { RelationshipType } from '../classification/timeline.js';
import { statement, type Statement } from '../database/statement.js';

export interface RelationshipChangeRow {
  id: string;
  accountId: string;
  previousType: RelationshipType;
  type: RelationshipType;
  at: number;
  announcedAt: number;
  cause: Cause;
  policyVersion: number;
}

const COLUMNS = `c.id, c.account_id AS "accountId", c.previous_type AS "previousType", c.type, c.at,
  c.announced_at AS "announcedAt", c.shown_cause AS cause, c.policy_version AS "policyVersion"`;

export const selectChangesById = statement<RelationshipChangeRow>(
  'selectChangesById',
  `SELECT ${COLUMNS} FROM relationship_change c WHERE c.workspace_id = $1 AND c.id = ANY ($2::uuid[])`,
);

/** PostgreSQL plans these statements with their values, so conditions on null parameters are folded away. */
const MATCHES_FILTER = `c.workspace_id = $1
  AND ($2::uuid IS NULL OR c.account_id = $2::uuid)
  AND ($3::text[] IS NULL OR c.type = ANY ($3::text[]))
  AND ($4::text[] IS NULL OR c.previous_type = ANY ($4::text[]))
  AND ($5::text[] IS NULL OR c.shown_cause = ANY ($5::text[]))
  AND c.announced_at >= $6::timestamptz AND c.announced_at < $7::timestamptz
  AND c.at >= $8::timestamptz AND c.at < $9::timestamptz
  AND ($10::uuid IS NULL OR c.account_id IN (
    SELECT a.id FROM account a WHERE a.workspace_id = $1 AND a.success_manager_id = $10::uuid))`;

const changePage = (name: string, comparison: '<' | '>', direction: 'DESC' | 'ASC') =>
  statement<RelationshipChangeRow>(
    name,
    `SELECT ${COLUMNS} FROM relationship_change c
     WHERE ${MATCHES_FILTER}
       AND ($11::timestamptz IS NULL OR (c.announced_at, c.id) ${comparison} ($11::timestamptz, $12::uuid))
     ORDER BY c.announced_at ${direction}, c.id ${direction} LIMIT $13::int`,
  );

const newestFirst = changePage('selectChangePage', '<', 'DESC');
const oldestFirst = changePage('selectChangePageBackward', '>', 'ASC');
/** Selects a page of announced changes, newest first; if `isBackward`, oldest first. */
export const selectChangePage = (isBackward: boolean): Statement<RelationshipChangeRow> =>
  isBackward ? oldestFirst : newestFirst;

export const countChanges = statement<{ count: number }>(
  'countChanges',
  `SELECT count(*) AS count FROM relationship_change c WHERE ${MATCHES_FILTER}`,
);
