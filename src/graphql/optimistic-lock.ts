import { Field } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { DateTime, writeInstant } from './scalars.js';
import { refuse, UserErrorCode } from './user-error.js';

/** Declares `expectedUpdatedAt` on the input of a change of what several people may edit. */
export const ExpectedUpdatedAt = (what: string): PropertyDecorator =>
  Field(() => DateTime, {
    nullable: true,
    description: `The \`updatedAt\` that you saw: if somebody else changed the ${what} since, nothing is changed (CONFLICT).`,
  });

/**
 * Refuses a change by somebody who saw another state of a record than it has, if they say which one they saw; and the
 * creation of a record that they think they saw.
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
      `Expected the ${what} that you saw; there is none such any more. Leave expectedUpdatedAt out to create it.`,
    );
  }
  if (recorded.updatedAt === expectedUpdatedAt) return;
  const newer =
    recorded.updatedAt > expectedUpdatedAt
      ? `somebody changed it since, and what is recorded is newer`
      : `that is newer than what is recorded`;
  refuse(
    UserErrorCode.CONFLICT,
    ['expectedUpdatedAt'],
    `Expected the ${what} as of ${writeInstant(recorded.updatedAt)}; got ${writeInstant(expectedUpdatedAt)}: ${newer}. Read it again and decide anew.`,
  );
}
