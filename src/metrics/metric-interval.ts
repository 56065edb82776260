import { DateTime, IANAZone } from 'luxon';
import { DAY_MS, END_OF_TIME, START_OF_TIME, type Instant } from '../classification/calendar.js';
import type { Args } from '../graphql/cost/cost.js';
import { enumType } from '../graphql/enum.js';
import { InputCheck } from '../graphql/input-check.js';
import { quoted, refuse, UserErrorCode } from '../graphql/user-error.js';

const MAX_STARTS = 400;
const MAX_INTERVALS = 120;

export type MetricInterval = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
export const MetricIntervalEnum = enumType<MetricInterval>(
  'MetricInterval',
  "The interval that time is divided into, in the workspace's time zone.",
  {
    DAY: 'A day, from midnight on.',
    WEEK: 'A week, from Monday on.',
    MONTH: 'A calendar month.',
    QUARTER: 'Three calendar months, from January, April, July or October on.',
    YEAR: 'A calendar year.',
  },
);
/** The least days that one has. */
const LEAST_DAYS = { DAY: 1, WEEK: 7, MONTH: 28, QUARTER: 90, YEAR: 365 } as const;
const UNITS = { DAY: 'day', WEEK: 'week', MONTH: 'month', QUARTER: 'quarter', YEAR: 'year' } as const;

/** The day as midnight in UTC, where calendars are counted; undefined, with an error noted, where it is none. */
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
 * The first instant of a day in a time zone: midnight; where clocks skip it, the instant at which they do; where they
 * show it twice, the first time.
 */
function startOfDay(day: DateTime, zone: IANAZone): Instant {
  const midnight = day.toMillis();
  // Minutes, with a fraction before there was standard time.
  const offsetMs = (at: Instant): number => Math.round(zone.offset(at) * 60_000);
  const [first, second] = [midnight - DAY_MS, midnight + DAY_MS]
    .map((around) => midnight - offsetMs(around))
    .sort((a, b) => a - b);
  const start = first! + offsetMs(first!) >= midnight ? first! : second!;
  return Math.max(start, START_OF_TIME);
}

/** How many intervals begin from one day to another at most, for the price of listing them. */
export function mostIntervals({ from, to, interval }: Args): number {
  const days = (Date.parse(String(to)) - Date.parse(String(from))) / DAY_MS;
  const most = Math.floor(days / LEAST_DAYS[interval as MetricInterval]) + 1;
  return most >= 0 ? Math.min(most, MAX_STARTS) : MAX_STARTS;
}

/** The same for what is counted of whole intervals, of which fewer are allowed. */
export const mostWholeIntervals = (args: Args): number => Math.min(mostIntervals(args), MAX_INTERVALS);

/** Two days, the second of which is not before the first. */
function readDays(from: string, to: string): [DateTime, DateTime] {
  const check = new InputCheck();
  const first = readDay(check, 'from', from);
  const last = readDay(check, 'to', to);
  if (first && last && last < first) {
    check.add(UserErrorCode.INVALID, ['to'], `Expected a day that is not before from, ${from}; got ${to}.`);
  }
  check.done();
  return [first!, last!];
}

/** The instants at which intervals begin, each once, and the one at which the last of them ends. */
interface IntervalRange {
  starts: Instant[];
  end: Instant;
}

/** `from` and `to` are also the arguments that a mistake is told of. */
function readIntervals(
  from: string,
  to: string,
  interval: MetricInterval,
  timeZone: string,
  most: number,
): IntervalRange {
  const [first, last] = readDays(from, to);
  const unit = UNITS[interval];
  const begun = first.startOf(unit);
  const start = begun < first ? begun.plus({ [unit]: 1 }) : begun;
  const zone = IANAZone.create(timeZone);
  const starts = new Set<Instant>();
  for (let i = 0; ; i++) {
    const day = start.plus({ [unit]: i });
    if (day > last) {
      if (i > 0) return { starts: [...starts], end: Math.min(startOfDay(day, zone), END_OF_TIME) };
      return refuse(
        UserErrorCode.INVALID,
        ['to'],
        `Expected days on which an interval begins; none of interval ${interval} does from ${from} to ${to}. Choose a later day, or a shorter interval.`,
      );
    }
    if (i === most) {
      return refuse(
        UserErrorCode.TOO_MANY,
        ['to'],
        `Expected at most ${most} intervals; ${from} to ${to} has more of interval ${interval}. Shorten it, or choose a longer interval.`,
      );
    }
    // A day that a time zone skipped as a whole begins when the next one does.
    starts.add(startOfDay(day, zone));
  }
}

/** The instants in a time zone at which an interval begins on a day from `from` to `to`, both included; 1 to 400. */
export const intervalStarts = (from: string, to: string, interval: MetricInterval, timeZone: string): Instant[] =>
  readIntervals(from, to, interval, timeZone, MAX_STARTS).starts;

/**
 * The bounds of the whole intervals that begin on a day from `from` to `to`, both included, ascending: the i-th one is
 * from the i-th bound to the next; 1 to 120 intervals.
 */
export function intervalBounds(from: string, to: string, interval: MetricInterval, timeZone: string): Instant[] {
  const { starts, end } = readIntervals(from, to, interval, timeZone, MAX_INTERVALS);
  return [...new Set([...starts, end])];
}

/** The bounds of the intervals that follow an instant at which one ends, up to `until`: at most `most`. */
export function boundsAfter(
  bound: Instant,
  until: Instant,
  interval: MetricInterval,
  timeZone: string,
  most: number,
): Instant[] {
  const zone = IANAZone.create(timeZone);
  const unit = UNITS[interval];
  const { year, month, day } = DateTime.fromMillis(bound, { zone });
  const first = DateTime.utc(year, month, day);
  const bounds = new Set<Instant>();
  for (let i = 1; bounds.size < most; i++) {
    const next = startOfDay(first.plus({ [unit]: i }), zone);
    if (next > until) break;
    if (next > bound) bounds.add(next);
  }
  return [...bounds];
}

/** The time from the first instant of one day up to, and without, the first one after another day, in a time zone. */
export function dayRange(from: string, to: string, mostDays: number, timeZone: string): [Instant, Instant] {
  const [first, last] = readDays(from, to);
  const days = last.diff(first, 'days').days + 1;
  if (days > mostDays) {
    refuse(UserErrorCode.TOO_MANY, ['to'], `Expected at most ${mostDays} days; ${from} to ${to} has ${days}.`);
  }
  const zone = IANAZone.create(timeZone);
  return [startOfDay(first, zone), Math.min(startOfDay(last.plus({ days: 1 }), zone), END_OF_TIME)];
}

/** The first instants of days in a time zone; `fields` are the arguments that they come from. */
export function dayStarts(days: readonly string[], fields: readonly string[], timeZone: string): Instant[] {
  const check = new InputCheck();
  const read = days.map((day, i) => readDay(check, fields[i]!, day));
  check.done();
  const zone = IANAZone.create(timeZone);
  return read.map((day) => startOfDay(day!, zone));
}
