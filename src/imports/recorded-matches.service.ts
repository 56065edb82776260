import type { Sql } from '../database/statement.js';
import { encodeId } from '../graphql/ids.js';
import { describeKey, type RecordIdentity, type RecordKey } from '../graphql/record-identity.js';
import { UserErrorCode } from '../graphql/user-error.js';
import type { IdentifiedRow } from '../identities/find-record.service.js';
import {
  changesOf,
  differentRecords,
  otherExternalId,
  tooManyIdentities,
  type IdentityChanges,
} from '../identities/identity-changes.service.js';
import { KINDS, type IdentifiedKind } from '../identities/record-identity.entity.js';
import type { Candidate, RecordSet } from './record-set.service.js';

interface IdentifiedImport {
  externalId?: string | null;
  identities?: RecordIdentity[] | null;
}

/** The recorded row that an imported record changes, and the changes of its identities. */
export interface Match<Row> {
  /** Undefined for a new record. */
  before: Row | undefined;
  identities: IdentityChanges;
}

/**
 * Matches the records of an import with the recorded rows that their keys identify. Refuses a record whose keys identify
 * different rows, and records that identify the same row without sharing a key.
 */
export async function matchRecorded<Record extends IdentifiedImport, Draft, Row extends IdentifiedRow>(
  sql: Sql,
  kind: IdentifiedKind,
  set: RecordSet<Record, Draft>,
  recorded: ReadonlyMap<RecordKey, Row>,
): Promise<(candidate: Candidate<Record, Draft>) => Match<Row>> {
  type One = Candidate<Record, Draft>;
  const rowOf = ({ keys }: One): Row | undefined =>
    keys.map((key) => recorded.get(key)).find((row) => row !== undefined);

  set.refuseWhere(({ record, keys }) => {
    const [first, ...others] = keys.filter((key) => recorded.has(key));
    if (first === undefined) return null;
    const row = recorded.get(first)!;
    const other = others.find((key) => recorded.get(key)!.id !== row.id);
    if (other === undefined) return otherExternalId(kind, row, record.externalId, first);
    return differentRecords(kind, [describeKey(first), row.id], [other, recorded.get(other)!.id]);
  });

  const { noun } = KINDS[kind];
  const placesOf = new Map<string, number[]>();
  for (const candidate of set.candidates) {
    const row = rowOf(candidate);
    if (row) placesOf.set(row.id, [...(placesOf.get(row.id) ?? []), candidate.places[0]!]);
  }
  set.refuseWhere((candidate) => {
    const row = rowOf(candidate);
    const places = row ? placesOf.get(row.id)! : [];
    if (places.length < 2) return null;
    const message = `Expected each ${noun} once in a call; the records at ${places.join(' and ')} identify the same ${noun}, ${encodeId(kind, row!.id)}, by different externalIds or identities. Send them in separate calls.`;
    return [[candidate.record.externalId ? 'externalId' : 'identities'], UserErrorCode.DUPLICATE, message];
  });

  const owners = new Map([...recorded].map(([key, { id }]) => [key, id]));
  const matchOf = (candidate: One): Match<Row> => {
    const before = rowOf(candidate);
    return { before, identities: changesOf({ identities: candidate.record.identities }, before?.id, owners) };
  };
  const existing = set.candidates
    .map(matchOf)
    .flatMap(({ before, identities }) => (before ? [{ id: before.id, identities }] : []));
  const tooMany = await tooManyIdentities(sql, kind, existing);
  set.refuseWhere((candidate) => tooMany.get(rowOf(candidate)?.id ?? '') ?? null);
  return matchOf;
}
