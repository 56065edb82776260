import { startingWith, StepsBuilder, valueAt, type Steps } from './steps.js';

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
 * A time zone: the offset of its local time from UTC in ms at every instant, for example 3,600,000 for UTC+1. Offsets from
 * `RULES_REPEAT_FROM` on are ignored, because later years repeat the rules of the years just before.
 */
export type Zone = Steps<number>;

/**
 * The instants at which the clocks of a time zone change, ascending, with the offset of local time from UTC in ms from
 * each on. The first instant is null, the beginning of time, because JSON has no -Infinity.
 */
export type ClockChanges = [start: Instant | null, offsetMs: number][];

export const UTC: Zone = startingWith(0);

export const RULES_REPEAT_FROM: Instant = Date.UTC(2100, 0, 1);

/** The last 28 years before `RULES_REPEAT_FROM`: one for each combination of leap day and first weekday, several times. */
const LAST_YEARS = Array.from({ length: 28 }, (_, i) => 2072 + i);

const startOfYear = (year: number): Instant => new Date(0).setUTCFullYear(year, 0, 1);
const weekdayOf = (year: number): number => new Date(startOfYear(year)).getUTCDay();

/**
 * For each year of a 400-year cycle, after which the calendar repeats, its distance in ms from the known year in which every
 * date has the same weekday.
 */
const sinceLikeYear = Array.from({ length: 400 }, (_, i): number | undefined => {
  const year = 2400 + i;
  const like = LAST_YEARS.findLast(
    (other) => isLeapYear(other) === isLeapYear(year) && weekdayOf(other) === weekdayOf(year),
  )!;
  return startOfYear(year) - startOfYear(like);
});
const CYCLE_MS = startOfYear(2800) - startOfYear(2400);

const LAST_KNOWN_YEAR = startOfYear(2099);

/** Returns the instant before `RULES_REPEAT_FROM` at which the same rules apply. */
function inKnownYears(zone: Zone, at: Instant): Instant {
  // Without changes in the last year, clocks never change again.
  if (at < RULES_REPEAT_FROM || zone.starts.at(-1)! < LAST_KNOWN_YEAR) return at;
  const year = new Date(at).getUTCFullYear();
  const cycles = Math.floor((year - 2400) / 400);
  return at - cycles * CYCLE_MS - sinceLikeYear[year - 2400 - cycles * 400]!;
}

/** Makes a time zone of the instants at which clocks change, ascending, and the offset in ms from each on; -Infinity comes first. */
export function toZone(starts: readonly Instant[], offsets: readonly number[]): Zone {
  const zone = new StepsBuilder<number>();
  starts.forEach((start, i) => zone.add(start, offsets[i]!));
  return zone.values.length === 1 && zone.values[0] === 0 ? UTC : zone;
}

/** Returns the offset of local time from UTC at an instant, in ms. */
export const offsetAt = (zone: Zone, at: Instant): number =>
  zone.values.length === 1 ? zone.values[0]! : valueAt(zone, inKnownYears(zone, at));

/**
 * Returns the instant of a local time, given as if it were UTC. A local time that clocks skip moves forward by what they
 * skip; of one that occurs twice, the first instant is meant.
 */
export function fromLocal(local: number, zone: Zone): Instant {
  const before = offsetAt(zone, local - DAY_MS);
  const after = offsetAt(zone, local + DAY_MS);
  if (before === after || offsetAt(zone, local - before) === before) return local - before;
  const isAfter = offsetAt(zone, local - after) === after;
  return local - (isAfter ? after : before);
}

/** Returns the local time `months` calendar months after a local time; both as if they were UTC. */
function addLocalMonths(from: number, months: number): number {
  const date = new Date(from);
  const monthIndex = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const year = Math.floor(monthIndex / 12);
  if (year > 9999) return Infinity;
  const month = monthIndex - year * 12;
  const lastDay = month === 1 && isLeapYear(year) ? 29 : MONTH_LENGTHS[month]!;
  const timeOfDay = from - Math.floor(from / DAY_MS) * DAY_MS;
  return new Date(0).setUTCFullYear(year, month, Math.min(date.getUTCDate(), lastDay)) + timeOfDay;
}

/**
 * Returns the instant `months` calendar months after `from`: at the same local time on the same day of the month, or on the
 * last day of a shorter month. Count anniversaries from the first instant, never from the previous anniversary: 31 January
 * + 2 months is 31 March, although + 1 month is 28 February.
 */
export function addMonths(from: Instant, months: number, zone: Zone): Instant {
  if (!Number.isFinite(from) || !Number.isFinite(months)) return from + months;
  // `fromLocal` returns the first instant of a local time that occurs twice; `from` may be the second.
  if (months === 0) return from;
  if (zone === UTC) return addLocalMonths(from, months);
  const local = addLocalMonths(from + offsetAt(zone, from), months);
  return local === Infinity ? Infinity : fromLocal(local, zone);
}

/**
 * Returns the instant `days` local calendar days after `from`, which are 23 or 25 hours long where clocks change;
 * `Infinity` if it is after `END_OF_TIME`.
 */
export function addLocalDays(from: Instant, days: number, zone: Zone): Instant {
  if (zone === UTC || days === 0 || !Number.isFinite(from)) return addDays(from, days);
  const at = fromLocal(from + offsetAt(zone, from) + days * DAY_MS, zone);
  return at > END_OF_TIME ? Infinity : at;
}

