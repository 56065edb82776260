import { Field, ID, InputType, type ClassType } from 'type-graphql';
import { ID_PREFIXES, type NodeKind } from './ids.js';
import { InputCheck } from './input-check.js';
import { readId } from './node.js';
import {
  checkIdentity,
  describeKey,
  IdentityInput,
  keyOfIdentity,
  MAX_EXTERNAL_ID_LENGTH,
  type RecordIdentity,
  type RecordKey,
} from './record-identity.js';
import { quoted, refuse, UserErrorCode, type FieldPath } from './user-error.js';

/** Identifies a record by its global id, by the caller's own id or by another system's id. */
export interface Reference {
  id?: string | null;
  externalId?: string | null;
  identity?: RecordIdentity | null;
}

/** Declares the input that identifies a record of a kind, described with an example of a caller's own id. */
export function referenceTo(name: string, kind: NodeKind, exampleOfExternalId: string): ClassType<Reference> {
  @InputType(name, {
    description: `Identifies one record. Set exactly one of the three fields, for example \`{ externalId: "${exampleOfExternalId}" }\`.`,
  })
  class ReferenceInput {
    @Field(() => ID, {
      nullable: true,
      description: `The record's global id, for example \`${ID_PREFIXES[kind]}_01h455vb4pex5vsknk084sn02q\`.`,
    })
    id?: string | null;

    @Field(() => String, { nullable: true, description: 'Your own id of the record. At most 200 characters.' })
    externalId?: string | null;

    @Field(() => IdentityInput, {
      nullable: true,
      description: 'The id that another system has for the record: one of the `identities` of the record.',
    })
    identity?: RecordIdentity | null;
  }
  return ReferenceInput;
}

/** Returns the stored id or the key of a reference. Refuses a reference that does not have exactly one. */
export function readReference(
  kind: NodeKind,
  { id, externalId, identity }: Reference,
  field: FieldPath,
): { id: string; key: null } | { id: null; key: RecordKey } {
  const given = Object.entries({ id, externalId, identity }).filter(([, value]) => (value ?? null) !== null);
  if (given.length !== 1) {
    const got = given.length === 0 ? 'none of them' : given.map(([name]) => name).join(' and ');
    return refuse(UserErrorCode.INVALID, field, `Expected exactly one of id, externalId and identity; got ${got}.`);
  }
  if (typeof id === 'string') return { id: readId(kind, id, [...field, 'id']), key: null };
  const check = new InputCheck();
  if (identity) checkIdentity(check, [...field, 'identity'], identity);
  else check.text([...field, 'externalId'], externalId, MAX_EXTERNAL_ID_LENGTH);
  check.done();
  return { id: null, key: identity ? keyOfIdentity(identity) : externalId! };
}

/** Refuses a reference to a record that does not exist, or that belongs to another workspace: both get the same error. */
export function notFound(what: string, field: FieldPath, { id, externalId, identity }: Reference): never {
  const by = id ? `id ${quoted(id)}` : describeKey(identity ? keyOfIdentity(identity) : externalId!);
  return refuse(UserErrorCode.NOT_FOUND, field, `Expected ${what} of this workspace; found none with ${by}.`);
}
