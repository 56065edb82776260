import { Field } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { DateTime, writeInstant } from './scalars.js';
import { refuse, UserErrorCode } from './user-error.js';

/** Declares `expectedUpdatedAt` on the input of a mutation that changes a record several people may edit. */
export const ExpectedUpdatedAt = (what: string): PropertyDecorator =>
  Field(() => DateTime, {
    nullable: true,
    description: `The \`updatedAt\` of the ${what} as you last read it. If the ${what} has changed since, nothing is changed and the error is CONFLICT. Default: no check.`,
  });

/**
 * Refuses a change if the record is in another state than the caller last read, or no longer exists. Does nothing if
 * `expectedUpdatedAt` is absent.
 */
export function checkExpectedUpdatedAt(
  what: string,
  recorded: { updatedAt: Instant } | undefined,
  expectedUpdatedAt: Instant | null | undefined,
): void {
  if (expectedUpdatedAt === null || expectedUpdatedAt === undefined) return;
  if (!recorded) {
    refuse(
      UserErrorCode.NOT_FOUND,
      ['expectedUpdatedAt'],
      `Expected the ${what} to exist, because expectedUpdatedAt is set; it does not. Leave expectedUpdatedAt out to create it.`,
    );
  }
  if (recorded.updatedAt === expectedUpdatedAt) return;
  const newer =
    recorded.updatedAt > expectedUpdatedAt ? `it has been changed since` : `that is later than its last change`;
  refuse(
    UserErrorCode.CONFLICT,
    ['expectedUpdatedAt'],
    `Expected the ${what} as of ${writeInstant(recorded.updatedAt)}; got ${writeInstant(expectedUpdatedAt)}: ${newer}. Read the ${what} again and retry.`,
  );
}
