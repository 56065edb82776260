import { indexBy } from '../database/grouping.js';
import type { Sql, Statement } from '../database/statement.js';
import { identityOfKey, keyOfIdentity, type RecordKey } from '../graphql/record-identity.js';
import { notFound, readReference, type Reference } from '../graphql/reference.js';
import type { FieldPath } from '../graphql/user-error.js';
import { KINDS, type IdentifiedKind } from './record-identity.entity.js';
import { STATEMENTS } from './record-identity.sql.js';

/** A stored record that inputs can identify. */
export interface IdentifiedRow {
  id: string;
  externalId: string | null;
}

/** The statements that look up records of a kind by lists of stored ids or of externalIds. */
export interface Lookup<Row extends IdentifiedRow> {
  kind: IdentifiedKind;
  byId: Statement<Row>;
  byExternalId: Statement<Row>;
}

/** Returns the distinct externalIds among keys. */
export const externalIdsAmong = (keys: readonly RecordKey[]): string[] => [
  ...new Set(keys.filter((key) => !identityOfKey(key))),
];

/** Returns the stored ids of the records of those keys that are identities, by key. Unknown identities are omitted. */
export async function recordIdsOf(
  sql: Sql,
  kind: IdentifiedKind,
  keys: readonly RecordKey[],
): Promise<Map<RecordKey, string>> {
  const identities = [...new Set(keys)].flatMap((key) => {
    const identity = identityOfKey(key);
    // PostgreSQL refuses NUL, so no record has such an identity.
    return identity && !identity.externalId.includes('\0') ? [identity] : [];
  });
  if (identities.length === 0) return new Map();
  const sources = identities.map(({ source }) => source);
  const externalIds = identities.map(({ externalId }) => externalId);
  const rows = await sql.run(STATEMENTS[kind].find, sources, externalIds);
  return new Map(rows.map((row) => [keyOfIdentity(row), row.recordId]));
}

/** Returns the records that keys identify, by key. Unknown keys are omitted. */
export async function findByKeys<Row extends IdentifiedRow>(
  sql: Sql,
  { kind, byId, byExternalId }: Lookup<Row>,
  keys: readonly RecordKey[],
): Promise<Map<RecordKey, Row>> {
  const externalIds = externalIdsAmong(keys);
  const [ofExternalIds, ids] = await Promise.all([
    externalIds.length > 0 ? sql.run(byExternalId, externalIds) : [],
    recordIdsOf(sql, kind, keys),
  ]);
  const found = new Map(ofExternalIds.map((row) => [row.externalId!, row]));
  if (ids.size === 0) return found;
  const rows = indexBy(await sql.run(byId, [...new Set(ids.values())]), ({ id }) => id);
  for (const [key, id] of ids) {
    const row = rows.get(id);
    if (row) found.set(key, row);
  }
  return found;
}

/**
 * Locks the records that keys identify, and returns them by key. `lock` locks records by stored ids and externalIds. An
 * identity may move to another record while the transaction waits for the lock, so identities are read again afterwards.
 */
export async function lockByKeys<Row extends IdentifiedRow>(
  sql: Sql,
  kind: IdentifiedKind,
  keys: readonly RecordKey[],
  lock: (ids: readonly string[], externalIds: readonly string[]) => Promise<readonly Row[]>,
): Promise<{ rows: readonly Row[]; byKey: Map<RecordKey, Row> }> {
  if (keys.length === 0) return { rows: [], byKey: new Map() };
  const externalIds = externalIdsAmong(keys);
  const wanted = new Set<string>();
  for (let ids = await recordIdsOf(sql, kind, keys); ;) {
    for (const id of ids.values()) wanted.add(id);
    const rows = await lock([...wanted], externalIds);
    const byKey = new Map(rows.flatMap((row) => (row.externalId === null ? [] : [[row.externalId, row] as const])));
    if (ids.size > 0) ids = await recordIdsOf(sql, kind, keys);
    const rowOf = indexBy(rows, ({ id }) => id);
    if ([...ids.values()].every((id) => rowOf.has(id))) {
      for (const [key, id] of ids) byKey.set(key, rowOf.get(id)!);
      return { rows, byKey };
    }
  }
}

/** Returns the record that a reference identifies; undefined if the workspace has no such record. */
export async function findNamed<Row extends IdentifiedRow>(
  sql: Sql,
  lookup: Lookup<Row>,
  by: Reference,
  field: FieldPath,
): Promise<Row | undefined> {
  const { id, key } = readReference(lookup.kind, by, field);
  return id === null ? (await findByKeys(sql, lookup, [key])).get(key) : (await sql.run(lookup.byId, [id]))[0];
}

/** Returns the stored ids of records that must exist, in the order of `references`. */
export async function requireIds<Row extends IdentifiedRow>(
  sql: Sql,
  lookup: Lookup<Row>,
  references: readonly Reference[],
  pathOf: (i: number) => FieldPath,
): Promise<string[]> {
  const { article, noun } = KINDS[lookup.kind];
  const named = references.map((by, i) => readReference(lookup.kind, by, pathOf(i)));
  const ids = named.flatMap(({ id }) => (id === null ? [] : [id]));
  const keys = named.flatMap(({ key }) => (key === null ? [] : [key]));
  const [ofIds, ofKeys] = await Promise.all([
    ids.length > 0 ? sql.run(lookup.byId, ids) : [],
    findByKeys(sql, lookup, keys),
  ]);
  const known = new Set(ofIds.map(({ id }) => id));
  return named.map(({ id, key }, i) => {
    const found = id === null ? ofKeys.get(key)?.id : known.has(id) ? id : undefined;
    return found ?? notFound(`${article} ${noun}`, pathOf(i), references[i]!);
  });
}
