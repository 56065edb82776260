import type { Instant } from '../classification/calendar.js';
import { instantOr } from '../graphql/input-check.js';
import { writeInstant } from '../graphql/scalars.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';

/** Reads the instant up to which a metric observes accounts: at most now. Default: now. */
export function readAsOf(value: Instant | null | undefined, field: FieldPath, now: Instant): Instant {
  const asOf = instantOr(now, value, field);
  if (asOf <= now) return asOf;
  return refuse(
    UserErrorCode.OUT_OF_RANGE,
    field,
    `Expected an instant not later than now, ${writeInstant(now)}; got ${writeInstant(asOf)}.`,
  );
}
