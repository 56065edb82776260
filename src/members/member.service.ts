import type { Instant } from '../classification/calendar.js';
import { foldName } from '../database/folding.js';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { patched, splitByOutcome, type Merged } from '../database/upsert.js';
import { newId } from '../graphql/ids.js';
import { notFound, readReference, type Reference } from '../graphql/reference.js';
import type { FieldPath } from '../graphql/user-error.js';
import {
  insertMembers,
  selectMembersByExternalId,
  selectMembersById,
  updateMembers,
  type MemberRow,
} from './member.sql.js';

export interface MemberDraft {
  externalId: string;
  name: string;
  email?: string | null;
}

const forStorage = (members: readonly MemberRow[]): string =>
  JSON.stringify(members.map((member) => ({ ...member, nameFolded: foldName(member.name) })));

/** Records members by externalId. */
export async function saveMembers(
  sql: Sql,
  now: Instant,
  drafts: readonly MemberDraft[],
): Promise<Merged<MemberRow>[]> {
  if (drafts.length === 0) return [];
  const existing = await sql.run(
    selectMembersByExternalId,
    drafts.map(({ externalId }) => externalId),
  );
  const existingOf = indexBy(existing, ({ externalId }) => externalId);
  const merged = drafts.map((draft): Merged<MemberRow> => {
    const before = existingOf.get(draft.externalId);
    return {
      before,
      after: {
        id: before?.id ?? newId(),
        externalId: draft.externalId,
        name: draft.name,
        email: patched(draft.email, before?.email ?? null),
      },
    };
  });
  const { created, updated } = splitByOutcome(merged);
  if (created.length > 0) await sql.run(insertMembers, forStorage(created), toTimestamp(now));
  if (updated.length > 0) await sql.run(updateMembers, forStorage(updated), toTimestamp(now));
  return merged;
}

/** The stored id of a member that must exist. */
export async function requireMemberId(sql: Sql, by: Reference, field: FieldPath): Promise<string> {
  const { id, externalId } = readReference('Member', by, field);
  const [member] = id ? await sql.run(selectMembersById, [id]) : await sql.run(selectMembersByExternalId, [externalId]);
  return member?.id ?? notFound('a member', field, by);
}

/** The stored ids of the members that are named, by externalId; those unknown are left out. */
export async function memberIdsOf(
  sql: Sql,
  externalIds: readonly (string | null | undefined)[],
): Promise<Map<string, string>> {
  const named = [...new Set(externalIds.filter((id) => id !== null && id !== undefined))];
  if (named.length === 0) return new Map();
  return new Map((await sql.run(selectMembersByExternalId, named)).map(({ id, externalId }) => [externalId!, id]));
}
