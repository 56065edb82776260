import {
  checkIdentity,
  describeKey,
  identityOfKey,
  keyOfIdentity,
  MAX_EXTERNAL_ID_LENGTH,
  type RecordIdentity,
  type RecordKey,
} from '../graphql/record-identity.js';
import type { InputCheck } from '../graphql/input-check.js';
import { UserErrorCode, type FieldPath } from '../graphql/user-error.js';

/** The two fields by which a record of an import refers to another one, such as `planExternalId` and `planIdentity`. */
export type ReferenceFields<Name extends string> = { [Field in `${Name}ExternalId`]?: string | null } & {
  [Field in `${Name}Identity`]?: RecordIdentity | null;
};

function fieldsOf<Name extends string>(
  input: ReferenceFields<Name>,
  name: Name,
): { externalId: string | null | undefined; identity: RecordIdentity | null | undefined } {
  const fields = input as Readonly<Record<string, unknown>>;
  return {
    externalId: fields[`${name}ExternalId`] as string | null | undefined,
    identity: fields[`${name}Identity`] as RecordIdentity | null | undefined,
  };
}

/** Returns the key of the record that an input refers to; null clears the reference, undefined keeps it. */
export function referenceIn<Name extends string>(
  input: ReferenceFields<Name>,
  name: Name,
): RecordKey | null | undefined {
  const { externalId, identity } = fieldsOf(input, name);
  if (identity) return keyOfIdentity(identity);
  return externalId ?? (externalId === null || identity === null ? null : undefined);
}

/** Returns the field in which an input refers to a record. */
export const fieldOfReference = <Name extends string>(input: ReferenceFields<Name>, name: Name): string =>
  `${name}${fieldsOf(input, name).identity ? 'Identity' : 'ExternalId'}`;

/** Adds errors to `check` if a reference is invalid, or both fields are given. */
export function checkReference<Name extends string>(
  check: InputCheck,
  field: FieldPath,
  input: ReferenceFields<Name>,
  name: Name,
): void {
  const { externalId, identity } = fieldsOf(input, name);
  check.text([...field, `${name}ExternalId`], externalId, MAX_EXTERNAL_ID_LENGTH);
  if (!identity) return;
  checkIdentity(check, [...field, `${name}Identity`], identity);
  if ((externalId ?? null) === null) return;
  const message = `Expected either ${name}ExternalId or ${name}Identity; got both. Leave one of them out.`;
  check.add(UserErrorCode.INVALID, [...field, `${name}Identity`], message);
}

/** Checks the same as `checkReference`, and that the reference is given. */
export function checkRequiredReference<Name extends string>(
  check: InputCheck,
  field: FieldPath,
  input: ReferenceFields<Name>,
  name: Name,
): void {
  checkReference(check, field, input, name);
  if ((referenceIn(input, name) ?? null) !== null) return;
  const message = `Expected either ${name}ExternalId or ${name}Identity; got neither. Pass one of them.`;
  check.add(UserErrorCode.REQUIRED, [...field, `${name}ExternalId`], message);
}

/** Returns the message for a reference to a record that does not exist: `what`, with an article, which was searched in `where`. */
export const unknownMessage = (what: string, key: RecordKey, where: string): string => {
  const kind = identityOfKey(key) ? 'an identity' : 'the externalId';
  return `Expected ${kind} of ${what} of ${where}; ${what.replace(/^an? /, 'no ')} has the ${describeKey(key)}.`;
};
