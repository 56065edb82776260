import { addLocalDays, type Instant, type Zone } from '../classification/calendar.js';

/** What decides whether an account that has left is lost, or may still return. */
export interface Survival {
  asOf: Instant;
  /** The gap within which a return continues the relationship, in local days: that of the policy in force at `asOf`. */
  gapDays: number;
  zone: Zone;
}

/** Tells whether an account that left at an instant, and has not returned by `asOf`, is lost. */
export const isLost = (leftAt: Instant, { asOf, gapDays, zone }: Survival): boolean =>
  addLocalDays(leftAt, gapDays, zone) < asOf;
