import type { Instant } from '../classification/calendar.js';
import { foldName } from '../database/folding.js';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { patched, splitByOutcome, type Merged } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import { findNamed, findToUpsert, requireIds, type Lookup, type Reference } from '../graphql/reference.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import type { MemberUpsertInput } from './member.inputs.js';
import {
  MEMBERS,
  insertMembers,
  lockMemberById,
  lockMembersByExternalId,
  selectMembersByExternalId,
  selectMembersById,
  updateMembers,
  type MemberRow,
} from './member.sql.js';

/** A member as given: what is undefined leaves what is recorded. */
export interface MemberDraft {
  externalId?: string | null;
  name?: string;
  email?: string | null;
}

const recordsOf = (members: readonly MemberRow[]): string =>
  MEMBERS.toRecords(members.map((member) => ({ ...member, nameFolded: foldName(member.name) })));

/** Notes in `check` what is wrong with the plain fields of a member. */
export function checkMember(
  check: InputCheck,
  field: FieldPath,
  { name, email }: { name?: string | null; email?: string | null },
): void {
  check.text([...field, 'name'], name, 200);
  check.text([...field, 'email'], email, 254);
}

/** The member as it will be. */
export const mergeMember = (draft: MemberDraft, before: MemberRow | undefined, now: Instant): Merged<MemberRow> => ({
  before,
  after: {
    id: before?.id ?? newId(),
    externalId: patched(draft.externalId, before?.externalId ?? null),
    name: patched(draft.name, before?.name)!,
    email: patched(draft.email, before?.email ?? null),
    updatedAt: before?.updatedAt ?? now,
  },
});

/** The members with these externalIds, locked for a change that depends on what they are. */
export async function lockMembersOf(sql: Sql, externalIds: readonly string[]): Promise<Map<string, MemberRow>> {
  if (externalIds.length === 0) return new Map();
  return indexBy(await sql.run(lockMembersByExternalId, externalIds), ({ externalId }) => externalId!);
}

export async function storeMembers(sql: Sql, now: Instant, merged: readonly Merged<MemberRow>[]): Promise<void> {
  const { created, updated } = splitByOutcome(merged);
  if (created.length > 0) await sql.run(insertMembers, recordsOf(created), toTimestamp(now));
  if (updated.length > 0) await sql.run(updateMembers, recordsOf(updated), toTimestamp(now));
}

/** Creates or updates one member and answers its stored id. */
export function upsertMember(scope: WorkspaceScope, input: MemberUpsertInput): Promise<string> {
  const check = new InputCheck();
  check.text(['externalId'], input.externalId, 200);
  check.notNull(['name'], 'a name', input.name);
  checkMember(check, [], input);
  check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
  check.done();
  return scope.write(async (sql) => {
    const before = await findToUpsert('Member', ['a', 'member'], input, {
      byId: async (id) => (await sql.run(lockMemberById, id))[0],
      byExternalId: async (externalId) => (await lockMembersOf(sql, [externalId])).get(externalId),
    });
    checkExpectedUpdatedAt('member', before, input.expectedUpdatedAt);
    if (!before && input.name === undefined) {
      refuse(UserErrorCode.REQUIRED, ['name'], 'Expected a name, which is required to create a member; got none.');
    }
    const { externalId, name, email } = input;
    const merged = mergeMember({ externalId, name: name ?? undefined, email }, before, scope.now);
    await storeMembers(sql, scope.now, [merged]);
    return merged.after.id;
  });
}

const LOOKUP: Lookup<MemberRow> = { kind: 'Member', byId: selectMembersById, byExternalId: selectMembersByExternalId };

/** Looks a member up; undefined where the workspace has none such. */
export const findMember = (sql: Sql, by: Reference, field: FieldPath): Promise<MemberRow | undefined> =>
  findNamed(sql, LOOKUP, by, field);

/** The stored ids of members that must exist, in the order in which they are named. */
export const requireMemberIds = (
  sql: Sql,
  references: readonly Reference[],
  pathOf: (i: number) => FieldPath,
): Promise<string[]> => requireIds(sql, LOOKUP, 'a member', references, pathOf);

/** The stored id of a member that must exist. */
export const requireMemberId = async (sql: Sql, by: Reference, field: FieldPath): Promise<string> =>
  (await requireMemberIds(sql, [by], () => field))[0]!;

/** The stored ids of the members that are named, by externalId; those unknown are left out. */
export async function memberIdsOf(
  sql: Sql,
  externalIds: readonly (string | null | undefined)[],
): Promise<Map<string, string>> {
  const named = [...new Set(externalIds.filter((id) => id !== null && id !== undefined))];
  if (named.length === 0) return new Map();
  return new Map((await sql.run(selectMembersByExternalId, named)).map(({ id, externalId }) => [externalId!, id]));
}
