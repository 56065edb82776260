import { GraphQLError, GraphQLScalarType, Kind, print, type ValueNode } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject } from 'graphql-scalars';
import { DAY_MS, END_OF_TIME, START_OF_TIME, type Instant } from '../classification/calendar.js';

/**
 * Scalars refuse another kind of JSON value. Whether a text makes sense as a date or an amount is checked with the
 * record that it belongs to, so that it gets a userError with a path and does not sink the other records of an import.
 */
function textOf(value: unknown, scalar: string): string {
  if (typeof value === 'string') return value;
  const got = Array.isArray(value) ? 'a list' : isObjectLike(value) ? 'an object' : JSON.stringify(value);
  throw new GraphQLError(`${scalar} expects a string; got ${got}.`);
}

const isObjectLike = (value: unknown): boolean => typeof value === 'object' && value !== null;

function textOfLiteral(node: ValueNode, scalar: string): string {
  if (node.kind !== Kind.STRING) throw new GraphQLError(`${scalar} expects a string; got ${print(node)}.`);
  return node.value;
}

/**
 * What `DateTime` reads where the text is no instant: a number that is none, with the text that came, for whoever
 * checks the record to refuse.
 */
export class UnreadableInstant extends Number {
  constructor(readonly text: string) {
    super(NaN);
  }
}
const unreadable = (text: string): Instant => new UnreadableInstant(text) as unknown as Instant;

export function readInstant(text: string): Instant {
  try {
    const at = GraphQLDateTimeISO.parseValue(text).getTime();
    return at >= START_OF_TIME && at <= END_OF_TIME ? at : unreadable(text);
  } catch {
    return unreadable(text);
  }
}

/** `2026-03-31T` of each day that was written lately, by its number since 1970. */
const days = new Map<number, string>();
const MAX_DAYS = 10_000;
const digits = (count: number, width: number): string[] =>
  Array.from({ length: count }, (_, i) => String(i).padStart(width, '0'));
const TWO_DIGITS = digits(60, 2);
const THREE_DIGITS = digits(1_000, 3);

/** As Date writes it, which takes thrice as long: a page shows hundreds, and many of the same days. */
export function writeInstant(at: Instant): string {
  const whole = Math.trunc(at);
  const day = Math.floor(whole / DAY_MS);
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(at).toISOString().slice(0, 11);
    if (days.size === MAX_DAYS) days.clear();
    days.set(day, text);
  }
  const millis = whole - day * DAY_MS;
  const seconds = Math.floor(millis / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hour = TWO_DIGITS[Math.floor(minutes / 60)]!;
  return `${text}${hour}:${TWO_DIGITS[minutes % 60]!}:${TWO_DIGITS[seconds % 60]!}.${THREE_DIGITS[millis % 1_000]!}Z`;
}

/** What GraphQL shows of an instant at the ends of time: null. */
export const finiteOrNull = (at: number): number | null => (Number.isFinite(at) ? at : null);

export const DateTime = new GraphQLScalarType<Instant, string>({
  name: 'DateTime',
  description:
    'An instant as RFC 3339 text, for example `2026-03-31T09:30:00.000Z`. Answers are in UTC with millisecond precision; input may carry any offset. Years 0001 to 9999.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => writeInstant(value as Instant),
  parseValue: (value) => readInstant(textOf(value, 'DateTime')),
  parseLiteral: (node) => readInstant(textOfLiteral(node, 'DateTime')),
});

const textScalar = (name: string, description: string, specifiedByURL?: string): GraphQLScalarType<string, string> =>
  new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL,
    serialize: (value) => textOf(value, name),
    parseValue: (value) => textOf(value, name),
    parseLiteral: (node) => textOfLiteral(node, name),
  });

export const CalendarDate = textScalar(
  'Date',
  "A day as an RFC 3339 full-date, for example `2026-03-31`, in the workspace's time zone. Years 0001 to 9999.",
  'https://www.rfc-editor.org/rfc/rfc3339',
);

export const Decimal = textScalar(
  'Decimal',
  'An exact decimal number as text, for example `"1234.50"`: an optional minus, digits, and a point with digits. Never a float.',
);

export const CurrencyCode = textScalar(
  'CurrencyCode',
  'A currency by its ISO 4217 code, for example `"USD"` or `"EUR"`.',
  'https://www.iso.org/iso-4217-currency-codes.html',
);

export const JSONObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  name: 'JSONObject',
  description: 'Any JSON object, for example `{"segment": "mid-market"}`.',
});
