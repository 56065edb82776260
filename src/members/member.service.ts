import type { Instant } from '../classification/calendar.js';
import { foldName } from '../database/folding.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { patched, splitByOutcome, type Merged } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import type { RecordKey } from '../graphql/record-identity.js';
import type { Reference } from '../graphql/reference.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { findByKeys, findNamed, lockByKeys, requireIds, type Lookup } from '../identities/find-record.service.js';
import { findToUpsert } from '../identities/find-to-upsert.service.js';
import { checkIdentityInput, storeIdentitiesOf, withIdentities } from '../identities/identity-changes.service.js';
import type { MemberUpsertInput } from './member.inputs.js';
import {
  MEMBERS,
  insertMembers,
  lockMembersByExternalId,
  lockMembersById,
  selectMembersByExternalId,
  selectMembersById,
  updateMembers,
  type MemberRow,
} from './member.sql.js';

/** The input for a member. Undefined properties keep their recorded value. */
export interface MemberDraft {
  externalId?: string | null;
  name?: string;
  email?: string | null;
}

const recordsOf = (members: readonly MemberRow[]): string =>
  MEMBERS.toRecords(members.map((member) => ({ ...member, nameFolded: foldName(member.name) })));

/** Adds errors in the scalar fields of a member to `check`. */
export function checkMember(
  check: InputCheck,
  field: FieldPath,
  { name, email }: { name?: string | null; email?: string | null },
): void {
  check.text([...field, 'name'], name, 200);
  check.text([...field, 'email'], email, 254);
}

/** Merges the input into the recorded member, or into a new one. */
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

/** Reads and locks the members that keys identify for a change. */
export const lockMembersOf = async (sql: Sql, keys: readonly RecordKey[]): Promise<Map<RecordKey, MemberRow>> =>
  (await lockByKeys(sql, 'Member', keys, (ids, externalIds) => lockMembers(sql, ids, externalIds))).byKey;

const lockMembers = (sql: Sql, ids: readonly string[], externalIds: readonly string[]): Promise<MemberRow[]> =>
  ids.length > 0 ? sql.run(lockMembersById, ids, externalIds) : sql.run(lockMembersByExternalId, externalIds);

export async function storeMembers(sql: Sql, now: Instant, merged: readonly Merged<MemberRow>[]): Promise<void> {
  const { created, updated } = splitByOutcome(merged);
  if (created.length > 0) await sql.run(insertMembers, recordsOf(created), toTimestamp(now));
  if (updated.length > 0) await sql.run(updateMembers, recordsOf(updated), toTimestamp(now));
}

/** Creates or updates one member. Returns its stored id. */
export function upsertMember(scope: WorkspaceScope, input: MemberUpsertInput): Promise<string> {
  const check = new InputCheck();
  check.text(['externalId'], input.externalId, 200);
  checkIdentityInput(check, input);
  check.notNull(['name'], 'a name', input.name);
  checkMember(check, [], input);
  check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
  check.done();
  return scope.write(async (sql) => {
    const { before, identities } = await findToUpsert(sql, 'Member', input, {
      byId: async (id) => (await lockMembers(sql, [id], []))[0],
      byExternalId: async (externalId) => (await lockMembers(sql, [], [externalId]))[0],
    });
    checkExpectedUpdatedAt('member', before, input.expectedUpdatedAt);
    if (!before && input.name === undefined) {
      refuse(UserErrorCode.REQUIRED, ['name'], 'Expected a name, which is required to create a member; got none.');
    }
    const { externalId, name, email } = input;
    const draft = { externalId, name: name ?? undefined, email };
    const merged = withIdentities(mergeMember(draft, before, scope.now), identities);
    await storeMembers(sql, scope.now, [merged]);
    await storeIdentitiesOf(sql, 'Member', merged);
    return merged.after.id;
  });
}

const LOOKUP: Lookup<MemberRow> = { kind: 'Member', byId: selectMembersById, byExternalId: selectMembersByExternalId };

/** Returns a member; undefined if it does not exist in the workspace. */
export const findMember = (sql: Sql, by: Reference, field: FieldPath): Promise<MemberRow | undefined> =>
  findNamed(sql, LOOKUP, by, field);

/** Returns a member by its stored id; undefined if it does not exist. */
export const readMember = async (sql: Sql, id: string): Promise<MemberRow | undefined> =>
  (await sql.run(selectMembersById, [id]))[0];

/** Returns the stored ids of members, in the order of the references. Refuses the request if one does not exist. */
export const requireMemberIds = (
  sql: Sql,
  references: readonly Reference[],
  pathOf: (i: number) => FieldPath,
): Promise<string[]> => requireIds(sql, LOOKUP, references, pathOf);

/** Returns the stored id of a member. Refuses the request if the member does not exist. */
export const requireMemberId = async (sql: Sql, by: Reference, field: FieldPath): Promise<string> =>
  (await requireMemberIds(sql, [by], () => field))[0]!;

/** Returns stored ids of members by key. Unknown keys are omitted. */
export async function memberIdsOf(
  sql: Sql,
  keys: readonly (RecordKey | null | undefined)[],
): Promise<Map<RecordKey, string>> {
  const given = keys.filter((key) => key !== null && key !== undefined);
  return new Map([...(await findByKeys(sql, LOOKUP, given))].map(([key, { id }]) => [key, id]));
}
