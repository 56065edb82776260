import { statement, type Statement } from '../database/statement.js';

export interface MemberRow {
  id: string;
  externalId: string | null;
  name: string;
  email: string | null;
}

export const selectMembersById = statement<MemberRow>(
  'selectMembersById',
  `SELECT id, external_id AS "externalId", name, email FROM member WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
);

export const selectMembersByExternalId = statement<MemberRow>(
  'selectMembersByExternalId',
  `SELECT id, external_id AS "externalId", name, email FROM member
   WHERE workspace_id = $1 AND external_id = ANY ($2::text[])`,
);

export interface MemberPageRow extends MemberRow {
  nameFolded: string;
}

const memberPage = (name: string, comparison: '<' | '>', direction: 'DESC' | 'ASC') =>
  statement<MemberPageRow>(
    name,
    `SELECT id, external_id AS "externalId", name, email, name_folded AS "nameFolded" FROM member
     WHERE workspace_id = $1 AND ($2::text IS NULL OR (name_folded, id) ${comparison} ($2::text, $3::uuid))
     ORDER BY name_folded ${direction}, id ${direction} LIMIT $4::int`,
  );

const byName = memberPage('selectMemberPage', '>', 'ASC');
const byNameBackward = memberPage('selectMemberPageBackward', '<', 'DESC');
/** A page of members by name, or turned round. */
export const selectMemberPage = (isBackward: boolean): Statement<MemberPageRow> =>
  isBackward ? byNameBackward : byName;

export const countMembers = statement<{ count: number }>(
  'countMembers',
  `SELECT count(*) AS count FROM member WHERE workspace_id = $1`,
);

export const insertMembers = statement(
  'insertMembers',
  `INSERT INTO member
   SELECT $1::uuid, m.id, m."externalId", m.name, m.email, $3::timestamptz, $3::timestamptz, m."nameFolded"
   FROM jsonb_to_recordset($2::jsonb) AS m (id uuid, "externalId" text, name text, email text, "nameFolded" text)
   ORDER BY m."externalId"`,
);

export const updateMembers = statement(
  'updateMembers',
  `UPDATE member SET name = m.name, name_folded = m."nameFolded", email = m.email, updated_at = $3::timestamptz
   FROM jsonb_to_recordset($2::jsonb) AS m (id uuid, name text, email text, "nameFolded" text)
   WHERE member.workspace_id = $1 AND member.id = m.id`,
);
