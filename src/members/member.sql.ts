import { statement, type Statement } from '../database/statement.js';
import { NEXT_UPDATED_AT, Table, type RowOf } from '../database/table.js';
import { MemberEntity } from './member.entity.js';

export const MEMBERS = new Table(MemberEntity);

export type MemberRow = Omit<RowOf<MemberEntity>, 'workspaceId' | 'nameFolded' | 'createdAt'>;

const COLUMNS = MEMBERS.select('m', ['workspaceId', 'nameFolded', 'createdAt']);

export const selectMembersById = statement<MemberRow>(
  'selectMembersById',
  `SELECT ${COLUMNS} FROM member m WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
);

export const selectMembersByExternalId = statement<MemberRow>(
  'selectMembersByExternalId',
  `SELECT ${COLUMNS} FROM member m WHERE workspace_id = $1 AND external_id = ANY ($2::text[])`,
);

/** Reads and locks members with the ids $2 or the externalIds $3 for a change. */
export const lockMembersById = statement<MemberRow>(
  'lockMembersById',
  `SELECT ${COLUMNS} FROM member m WHERE workspace_id = $1 AND (id = ANY ($2::uuid[]) OR external_id = ANY ($3::text[]))
   ORDER BY id FOR NO KEY UPDATE`,
);

export const lockMembersByExternalId = statement<MemberRow>(
  'lockMembersByExternalId',
  `SELECT ${COLUMNS} FROM member m WHERE workspace_id = $1 AND external_id = ANY ($2::text[])
   ORDER BY id FOR NO KEY UPDATE`,
);

export interface MemberPageRow extends MemberRow {
  nameFolded: string;
}

/** Matches folded names that are one of $2 and in [$3, $4); null means any. */
const MATCHES_FILTER = `workspace_id = $1 AND ($2::text[] IS NULL OR name_folded = ANY ($2::text[]))
  AND ($3::text IS NULL OR name_folded >= $3::text AND name_folded < $4::text)`;

const memberPage = (name: string, comparison: '<' | '>', direction: 'DESC' | 'ASC') =>
  statement<MemberPageRow>(
    name,
    `SELECT ${COLUMNS}, name_folded AS "nameFolded" FROM member m
     WHERE ${MATCHES_FILTER} AND ($5::text IS NULL OR (name_folded, id) ${comparison} ($5::text, $6::uuid))
     ORDER BY name_folded ${direction}, id ${direction} LIMIT $7::int`,
  );

const byName = memberPage('selectMemberPage', '>', 'ASC');
const byNameBackward = memberPage('selectMemberPageBackward', '<', 'DESC');
/** Selects a page of members in the order of their names; if `isBackward`, in reverse. */
export const selectMemberPage = (isBackward: boolean): Statement<MemberPageRow> =>
  isBackward ? byNameBackward : byName;

export const countMembers = statement<{ count: number }>(
  'countMembers',
  `SELECT count(*) AS count FROM member m WHERE ${MATCHES_FILTER}`,
);

export const insertMembers = statement(
  'insertMembers',
  MEMBERS.insertRecords({ createdAt: '$3::timestamptz', updatedAt: '$3::timestamptz' }, { orderBy: 'externalId' }),
);

export const updateMembers = statement(
  'updateMembers',
  MEMBERS.updateRecords(['createdAt'], { updatedAt: NEXT_UPDATED_AT }),
);
