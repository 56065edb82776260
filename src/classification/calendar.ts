/** Milliseconds since 1970-01-01T00:00:00Z. `-Infinity` is the beginning of time, `Infinity` is never. */
export type Instant = number;

export const DAY_MS = 86_400_000;

/** The last instant that RFC 3339 can express. A change that the passage of time would cause later than this never happens. */
export const END_OF_TIME: Instant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** The first instant that RFC 3339 can express. Parsed from text because `Date.UTC` reads years below 100 as 19xx. */
export const START_OF_TIME: Instant = Date.parse('0001-01-01T00:00:00Z');

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/**
 * Returns the instant `months` calendar months after `from`, in UTC. The day of the month is kept, or clamped to the
 * last day of the month, as PostgreSQL's `timestamp + interval` does. Count anniversaries from the first instant, never
 * from the previous anniversary: 31 January + 2 months is 31 March, although + 1 month is 28 February.
 */
export function addMonths(from: Instant, months: number): Instant {
  if (!Number.isFinite(from) || !Number.isFinite(months)) return from + months;
  const date = new Date(from);
  const monthIndex = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const year = Math.floor(monthIndex / 12);
  if (year > 9999) return Infinity;
  const month = monthIndex - year * 12;
  const lastDay = month === 1 && isLeapYear(year) ? 29 : MONTH_LENGTHS[month]!;
  const timeOfDay = from - Math.floor(from / DAY_MS) * DAY_MS;
  return new Date(0).setUTCFullYear(year, month, Math.min(date.getUTCDate(), lastDay)) + timeOfDay;
}

/** Returns the instant `days` days of 24 hours after `from`; `Infinity` if it is after `END_OF_TIME`. */
export function addDays(from: Instant, days: number): Instant {
  const at = from + days * DAY_MS;
  return at > END_OF_TIME ? Infinity : at;
}

/** Returns the greatest n with `from` + n months <= `to`. */
export function wholeMonthsBetween(from: Instant, to: Instant): number {
  const a = new Date(from);
  const b = new Date(to);
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  return addMonths(from, months) <= to ? months : months - 1;
}

/**
 * Returns the edges of the set of instants `from` with wholeMonthsBetween(from, to) >= months: every instant before the
 * first edge is in the set, and membership flips at each edge. There is one edge, except where `to` falls on the last
 * day of a month to which longer months are clamped: 28 February 06:00 is a month after 31 January 00:00, but not after
 * 30 January 12:00.
 */
export function edgesOfMonthsBefore(to: Instant, months: number): Instant[] {
  const startOfDay = Math.floor(to / DAY_MS) * DAY_MS;
  const timeOfDay = to - startOfDay;
  const first = addMonths(startOfDay, -months);
  const edges: Instant[] = [];
  // On each day that is clamped to the day of `to`, the instants up to the time of day of `to` are in the set.
  for (let day = first; addMonths(day, months) === startOfDay; day += DAY_MS) {
    if (day > first) edges.push(day);
    edges.push(day + timeOfDay + 1);
  }
  // The month `months` earlier is too short to contain the day of `to`: all of that month is in the set.
  return edges.length > 0 ? edges : [first + DAY_MS];
}

/** Returns the greatest n with `from` + n days of 24 hours <= `to`. */
export const wholeDaysBetween = (from: Instant, to: Instant): number => Math.floor((to - from) / DAY_MS);
