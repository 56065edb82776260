import { Field, InputType } from 'type-graphql';
import type { InputCheck } from './input-check.js';
import { quoted, UserErrorCode, type FieldPath } from './user-error.js';

/** The id that another system has for a record. */
export interface RecordIdentity {
  source: string;
  externalId: string;
}

export const MAX_IDENTITIES = 20;
export const MAX_EXTERNAL_ID_LENGTH = 200;
const SOURCE = /^[a-z][a-z0-9_-]{0,49}$/;

export const SOURCE_DESCRIPTION =
  'The other system, for example `stripe`: 1 to 50 lower-case letters a to z, digits, hyphens and underscores, starting with a letter.';

@InputType({
  description:
    'The id that another system has for a record, for example `{ source: "stripe", externalId: "cus_NffrFeUfNV2Hib" }`. An identity belongs to at most one record of each kind.',
})
export class IdentityInput implements RecordIdentity {
  @Field(() => String, { description: SOURCE_DESCRIPTION })
  source: string;

  @Field(() => String, {
    description: "The other system's id for the record, up to 200 characters, for example `cus_NffrFeUfNV2Hib`.",
  })
  externalId: string;
}

/** The mutation that removes identities from a record. */
const REMOVED_BY = {
  account: 'accountUpsert',
  interaction: 'interactionRecord',
  member: 'memberUpsert',
  plan: 'planUpsert',
  subscription: 'subscriptionChange',
} as const;

/** Declares the list of identities in an input that creates or updates a record. */
export const Identities = (what: keyof typeof REMOVED_BY): PropertyDecorator =>
  Field(() => [IdentityInput], {
    nullable: true,
    description: `Ids that other systems have for the ${what}, at most ${MAX_IDENTITIES} per ${what}. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same ${what}; only \`removeIdentities\` of \`${REMOVED_BY[what]}\` removes identities. An identity of another ${what} is refused (CONFLICT).`,
  });

/** Declares the list of identities that a mutation removes. */
export const RemoveIdentities = (what: string): PropertyDecorator =>
  Field(() => [IdentityInput], {
    nullable: true,
    description: `Identities to remove from the ${what}, at most ${MAX_IDENTITIES}. Identities that the ${what} does not have are ignored. Default: none.`,
  });

export function checkIdentity(check: InputCheck, field: FieldPath, { source, externalId }: RecordIdentity): void {
  if (!SOURCE.test(source)) {
    check.add(
      UserErrorCode.INVALID,
      [...field, 'source'],
      `Expected 1 to 50 lower-case letters a to z, digits, hyphens and underscores, starting with a letter, for example "stripe"; got ${quoted(source)}.`,
    );
  }
  check.text([...field, 'externalId'], externalId, MAX_EXTERNAL_ID_LENGTH);
}

export function checkIdentities(
  check: InputCheck,
  field: FieldPath,
  identities: readonly RecordIdentity[] | null | undefined,
): void {
  if (!identities) return;
  if (identities.length > MAX_IDENTITIES) {
    check.add(
      UserErrorCode.TOO_MANY,
      field,
      `Expected at most ${MAX_IDENTITIES} identities of a record; got ${identities.length}.`,
    );
    return;
  }
  identities.forEach((identity, i) => checkIdentity(check, [...field, i], identity));
}

/** What identifies a record in an input: the externalId of the record, or an identity as the text that `keyOfIdentity` returns. */
export type RecordKey = string;

/** Neither sources nor externalIds contain NUL, so the key of an identity differs from those of other identities and externalIds. */
const SEPARATOR = '\0';

export const keyOfIdentity = ({ source, externalId }: RecordIdentity): RecordKey =>
  `${source}${SEPARATOR}${externalId}`;

/** Returns the identity of a key; null if the key is an externalId. */
export function identityOfKey(key: RecordKey): RecordIdentity | null {
  const at = key.indexOf(SEPARATOR);
  return at === -1 ? null : { source: key.slice(0, at), externalId: key.slice(at + 1) };
}

/** Describes a key for a message, such as `identity stripe "cus_1"`. */
export function describeKey(key: RecordKey): string {
  const identity = identityOfKey(key);
  return identity ? `identity ${identity.source} ${quoted(identity.externalId)}` : `externalId ${quoted(key)}`;
}
