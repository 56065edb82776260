import { addDays, addMonths, DAY_MS, UTC, type Instant } from '../../classification/calendar.js';

/** The interval [from, to). */
export interface Span {
  from: Instant;
  to: Instant;
}

/** Returns midnight UTC. Subscriptions start, change and end at midnight. */
export const startOfDay = (at: Instant): Instant => Math.floor(at / DAY_MS) * DAY_MS;

export const daysBefore = (at: Instant, days: number): Instant => startOfDay(addDays(at, -days));
export const daysAfter = (at: Instant, days: number): Instant => startOfDay(addDays(at, days));

/** Returns the instant `months` calendar months after `from`. The demo's workspace is in UTC. */
export const monthsAfter = (from: Instant, months: number): Instant => addMonths(from, months, UTC);

/** Goes back by calendar months and days. At least `months` whole months have elapsed since the result. */
export const monthsBefore = (at: Instant, months: number, days = 0): Instant =>
  daysBefore(monthsAfter(at, -months), days);

const HOUR_MS = DAY_MS / 24;
const MINUTE_MS = HOUR_MS / 60;
const THURSDAY = 4;

/** Returns a time on the day, or on the Friday before if the day is on a weekend. */
export function onWeekdayAt(day: Instant, hour: number, minute: number): Instant {
  const midnight = startOfDay(day);
  // 1 January 1970 was a Thursday; Sunday is 0.
  const weekday = (midnight / DAY_MS + THURSDAY) % 7;
  const daysBack = weekday === 0 ? 2 : weekday === 6 ? 1 : 0;
  return midnight - daysBack * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;
}
