import { DateTime, type DateTimeUnit } from 'luxon';
import {
  DAY_MS,
  END_OF_TIME,
  fromLocal,
  offsetAt,
  START_OF_TIME,
  type Instant,
  type Zone,
} from '../classification/calendar.js';
import type { Args } from '../graphql/cost/cost.js';
import { enumType } from '../graphql/enum.js';
import { InputCheck } from '../graphql/input-check.js';
import { quoted, refuse, UserErrorCode } from '../graphql/user-error.js';

const MAX_STARTS = 400;
const MAX_INTERVALS = 120;

export type MetricInterval = CalendarInterval | 'WHOLE';
type CalendarInterval = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
export const MetricIntervalEnum = enumType<MetricInterval>(
  'MetricInterval',
  "The length of the intervals of a metric, in the workspace's time zone.",
  {
    DAY: 'A day, starting at midnight.',
    WEEK: 'A week, starting on Monday.',
    MONTH: 'A calendar month.',
    QUARTER: 'Three calendar months, starting in January, April, July or October.',
    YEAR: 'A calendar year.',
    WHOLE:
      'One interval: all days of the range, from `from` to `to`. For example the trailing twelve months: `from: "2025-09-01", to: "2026-08-31"`.',
  },
);
/** The minimum length of each interval, in days. */
const MIN_DAYS = { DAY: 1, WEEK: 7, MONTH: 28, QUARTER: 90, YEAR: 365, WHOLE: Infinity } as const;
const UNITS: Record<CalendarInterval, DateTimeUnit> = {
  DAY: 'day',
  WEEK: 'week',
  MONTH: 'month',
  QUARTER: 'quarter',
  YEAR: 'year',
};

/** Returns a day as midnight in UTC, for calendar arithmetic; adds an error and returns undefined if it is not a valid day. */
function readDay(check: InputCheck, field: string, text: string): DateTime | undefined {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? DateTime.fromISO(text, { zone: 'utc' }) : undefined;
  if (day?.isValid && day.year >= 1) return day;
  check.add(
    UserErrorCode.INVALID,
    [field],
    `Expected a day of the years 0001 to 9999 as an RFC 3339 full-date, for example 2026-03-31; got ${quoted(text)}.`,
  );
  return undefined;
}

/**
 * Returns the first instant of a day in a time zone. If clocks skip midnight, that is the instant of the change; if
 * midnight occurs twice, the first one.
 */
const startOfDay = (day: DateTime, zone: Zone): Instant => Math.max(fromLocal(day.toMillis(), zone), START_OF_TIME);

/** Returns the end of a day, exclusive. */
const endOfDay = (day: DateTime, zone: Zone): Instant => Math.min(startOfDay(day.plus({ days: 1 }), zone), END_OF_TIME);

/** Returns an upper bound for the number of intervals that start from one day to another, for the query cost. */
export function mostIntervals({ from, to, interval }: Args): number {
  const days = (Date.parse(String(to)) - Date.parse(String(from))) / DAY_MS;
  const most = Math.floor(days / MIN_DAYS[interval as MetricInterval]) + 1;
  return most >= 0 ? Math.min(most, MAX_STARTS) : MAX_STARTS;
}

/** Returns the same upper bound for metrics of whole intervals, which allow fewer intervals. */
export const mostWholeIntervals = (args: Args): number => Math.min(mostIntervals(args), MAX_INTERVALS);

/** Reads two days and checks that the second one is not before the first. */
function readDays(from: string, to: string): [DateTime, DateTime] {
  const check = new InputCheck();
  const first = readDay(check, 'from', from);
  const last = readDay(check, 'to', to);
  if (first && last && last < first) {
    check.add(UserErrorCode.INVALID, ['to'], `Expected a day on or after from, ${from}; got ${to}.`);
  }
  check.done();
  return [first!, last!];
}

