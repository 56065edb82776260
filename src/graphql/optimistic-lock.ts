import { Field } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { DateTime, writeInstant } from './scalars.js';
import { refuse, UserErrorCode, type FieldPath } from './user-error.js';

/** Declares `expectedUpdatedAt` on the input of a mutation that changes a record several people may edit. */
export const ExpectedUpdatedAt = (what: string): PropertyDecorator =>
  Field(() => DateTime, {
    nullable: true,
    description: `The \`updatedAt\` of the ${what} as you last read it. If the ${what} has changed since, nothing is changed and the error is CONFLICT. Default: no check.`,
  });

/**
 * Returns [field path, code, message] if the record is in another state than the caller last read, or no longer exists;
 * otherwise, or if `expectedUpdatedAt` is absent, null.
 */
export function problemOfExpectedUpdatedAt(
  what: string,
  recorded: { updatedAt: Instant } | undefined,
  expectedUpdatedAt: Instant | null | undefined,
): readonly [FieldPath, UserErrorCode, string] | null {
  if (expectedUpdatedAt === null || expectedUpdatedAt === undefined) return null;
  const field = ['expectedUpdatedAt'];
  if (!recorded) {
    return [
      field,
      UserErrorCode.NOT_FOUND,
      `Expected the ${what} to exist, because expectedUpdatedAt is set; it does not. Leave expectedUpdatedAt out to create it.`,
    ];
  }
  if (recorded.updatedAt === expectedUpdatedAt) return null;
  const newer =
    recorded.updatedAt > expectedUpdatedAt ? `it has been changed since` : `that is later than its last change`;
  return [
    field,
    UserErrorCode.CONFLICT,
    `Expected the ${what} as of ${writeInstant(recorded.updatedAt)}; got ${writeInstant(expectedUpdatedAt)}: ${newer}. Read the ${what} again and retry.`,
  ];
}

/** Refuses a change to which `problemOfExpectedUpdatedAt` objects. */
export function checkExpectedUpdatedAt(...check: Parameters<typeof problemOfExpectedUpdatedAt>): void {
  const problem = problemOfExpectedUpdatedAt(...check);
  if (problem) refuse(problem[1], problem[0], problem[2]);
}
