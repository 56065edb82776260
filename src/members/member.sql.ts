import { statement } from '../database/statement.js';

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

export const insertMembers = statement(
  'insertMembers',
  `INSERT INTO member
   SELECT $1::uuid, m.id, m."externalId", m.name, m.email, $3::timestamptz, $3::timestamptz
   FROM jsonb_to_recordset($2::jsonb) AS m (id uuid, "externalId" text, name text, email text)
   ORDER BY m."externalId"`,
);

export const updateMembers = statement(
  'updateMembers',
  `UPDATE member SET name = m.name, email = m.email, updated_at = $3::timestamptz
   FROM jsonb_to_recordset($2::jsonb) AS m (id uuid, name text, email text)
   WHERE member.workspace_id = $1 AND member.id = m.id`,
);