/** The distinct starts of intervals, and the end of the last interval. */
interface IntervalRange {
  starts: Instant[];
  end: Instant;
}

/** Errors refer to the arguments `from` and `to`. */
function readIntervals(from: string, to: string, interval: MetricInterval, zone: Zone, max: number): IntervalRange {
  const [first, last] = readDays(from, to);
  if (interval === 'WHOLE') return { starts: [startOfDay(first, zone)], end: endOfDay(last, zone) };
  const unit = UNITS[interval];
  const unitStart = first.startOf(unit);
  const start = unitStart < first ? unitStart.plus({ [unit]: 1 }) : unitStart;
  const starts = new Set<Instant>();
  for (let i = 0; ; i++) {
    const day = start.plus({ [unit]: i });
    if (day > last) {
      if (i > 0) return { starts: [...starts], end: Math.min(startOfDay(day, zone), END_OF_TIME) };
      return refuse(
        UserErrorCode.INVALID,
        ['to'],
        `Expected a range in which at least one interval starts; no ${UNITS[interval]} starts from ${from} to ${to}. Choose a later day or a shorter interval.`,
      );
    }
    if (i === max) {
      return refuse(
        UserErrorCode.TOO_MANY,
        ['to'],
        `Expected at most ${max} intervals; ${from} to ${to} has more (interval ${interval}). Choose a shorter range or a longer interval.`,
      );
    }
    // A day that a time zone skipped entirely starts at the same instant as the next day; the set removes the duplicate.
    starts.add(startOfDay(day, zone));
  }
}

/** Returns the starts of the intervals that start on a day from `from` to `to`, inclusive, in a time zone; 1 to 400. */
export const intervalStarts = (from: string, to: string, interval: MetricInterval, zone: Zone): Instant[] =>
  readIntervals(from, to, interval, zone, MAX_STARTS).starts;

/**
 * Returns the ascending bounds of the intervals that start on a day from `from` to `to`, inclusive: interval i lies
 * between bounds i and i + 1. There are 1 to 120 intervals.
 */
export function intervalBounds(from: string, to: string, interval: MetricInterval, zone: Zone): Instant[] {
  const { starts, end } = readIntervals(from, to, interval, zone, MAX_INTERVALS);
  return [...new Set([...starts, end])];
}

/**
 * Returns the ends of the intervals after `bound`, itself the end of an interval, up to `until`; at most `max`. No interval
 * follows a whole range.
 */
export function boundsAfter(
  bound: Instant,
  until: Instant,
  interval: MetricInterval,
  zone: Zone,
  max: number,
): Instant[] {
  if (interval === 'WHOLE') return [];
  const unit = UNITS[interval];
  const first = DateTime.fromMillis(bound + offsetAt(zone, bound), { zone: 'utc' }).startOf('day');
  const bounds = new Set<Instant>();
  for (let i = 1; bounds.size < max; i++) {
    const next = startOfDay(first.plus({ [unit]: i }), zone);
    if (next > until) break;
    if (next > bound) bounds.add(next);
  }
  return [...bounds];
}

/** Returns the interval from the start of one day to the end of another day (exclusive), in a time zone. */
export function dayRange(from: string, to: string, maxDays: number, zone: Zone): [Instant, Instant] {
  const [first, last] = readDays(from, to);
  const days = last.diff(first, 'days').days + 1;
  if (days > maxDays) {
    refuse(UserErrorCode.TOO_MANY, ['to'], `Expected at most ${maxDays} days; ${from} to ${to} has ${days}.`);
  }
  return [startOfDay(first, zone), endOfDay(last, zone)];
}

/** Returns the first instants of days in a time zone. `fields` are the arguments to which errors refer. */
export function dayStarts(days: readonly string[], fields: readonly string[], zone: Zone): Instant[] {
  const check = new InputCheck();
  const read = days.map((day, i) => readDay(check, fields[i]!, day));
  check.done();
  return read.map((day) => startOfDay(day!, zone));
}
