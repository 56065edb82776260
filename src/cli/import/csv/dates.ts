/* Dates as spreadsheets and exports write them. */
import { DateTime } from 'luxon';
import { fold } from './words.js';

/** The order of day and month in dates such as 01/02/2025. Other forms, such as 2025-02-01 and 01.02.2025, need none. */
export const DATE_ORDERS = ['DMY', 'MDY'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** A date of the calendar, with a time of the day if one was written. */
interface WrittenDate {
  day: { year: number; month: number; day: number };
  time: { hour: number; minute: number; second: number; millisecond: number } | undefined;
  /** Minutes from UTC if the text says so. */
  offset: number | undefined;
}

const TIME = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([AaPp])\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${TIME}$`);
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})${TIME}$`);
const COMPACT = new RegExp(String.raw`^(\d{4})(\d{2})(\d{2})${TIME}$`);
const NAMED = new RegExp(
  String.raw`^(?:(\d{1,2})\.?[ -](\p{L}{3,9})\.?,?[ -](\d{4}|\d{2})|(\p{L}{3,9})\.? (\d{1,2}),? (\d{4}))${TIME}$`,
  'u',
);
/** The number of days since 30 December 1899, as Excel stores dates; from 1927 to 2173. */
const SERIAL = /^[1-9]\d{4}(?:[.,]\d+)?$/;
/** How the months start in English, German and French, in folded form. */
const MONTHS = 'jan,feb|fev,mar|mrz,apr|avr,may|mai,jun|juin,jul|juil,aug|aou,sep,oct|okt,nov,dec|dez'
  .split(',')
  .map((starts) => new RegExp(`^(?:${starts})`));

/** Years of two digits from this one on are in the 20th century. */
const FIRST_OF_LAST_CENTURY = 70;

/** Excel's day 0. Excel counts a 29 February 1900 that did not exist, so this is a day before its epoch. */
const EXCEL_EPOCH = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;

/** Returns the orders in which a text can be read as a date: both if the order makes no difference or is ambiguous. */
export const possibleOrders = (text: string): DateOrder[] =>
  DATE_ORDERS.filter((order) => readWritten(text, order) !== null);

/** Whether a text is a different date if the day or the month comes first, as 01/02/2025 is. */
export function isAmbiguousDate(text: string): boolean {
  const [one, other] = DATE_ORDERS.map((order) => readWritten(text, order));
  return !!one && !!other && one.day.day !== other.day.day;
}

function readWritten(text: string, order: DateOrder): WrittenDate | null {
  const serial = readSerial(text);
  if (serial) return serial;
  const named = NAMED.exec(text);
  if (named) {
    const [, day, name, year, first, next, last, ...time] = named;
    const folded = fold((name ?? first)!);
    const month = MONTHS.findIndex((start) => start.test(folded)) + 1;
    return toWritten([fullYear((year ?? last)!), String(month), day ?? next], time);
  }
  const [, year, month, day, ...time] = YEAR_FIRST.exec(text) ?? COMPACT.exec(text) ?? [];
  if (year !== undefined) return toWritten([year, month, day], time);
  const [, first, sign, second, last, ...timeOfLast] = YEAR_LAST.exec(text) ?? [];
  if (last === undefined) return null;
  const full = fullYear(last);
  // Dates with points are always written day first.
  const isDayFirst = order === 'DMY' || sign === '.';
  return toWritten(isDayFirst ? [full, second, first] : [full, first, second], timeOfLast);
}

const fullYear = (year: string): string =>
  year.length > 2 ? year : `${Number(year) < FIRST_OF_LAST_CENTURY ? 20 : 19}${year}`;

function readSerial(text: string): WrittenDate | null {
  if (!SERIAL.test(text)) return null;
  const value = Number(text.replace(',', '.'));
  const at = new Date(EXCEL_EPOCH + Math.round(value * DAY_MS));
  const day = { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
  if (Number.isInteger(value)) return { day, time: undefined, offset: undefined };
  const time = { hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds(), millisecond: 0 };
  return { day, time, offset: undefined };
}

function toWritten(
  [year, month, day]: readonly (string | undefined)[],
  [hour, minute, second = '0', fraction = '', half, zone]: readonly (string | undefined)[],
): WrittenDate | null {
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  if (!DateTime.utc(date.year, date.month, date.day).isValid) return null;
  if (hour === undefined) return { day: date, time: undefined, offset: undefined };
  const isPm = half?.toLowerCase() === 'p';
  const time = {
    hour: half === undefined ? Number(hour) : (Number(hour) % 12) + (isPm ? 12 : 0),
    minute: Number(minute),
    second: Number(second),
    millisecond: Math.trunc(Number(`0.${fraction || '0'}`) * 1000),
  };
  if (time.hour > 23 || time.minute > 59 || time.second > 59) return null;
  return { day: date, time, offset: zone === undefined ? undefined : offsetOf(zone) };
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (hours === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The instant that a date means: the start of its day, or its end, which is the start of the next day. */
export type DayEdge = 'START' | 'END';

/**
 * Returns the instant of a date in a time zone, as RFC 3339 in UTC; null if the text is no date in this order. A date
 * without a time is a day; a date with a time is that instant, at either edge.
 */
export function readDate(text: string, order: DateOrder, timeZone: string, edge: DayEdge): string | null {
  const written = readWritten(text, order);
  if (!written) return null;
  const { day, time, offset } = written;
  const zone = offset === undefined ? timeZone : 'utc';
  let at = DateTime.fromObject({ ...day, ...time }, { zone });
  if (!time && edge === 'END') at = at.plus({ days: 1 });
  if (offset !== undefined) at = at.minus({ minutes: offset });
  return at.isValid ? at.toUTC().toISO() : null;
}

/** Whether a date is written without a time of the day. */
export const isWholeDay = (text: string, order: DateOrder): boolean => readWritten(text, order)?.time === undefined;