/** Returns the instant `days` days of 24 hours after `from`; `Infinity` if it is after `END_OF_TIME`. */
export function addDays(from: Instant, days: number): Instant {
  const at = from + days * DAY_MS;
  return at > END_OF_TIME ? Infinity : at;
}

/** Local days differ from 24 hours by less than this, whatever clocks do between two instants. */
export const CLOCK_CHANGES_MS = 2 * DAY_MS;

/** Tells whether `to` is not before `from`, and at most `days` local days after it. */
export function isWithinDays(from: Instant, to: Instant, days: number, zone: Zone): boolean {
  const distance = to - from;
  return distance >= 0 && distance <= days * DAY_MS + CLOCK_CHANGES_MS && to <= addLocalDays(from, days, zone);
}

/** Returns the greatest n with `from` + n months <= `to`. */
export function wholeMonthsBetween(from: Instant, to: Instant, zone: Zone): number {
  const a = new Date(from + offsetAt(zone, from));
  const b = new Date(to + offsetAt(zone, to));
  let months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  // Clocks that are set back at the start of a month can show the month before again.
  if (zone !== UTC) months++;
  while (addMonths(from, months, zone) > to) months--;
  return months;
}

/**
 * Returns the instants in a range of less than a year at which clocks change; in years of repeated rules, possibly others
 * too.
 */
function changesWithin(zone: Zone, from: Instant, to: Instant): Instant[] {
  const shifts = new Set([from - inKnownYears(zone, from), to - inKnownYears(zone, to)]);
  return [...shifts].flatMap((shift) =>
    zone.starts.filter((start) => from <= start + shift && start + shift <= to).map((start) => start + shift),
  );
}

/** Longer than any jump of a clock; the longest are of a day, where the date line was moved. */
const AROUND_MS = 2 * DAY_MS;

/**
 * Returns the edges of the set of instants `from` with wholeMonthsBetween(from, to) >= months: every instant before the
 * first edge is in the set, and membership flips at each edge. There is one edge, except where `to` falls on the last
 * day of a month to which longer months are clamped (28 February 06:00 is a month after 31 January 00:00, but not after
 * 30 January 12:00), and where clocks were set back.
 */
export function edgesOfMonthsBefore(to: Instant, months: number, zone: Zone): Instant[] {
  const localTo = to + offsetAt(zone, to);
  const firstDay = addLocalMonths(Math.floor(localTo / DAY_MS) * DAY_MS, -months);
  // As many as four days have the day of `to` as their anniversary: 28 to 31 January that of 28 February.
  const [earliest, latest] = [firstDay - AROUND_MS, firstDay + 3 * DAY_MS + AROUND_MS];
  const changes = changesWithin(zone, earliest - AROUND_MS, latest + AROUND_MS);
  const offsets = new Set([earliest - AROUND_MS, ...changes].map((at) => offsetAt(zone, at)));
  // The local times at which a day starts, or at which clocks change around `to`.
  const changeTimes = changesWithin(zone, to - AROUND_MS, to + AROUND_MS)
    .flatMap((at) => [at + offsetAt(zone, at - 1), at + offsetAt(zone, at)])
    .map((local) => local - Math.floor(local / DAY_MS) * DAY_MS);
  const times = new Set([0, ...changeTimes]);
  // Between two neighbors of these instants, instants and their anniversaries are equally far apart.
  const breaks = new Set(changes);
  for (let day = earliest; day <= latest; day += DAY_MS) {
    for (const time of times) for (const offset of offsets) breaks.add(day + time - offset);
  }
  // So membership flips only at one of them, or just after the instant whose anniversary is `to`.
  const candidates = new Set(breaks);
  for (const at of breaks) candidates.add(at + to - addMonths(at, months, zone) + 1);
  const isIn = (from: Instant): boolean => addMonths(from, months, zone) <= to;
  return [...candidates].sort((a, b) => a - b).filter((at) => isIn(at) !== isIn(at - 1));
}

/** A length of time: calendar months or, if `days` is given, local calendar days; then `months` is 0. */
export interface Length {
  months: number;
  days?: number;
}

export const isSameLength = (a: Length, b: Length): boolean => a.months === b.months && a.days === b.days;

/** Returns the instant `n` lengths after `from`. */
export const addLengths = (from: Instant, { months, days }: Length, n: number, zone: Zone): Instant =>
  days === undefined ? addMonths(from, n * months, zone) : addLocalDays(from, n * days, zone);

/** Returns the greatest n with `from` + n lengths <= `to`. */
export function wholeLengthsBetween(from: Instant, to: Instant, { months, days }: Length, zone: Zone): number {
  if (days === undefined) return Math.floor(wholeMonthsBetween(from, to, zone) / months);
  const localDays = (to + offsetAt(zone, to) - from - offsetAt(zone, from)) / DAY_MS;
  // Clocks that are set back, by at most a day, can show an earlier local time again.
  let n = Math.floor(localDays / days) + (zone === UTC ? 0 : 1);
  while (addLocalDays(from, n * days, zone) > to) n--;
  return n;
}

/** Returns the greatest n with `from` + n days of 24 hours <= `to`. */
export const wholeDaysBetween = (from: Instant, to: Instant): number => Math.floor((to - from) / DAY_MS);
