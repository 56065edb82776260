import type { Instant } from '../classification/calendar.js';
import { problemOfExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import type { RecordKey } from '../graphql/record-identity.js';
import { UserErrorCode } from '../graphql/user-error.js';
import type { Problem } from '../identities/identity-changes.service.js';
import { fieldOfReference, referenceIn, unknownMessage, type ReferenceFields } from '../identities/reference-fields.js';

type Ids = ReadonlyMap<RecordKey, string>;

/** Returns the stored id of a member: undefined to keep the recorded member, null to clear it. */
export function memberIdOf<Name extends string>(
  record: ReferenceFields<Name>,
  name: Name,
  ids: Ids,
): string | null | undefined {
  const key = referenceIn(record, name);
  return key === null || key === undefined ? key : ids.get(key);
}

/** Returns the stored id of the account that a record refers to; undefined if it is unknown. */
export const accountIdOf = (record: ReferenceFields<'account'>, ids: Ids): string | undefined =>
  ids.get(referenceIn(record, 'account') ?? '');

export function unknownMember<Name extends string>(
  record: ReferenceFields<Name>,
  name: Name,
  ids: Ids,
): Problem | null {
  const key = referenceIn(record, name);
  if (key === null || key === undefined || ids.has(key)) return null;
  return [[fieldOfReference(record, name)], UserErrorCode.NOT_FOUND, unknownMessage('a member', key, WHERE)];
}

export function unknownAccount(record: ReferenceFields<'account'>, ids: Ids): Problem | null {
  const key = referenceIn(record, 'account')!;
  if (ids.has(key)) return null;
  return [[fieldOfReference(record, 'account')], UserErrorCode.NOT_FOUND, unknownMessage('an account', key, WHERE)];
}

const WHERE = 'this workspace or this call';

/** Refuses a record that was recorded with another account than the one it refers to. */
export function otherAccount(
  record: ReferenceFields<'account'>,
  recorded: { accountId: string } | undefined,
  ids: Ids,
): Problem | null {
  if (!recorded || recorded.accountId === accountIdOf(record, ids)) return null;
  return [
    [fieldOfReference(record, 'account')],
    UserErrorCode.CONFLICT,
    'Expected the account that the record was recorded with; a record cannot move to another account. Use another externalId for a new record.',
  ];
}

export const notAsExpected = (
  what: string,
  { expectedUpdatedAt }: { expectedUpdatedAt?: Instant | null },
  recorded: { updatedAt: Instant } | undefined,
): Problem | null => problemOfExpectedUpdatedAt(what, recorded, expectedUpdatedAt);
