import type { Sql } from '../database/statement.js';
import { describeKey } from '../graphql/record-identity.js';
import { readId } from '../graphql/node.js';
import { notFound } from '../graphql/reference.js';
import { quoted, refuse, UserErrorCode } from '../graphql/user-error.js';
import type { IdentifiedRow } from './find-record.service.js';
import {
  changesOf,
  differentRecords,
  keysOf,
  otherExternalId,
  ownersOf,
  type IdentitiesInput,
  type IdentityChanges,
  type Problem,
} from './identity-changes.service.js';
import { KINDS, type IdentifiedKind } from './record-identity.entity.js';

interface UpsertInput extends IdentitiesInput {
  id?: string | null;
  externalId?: string | null;
}

/** Reads one record, and locks it if needed. */
interface Find<Row> {
  byId: (id: string) => Promise<Row | undefined>;
  byExternalId: (externalId: string) => Promise<Row | undefined>;
}

/**
 * Finds the record that an upsert changes, by id, externalId or identity. Returns it as `before`, which is undefined if the
 * record is to be created, with the changes of its identities. Refuses an input that identifies different records.
 */
export async function findToUpsert<Row extends IdentifiedRow>(
  sql: Sql,
  kind: IdentifiedKind,
  input: UpsertInput,
  find: Find<Row>,
): Promise<{ before: Row | undefined; identities: IdentityChanges }> {
  const known = await findByIds(kind, input, find);
  const given = keysOf(input.identities);
  const ownerOf = (owners: ReadonlyMap<string, string>): string | undefined =>
    given.map((key) => owners.get(key)).find((id) => id !== undefined);

  let before = known;
  let owners = await ownersOf(sql, kind, input);
  // An identity may move to another record while this waits for the lock of its record.
  for (let owner = ownerOf(owners); !known && owner !== before?.id; owner = ownerOf(owners)) {
    before = owner === undefined ? undefined : await find.byId(owner);
    owners = await ownersOf(sql, kind, input);
    if (!before && ownerOf(owners) === owner) break;
  }
  const key = given.find((one) => owners.has(one));
  if (before && key !== undefined) {
    const first = known ? nameOf(input) : describeKey(key);
    const other = given.find((one) => owners.has(one) && owners.get(one) !== before.id);
    if (other !== undefined) throwProblem(differentRecords(kind, [first, before.id], [other, owners.get(other)!]));
    if (!known) throwProblem(otherExternalId(kind, before, input.externalId, key));
  }
  return { before, identities: changesOf(input, before?.id, owners) };
}

const nameOf = ({ id, externalId }: UpsertInput): string => (id ? `id ${quoted(id)}` : describeKey(externalId!));

function throwProblem(problem: Problem | null): void {
  if (problem) refuse(problem[1], problem[0], problem[2]);
}

async function findByIds<Row extends IdentifiedRow>(
  kind: IdentifiedKind,
  { id, externalId }: UpsertInput,
  find: Find<Row>,
): Promise<Row | undefined> {
  const { article, noun } = KINDS[kind];
  const ofExternalId =
    externalId === null || externalId === undefined ? undefined : await find.byExternalId(externalId);
  if (id === null || id === undefined) return ofExternalId;
  const ofId = await find.byId(readId(kind, id, ['id']));
  if (!ofId) return notFound(`${article} ${noun}`, ['id'], { id });
  if (ofExternalId && ofExternalId.id !== ofId.id) {
    refuse(UserErrorCode.CONFLICT, ['externalId'], `Expected an unused externalId; another ${noun} has this one.`);
  }
  return ofId;
}
