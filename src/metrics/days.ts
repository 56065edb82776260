import { DateTime } from 'luxon';
import { END_OF_TIME, offsetAt, type Instant, type Zone } from '../classification/calendar.js';

const [FIRST_DAY, LAST_DAY] = ['0001-01-01', '9999-12-31'];

/**
 * Returns the calendar day that contains an instant in a time zone. The first and the last hours of the years 0001 to
 * 9999 of UTC lie outside those years in some time zones; they count to the first and the last day that can be written.
 */
export function dayOf(at: Instant, zone: Zone): string {
  const day = DateTime.fromMillis(at + offsetAt(zone, at), { zone: 'utc' });
  return day.year < 1 ? FIRST_DAY : day.year > 9999 ? LAST_DAY : day.toISODate()!;
}

/** Returns the first and the last day of an interval that ends, exclusively, at `to`. */
export const daysOf = (from: Instant, to: Instant, zone: Zone): { firstDay: string; lastDay: string } => ({
  firstDay: dayOf(from, zone),
  lastDay: dayOf(to === END_OF_TIME ? to : to - 1, zone),
});

/** Returns the months from one midnight to another in a time zone; days beyond whole months count as parts of a month. */
export function monthsBetween(from: Instant, to: Instant, zone: Zone): number {
  const [first, end] = [from, to].map((at) => DateTime.fromISO(dayOf(at, zone), { zone: 'utc' }));
  return end!.diff(first!, 'months').months;
}
