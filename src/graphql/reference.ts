import { Field, ID, InputType, type ClassType } from 'type-graphql';
import type { Sql, Statement } from '../database/statement.js';
import { ID_PREFIXES, type NodeKind } from './ids.js';
import { InputCheck } from './input-check.js';
import { readId } from './node.js';
import { quoted, refuse, UserErrorCode, type FieldPath } from './user-error.js';

/** Identifies a record by its global id or by the caller's own id. */
export interface Reference {
  id?: string | null;
  externalId?: string | null;
}

/** Declares the input that identifies a record of a kind, described with an example of a caller's own id. */
export function referenceTo(name: string, kind: NodeKind, exampleOfExternalId: string): ClassType<Reference> {
  @InputType(name, {
    description: `Identifies one record. Set exactly one of the two fields, for example \`{ externalId: "${exampleOfExternalId}" }\`.`,
  })
  class ReferenceInput {
    @Field(() => ID, {
      nullable: true,
      description: `The record's global id, for example \`${ID_PREFIXES[kind]}_01h455vb4pex5vsknk084sn02q\`.`,
    })
    id?: string | null;

    @Field(() => String, { nullable: true, description: 'Your own id of the record. At most 200 characters.' })
    externalId?: string | null;
  }
  return ReferenceInput;
}

/** Returns the stored id or the externalId of a reference. Refuses a reference that does not have exactly one. */
export function readReference(
  kind: NodeKind,
  { id, externalId }: Reference,
  field: FieldPath,
): { id: string; externalId: null } | { id: null; externalId: string } {
  const hasId = id !== null && id !== undefined;
  const hasExternalId = externalId !== null && externalId !== undefined;
  if (hasId === hasExternalId) {
    return refuse(
      UserErrorCode.INVALID,
      field,
      `Expected exactly one of id and externalId; got ${hasId ? 'both' : 'neither'}.`,
    );
  }
  if (hasId) return { id: readId(kind, id, [...field, 'id']), externalId: null };
  const check = new InputCheck();
  check.text([...field, 'externalId'], externalId, 200);
  check.done();
  return { id: null, externalId: externalId! };
}

/** The statements that look up records of a kind by lists of stored ids or of externalIds. */
export interface Lookup<Row> {
  kind: NodeKind;
  byId: Statement<Row>;
  byExternalId: Statement<Row>;
}

/** Returns the record that a reference identifies; undefined if the workspace has no such record. */
export async function findNamed<Row>(
  sql: Sql,
  { kind, byId, byExternalId }: Lookup<Row>,
  by: Reference,
  field: FieldPath,
): Promise<Row | undefined> {
  const { id, externalId } = readReference(kind, by, field);
  const [found] = await (id === null ? sql.run(byExternalId, [externalId]) : sql.run(byId, [id]));
  return found;
}

/** Returns the stored ids of records that must exist, in the order of `references`, with at most two statements. */
export async function requireIds(
  sql: Sql,
  { kind, byId, byExternalId }: Lookup<{ id: string; externalId: string | null }>,
  what: string,
  references: readonly Reference[],
  pathOf: (i: number) => FieldPath,
): Promise<string[]> {
  const named = references.map((by, i) => readReference(kind, by, pathOf(i)));
  const ids = named.flatMap(({ id }) => (id === null ? [] : [id]));
  const externalIds = named.flatMap(({ externalId }) => (externalId === null ? [] : [externalId]));
  const found = (
    await Promise.all([
      ids.length > 0 ? sql.run(byId, ids) : [],
      externalIds.length > 0 ? sql.run(byExternalId, externalIds) : [],
    ])
  ).flat();
  return named.map(
    ({ id, externalId }, i) =>
      found.find((one) => (id === null ? one.externalId === externalId : one.id === id))?.id ??
      notFound(what, pathOf(i), references[i]!),
  );
}

/** Refuses a reference to a record that does not exist, or that belongs to another workspace: both get the same error. */
export const notFound = (what: string, field: FieldPath, { id, externalId }: Reference): never =>
  refuse(
    UserErrorCode.NOT_FOUND,
    field,
    `Expected ${what} of this workspace; found none with ${id ? `id ${quoted(id)}` : `externalId ${JSON.stringify(externalId)}`}.`,
  );

/** Returns the record that an upsert changes, found by id or externalId; undefined if the record is to be created. */
export async function findToUpsert<Row extends { id: string }>(
  kind: NodeKind,
  [article, noun]: readonly [article: string, noun: string],
  { id, externalId }: Reference,
  find: {
    byId: (id: string) => Promise<Row | undefined>;
    byExternalId: (externalId: string) => Promise<Row | undefined>;
  },
): Promise<Row | undefined> {
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
