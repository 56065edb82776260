import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject } from 'graphql-scalars';
import { END_OF_TIME, START_OF_TIME, type Instant } from '../classification/calendar.js';

/**
 * Scalars refuse another kind of JSON value. Whether a text makes sense as a date or an amount is checked with the
 * record that it belongs to, so that it gets a userError with a path and does not sink the other records of an import.
 */
function textOf(value: unknown, scalar: string): string {
  if (typeof value !== 'string') throw new GraphQLError(`${scalar} expects a string; got ${JSON.stringify(value)}.`);
  return value;
}

/** What `DateTime` reads where the text is no instant: refused by whoever checks the record. */
export const UNREADABLE_INSTANT: Instant = NaN;

export function readInstant(text: string): Instant {
  try {
    const at = GraphQLDateTimeISO.parseValue(text).getTime();
    return at >= START_OF_TIME && at <= END_OF_TIME ? at : UNREADABLE_INSTANT;
  } catch {
    return UNREADABLE_INSTANT;
  }
}

export const writeInstant = (at: Instant): string => new Date(at).toISOString();

/** What GraphQL shows of an instant at the ends of time: null. */
export const finiteOrNull = (at: number): number | null => (Number.isFinite(at) ? at : null);

export const DateTime = new GraphQLScalarType<Instant, string>({
  name: 'DateTime',
  description:
    'An instant as RFC 3339 text, for example `2026-03-31T09:30:00.000Z`. Answers are in UTC with millisecond precision; input may carry any offset. Years 0001 to 9999.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => writeInstant(value as Instant),
  parseValue: (value) => readInstant(textOf(value, 'DateTime')),
  parseLiteral: (node) => readInstant(textOf(node.kind === Kind.STRING ? node.value : node, 'DateTime')),
});

const textScalar = (name: string, description: string, specifiedByURL?: string): GraphQLScalarType<string, string> =>
  new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL,
    serialize: (value) => textOf(value, name),
    parseValue: (value) => textOf(value, name),
    parseLiteral: (node) => textOf(node.kind === Kind.STRING ? node.value : node, name),
  });

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
