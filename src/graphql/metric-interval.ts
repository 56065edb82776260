import { DateTime, IANAZone } from 'luxon';
import { DAY_MS, START_OF_TIME, type Instant } from '../classification/calendar.js';
import { enumType } from './enum.js';
import { InputCheck } from './input-check.js';
import { refuse, UserErrorCode } from './user-error.js';

const MAX_STARTS = 400;

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
const UNITS = { DAY: 'day', WEEK: 'week', MONTH: 'month', QUARTER: 'quarter', YEAR: 'year' } as const;

/** The day as midnight in UTC, where calendars are counted; undefined, with an error noted, where it is none. */
function readDay(check: InputCheck, field: string, text: string): DateTime | undefined {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? DateTime.fromISO(text, { zone: 'utc' }) : undefined;
  if (day?.isValid && day.year >= 1) return day;
  check.add(
    UserErrorCode.INVALID,
    [field],
    `Expected a day of the years 0001 to 9999 as an RFC 3339 full-date, for example 2026-03-31; got ${JSON.stringify(text.slice(0, 40))}.`,
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

/**
 * The instants in a time zone at which an interval begins on a day from `from` to `to`, both included; 1 to 400.
 * `from` and `to` are also the arguments that a mistake is told of.
 */
export function intervalStarts(from: string, to: string, interval: MetricInterval, timeZone: string): Instant[] {
  const check = new InputCheck();
  const first = readDay(check, 'from', from);
  const last = readDay(check, 'to', to);
  if (first && last && last < first) {
    check.add(UserErrorCode.INVALID, ['to'], `Expected a day that is not before from, ${from}; got ${to}.`);
  }
  check.done();
  const unit = UNITS[interval];
  const begun = first!.startOf(unit);
  const start = begun < first! ? begun.plus({ [unit]: 1 }) : begun;
  const zone = IANAZone.create(timeZone);
  const instants = new Set<Instant>();
  for (let i = 0; ; i++) {
    const day = start.plus({ [unit]: i });
    if (day > last!) break;
    if (i === MAX_STARTS) {
      return refuse(
        UserErrorCode.TOO_MANY,
        ['to'],
        `Expected at most ${MAX_STARTS} intervals; ${from} to ${to} has more of interval ${interval}. Shorten it, or choose a longer interval.`,
      );
    }
    // A day that a time zone skipped as a whole begins when the next one does.
    instants.add(startOfDay(day, zone));
  }
  if (instants.size > 0) return [...instants];
  return refuse(
    UserErrorCode.INVALID,
    ['to'],
    `Expected days on which an interval begins; none of interval ${interval} does from ${from} to ${to}. Choose a later day, or a shorter interval.`,
  );
}
