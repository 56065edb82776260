/** Milliseconds since 1970-01-01T00:00:00Z. `-Infinity` is "since ever", `Infinity` is "never". */
export type Instant = number;

export const DAY_MS = 86_400_000;

/** The last instant that RFC 3339 can write. What time alone would bring about later than that is "never". */
export const END_OF_TIME: Instant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** The first instant that RFC 3339 can write. `Date.UTC` reads years below 100 as 19xx, hence the text. */
export const START_OF_TIME: Instant = Date.parse('0001-01-01T00:00:00Z');

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/**
 * The instant `months` calendar months after `from`, in UTC: the day of the month is kept, or clamped to the last one
 * that the month has, as PostgreSQL's `timestamp + interval` does. Anniversaries are always counted from the first
 * one: 31 January + 2 months is 31 March, though + 1 month is 28 February.
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

/** The instant `days` days of 24 hours after `from`; "never" once it passes the end of the calendar. */
export function addDays(from: Instant, days: number): Instant {
  const at = from + days * DAY_MS;
  return at > END_OF_TIME ? Infinity : at;
}

/** The greatest n with `from` + n months <= `to`. */
export function wholeMonthsBetween(from: Instant, to: Instant): number {
  const a = new Date(from);
  const b = new Date(to);
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  return addMonths(from, months) <= to ? months : months - 1;
}

/**
 * The instants `from` with wholeMonthsBetween(from, to) >= months, as the edges between those that are and those that
 * are not: all before the first edge are, then each edge turns it. There is one, but where `to` is the last day of a
 * month that others are clamped to: 28 February 06:00 is a month after 31 January 00:00, not after 30 January 12:00.
 */
export function edgesOfMonthsBefore(to: Instant, months: number): Instant[] {
  const startOfDay = Math.floor(to / DAY_MS) * DAY_MS;
  const timeOfDay = to - startOfDay;
  const first = addMonths(startOfDay, -months);
  const edges: Instant[] = [];
  // The days that are clamped to that of `to`: of each, what comes at its time of day or earlier.
  for (let day = first; addMonths(day, months) === startOfDay; day += DAY_MS) {
    if (day > first) edges.push(day);
    edges.push(day + timeOfDay + 1);
  }
  // The month that long before is too short to have such a day: all of it is long enough ago.
  return edges.length > 0 ? edges : [first + DAY_MS];
}

/** The greatest n with `from` + n days of 24 hours <= `to`. */
export const wholeDaysBetween = (from: Instant, to: Instant): number => Math.floor((to - from) / DAY_MS);
