import { GraphQLError, GraphQLScalarType, Kind, print, type ValueNode } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject } from 'graphql-scalars';
import { rememberLostDigitsOfLiteral } from './exact-numbers.js';
import { DAY_MS, END_OF_TIME, START_OF_TIME, type Instant } from '../classification/calendar.js';

/**
 * Returns a value that must be a string. Whether the string is a valid date or amount is checked with the record that
 * contains it, so that the error has a path in `userErrors` and the other records of an import still succeed.
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
 * The value of a `DateTime` whose text is not an instant: NaN with the original text, which the check of the record
 * refuses.
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

/** Cache of texts such as `2026-03-31T`, by day number since 1970. */
const days = new Map<number, string>();
const MAX_DAYS = 10_000;
const digits = (count: number, width: number): string[] =>
  Array.from({ length: count }, (_, i) => String(i).padStart(width, '0'));
const TWO_DIGITS = digits(60, 2);
const THREE_DIGITS = digits(1_000, 3);

/** Formats an instant as Date.toISOString does, which takes three times as long. A page has hundreds, many of the same day. */
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

/** Converts an infinite instant to null, as the API shows it. */
export const finiteOrNull = (at: number): number | null => (Number.isFinite(at) ? at : null);

export const DateTime = new GraphQLScalarType<Instant, string>({
  name: 'DateTime',
  description:
    'An instant in RFC 3339 format, for example `2026-03-31T09:30:00.000Z`. Output is in UTC with millisecond precision; input may have any offset. Years 0001 to 9999.',
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
  "A calendar day in the workspace's time zone, in RFC 3339 full-date format, for example `2026-03-31`. Years 0001 to 9999.",
  'https://www.rfc-editor.org/rfc/rfc3339',
);

export const Decimal = textScalar(
  'Decimal',
  'An exact decimal number as a string, for example `"1234.50"`: an optional minus sign, digits, and optionally a point and more digits. Never a float.',
);

export const CurrencyCode = textScalar(
  'CurrencyCode',
  'An ISO 4217 currency code, for example `"USD"` or `"EUR"`.',
  'https://www.iso.org/iso-4217-currency-codes.html',
);

export const JSONObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  name: 'JSONObject',
  description:
    'Any JSON object, for example `{"segment": "mid-market"}`. Numbers are kept exactly or refused: send a whole number beyond 9007199254740991, such as an id of another system, as a string.',
  parseLiteral(node, variables) {
    const value = GraphQLJSONObject.parseLiteral(node, variables);
    rememberLostDigitsOfLiteral(node, value);
    return value;
  },
});
