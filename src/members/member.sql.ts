import { statement, type Statement } from '../database/statement.js';

export interface MemberRow {
  id: string;
  externalId: string | null;
  name: string;
  email: string | null;
  updatedAt: number;
}

const COLUMNS = `id, external_id AS "externalId", name, email, updated_at AS "updatedAt"`;

export const selectMembersById = statement<MemberRow>(
  'selectMembersById',
  `SELECT ${COLUMNS} FROM member WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
);

export const selectMembersByExternalId = statement<MemberRow>(
  'selectMembersByExternalId',
  `SELECT ${COLUMNS} FROM member WHERE workspace_id = $1 AND external_id = ANY ($2::text[])`,
);

/** Locks members for a change that depends on what they are. */
export const lockMemberById = statement<MemberRow>(
  'lockMemberById',
  `SELECT ${COLUMNS} FROM member WHERE workspace_id = $1 AND id = $2::uuid FOR NO KEY UPDATE`,
);

export const lockMembersByExternalId = statement<MemberRow>(
  'lockMembersByExternalId',
  `SELECT ${COLUMNS} FROM member WHERE workspace_id = $1 AND external_id = ANY ($2::text[])
   ORDER BY id FOR NO KEY UPDATE`,
);

export interface MemberPageRow extends MemberRow {
  nameFolded: string;
}

/** By folded names: one of $2, and at least $3 and less than $4; null: any. */
const MATCHES_FILTER = `workspace_id = $1 AND ($2::text[] IS NULL OR name_folded = ANY ($2::text[]))
  AND ($3::text IS NULL OR name_folded >= $3::text AND name_folded < $4::text)`;

const memberPage = (name: string, comparison: '<' | '>', direction: 'DESC' | 'ASC') =>
  statement<MemberPageRow>(
    name,
    `SELECT ${COLUMNS}, name_folded AS "nameFolded" FROM member
     WHERE ${MATCHES_FILTER} AND ($5::text IS NULL OR (name_folded, id) ${comparison} ($5::text, $6::uuid))
     ORDER BY name_folded ${direction}, id ${direction} LIMIT $7::int`,
  );

const byName = memberPage('selectMemberPage', '>', 'ASC');
const byNameBackward = memberPage('selectMemberPageBackward', '<', 'DESC');
/** A page of members by name, or turned round. */
export const selectMemberPage = (isBackward: boolean): Statement<MemberPageRow> =>
  isBackward ? byNameBackward : byName;

export const countMembers = statement<{ count: number }>(
  'countMembers',
  `SELECT count(*) AS count FROM member WHERE ${MATCHES_FILTER}`,
);

export const insertMembers = statement(
  'insertMembers',
  `INSERT INTO member
   SELECT $1::uuid, m.id, m."externalId", m.name, m.email, $3::timestamptz, $3::timestamptz, m."nameFolded"
   FROM jsonb_to_recordset($2::jsonb) AS m (id uuid, "externalId" text, name text, email text, "nameFolded" text)
   ORDER BY m."externalId"`,
);

/** Two changes never carry the same instant, so that whoever saw the first one is not taken to have seen both. */
export const updateMembers = statement(
  'updateMembers',
  `UPDATE member SET external_id = m."externalId", name = m.name, name_folded = m."nameFolded", email = m.email,
     updated_at = greatest($3::timestamptz, member.updated_at + interval '1 millisecond')
   FROM jsonb_to_recordset($2::jsonb) AS m (id uuid, "externalId" text, name text, email text, "nameFolded" text)
   WHERE member.workspace_id = $1 AND member.id = m.id`,
);
