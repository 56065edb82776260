import type { Sql } from '../database/statement.js';
import type { Merged } from '../database/upsert.js';
import { encodeId } from '../graphql/ids.js';
import type { InputCheck } from '../graphql/input-check.js';
import {
  checkIdentities,
  describeKey,
  identityOfKey,
  keyOfIdentity,
  MAX_IDENTITIES,
  type RecordIdentity,
  type RecordKey,
} from '../graphql/record-identity.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { recordIdsOf, type IdentifiedRow } from './find-record.service.js';
import { KINDS, type IdentifiedKind } from './record-identity.entity.js';
import { IDENTITIES, insertIdentities, STATEMENTS } from './record-identity.sql.js';

/** The identities that an input adds to a record and removes from it. */
export interface IdentitiesInput {
  identities?: readonly RecordIdentity[] | null;
  removeIdentities?: readonly RecordIdentity[] | null;
}

/** The changes that an input makes to the identities of a record. */
export interface IdentityChanges {
  added: readonly RecordIdentity[];
  removed: readonly RecordIdentity[];
}

/** A record after and before an upsert, with the changes of its identities. */
export type Identified<Row> = Merged<Row> & { identities: IdentityChanges };

export type Problem = readonly [field: FieldPath, code: UserErrorCode, message: string];

export const keysOf = (identities: readonly RecordIdentity[] | null | undefined): RecordKey[] => [
  ...new Set((identities ?? []).map(keyOfIdentity)),
];

const identitiesOfKeys = (keys: readonly RecordKey[]): RecordIdentity[] => keys.map((key) => identityOfKey(key)!);

/** Adds errors to `check` if the identities of a mutation are invalid. */
export function checkIdentityInput(check: InputCheck, { identities, removeIdentities }: IdentitiesInput): void {
  checkIdentities(check, ['identities'], identities);
  checkIdentities(check, ['removeIdentities'], removeIdentities);
  const given = new Set(keysOf(identities));
  const both = keysOf(removeIdentities).find((key) => given.has(key));
  if (both === undefined) return;
  const message = `Expected each identity either in identities or in removeIdentities; got the ${describeKey(both)} in both.`;
  check.add(UserErrorCode.INVALID, ['removeIdentities'], message);
}

/** Returns the changes that an input makes to the identities of a record. `owners` has the stored ids of the records by key. */
export function changesOf(
  { identities, removeIdentities }: IdentitiesInput,
  recordId: string | undefined,
  owners: ReadonlyMap<RecordKey, string>,
): IdentityChanges {
  return {
    added: identitiesOfKeys(keysOf(identities).filter((key) => !owners.has(key))),
    removed: identitiesOfKeys(keysOf(removeIdentities).filter((key) => owners.get(key) === recordId)),
  };
}

export const withIdentities = <Row>(merged: Merged<Row>, identities: IdentityChanges): Identified<Row> => ({
  ...merged,
  identities,
  changesBeside: identities.added.length > 0 || identities.removed.length > 0,
});

/** Returns the error of an input whose keys identify different records: `firstKey` the record `first`, and `otherKey` the record `other`. */
export function differentRecords(
  kind: IdentifiedKind,
  [firstKey, first]: readonly [by: string, id: string],
  [otherKey, other]: readonly [key: RecordKey, id: string],
): Problem {
  const { noun } = KINDS[kind];
  const [one, another] = [first, other].map((id) => encodeId(kind, id));
  return [
    ['identities'],
    UserErrorCode.CONFLICT,
    `Expected all ids of ${KINDS[kind].article} ${noun} to identify the same ${noun}; the ${firstKey} belongs to ${one}, and the ${describeKey(otherKey)} belongs to ${another}. Leave one of them out, or remove the identity from the other ${noun} first.`,
  ];
}

/** Returns an error if the record that an identity selects has a different externalId than the input; otherwise null. */
export function otherExternalId(
  kind: IdentifiedKind,
  row: IdentifiedRow,
  given: string | null | undefined,
  key: RecordKey,
): Problem | null {
  if ((given ?? null) === null || row.externalId === null || row.externalId === given) return null;
  const { noun } = KINDS[kind];
  return [
    ['externalId'],
    UserErrorCode.CONFLICT,
    `Expected the ${noun} with the ${describeKey(key)} to have no externalId, or the externalId of the input; ${encodeId(kind, row.id)} has the ${describeKey(row.externalId)}, and the input has the ${describeKey(given!)}. Leave out the externalId or the identity, or pass the id in an upsert to change the externalId.`,
  ];
}

/** Returns, by stored id, the errors of existing records that would have too many identities. */
export async function tooManyIdentities(
  sql: Sql,
  kind: IdentifiedKind,
  changes: readonly { id: string; identities: IdentityChanges }[],
): Promise<Map<string, Problem>> {
  const growing = changes.filter(({ identities: { added } }) => added.length > 0);
  if (growing.length === 0) return new Map();
  const rows = await sql.run(
    STATEMENTS[kind].count,
    growing.map(({ id }) => id),
  );
  const counts = new Map(rows.map(({ recordId, count }) => [recordId, count]));
  return new Map(
    growing.flatMap(({ id, identities: { added, removed } }) => {
      const count = (counts.get(id) ?? 0) + added.length - removed.length;
      if (count <= MAX_IDENTITIES) return [];
      const message = `Expected at most ${MAX_IDENTITIES} identities of ${KINDS[kind].article} ${KINDS[kind].noun}; with this change, it would have ${count}. Remove identities first.`;
      return [[id, [['identities'], UserErrorCode.TOO_MANY, message] as const] as const];
    }),
  );
}

/** Stores the changes of identities of records, which must exist. */
export async function storeIdentities(
  sql: Sql,
  kind: IdentifiedKind,
  merged: readonly Identified<{ id: string }>[],
): Promise<void> {
  for (const { after, identities } of merged) {
    const { removed } = identities;
    if (removed.length === 0) continue;
    const [sources, ids] = [removed.map(({ source }) => source), removed.map(({ externalId }) => externalId)];
    await sql.run(STATEMENTS[kind].remove, after.id, sources, ids);
  }
  const { stored, property } = KINDS[kind];
  const rows = merged.flatMap(({ after, identities }) =>
    identities.added.map((identity) => ({ ...identity, kind: stored, [property]: after.id })),
  );
  if (rows.length > 0) await sql.run(insertIdentities, IDENTITIES.toRecords(rows));
}

/** Stores the changes of identities of one record. Refuses too many. */
export async function storeIdentitiesOf(
  sql: Sql,
  kind: IdentifiedKind,
  merged: Identified<{ id: string }>,
): Promise<void> {
  const problems = await tooManyIdentities(sql, kind, [{ id: merged.after.id, identities: merged.identities }]);
  for (const [field, code, message] of problems.values()) refuse(code, field, message);
  await storeIdentities(sql, kind, [merged]);
}

/** Returns the stored ids of the records of all identities of an input, by key. */
export const ownersOf = (
  sql: Sql,
  kind: IdentifiedKind,
  { identities, removeIdentities }: IdentitiesInput,
): Promise<Map<RecordKey, string>> => recordIdsOf(sql, kind, [...keysOf(identities), ...keysOf(removeIdentities)]);
