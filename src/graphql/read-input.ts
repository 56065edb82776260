import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
} from 'graphql';
import { VARIABLE_LIMITS } from './cost/document-limits.js';
import { quoted, UserErrorCode } from './user-error.js';

export type InputPath = readonly (string | number)[];
/** Receives each error of an input. The message is built only if it is wanted. */
export type OnInputError = (code: UserErrorCode, path: InputPath, message: () => string) => void;

/** What the values of a scalar look like, for messages. */
const EXPECTED: Readonly<Record<string, string>> = {
  String: 'a string',
  Int: 'a whole number from -2147483648 to 2147483647, without quotes',
  Float: 'a finite number, without quotes',
  Boolean: 'true or false, without quotes',
  DateTime: 'an RFC 3339 date-time as a string, for example "2026-03-31T09:30:00Z"',
  Date: 'an RFC 3339 full-date as a string, for example "2026-03-31"',
  Decimal: 'a decimal number as a string, for example "1234.50"',
  CurrencyCode: 'an ISO 4217 code as a string, for example "USD"',
  JSONObject: 'a JSON object, for example {"segment": "mid-market"}',
};

const expectedOf = (type: GraphQLInputType): string => {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return `a list, each item ${expectedOf(nullable.ofType)}`;
  if (isInputObjectType(nullable)) return `an object with the fields of ${nullable.name}`;
  if (isEnumType(nullable)) {
    return `one of ${nullable
      .getValues()
      .map(({ name }) => name)
      .join(', ')}`;
  }
  return EXPECTED[nullable.name] ?? `a value of ${nullable.name}`;
};

const received = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
};

const FAILED = Symbol('failed');

/**
 * Reads a value of an input type as graphql-js does, but reports errors like those of our own checks: with a code, the path
 * of the field, what was expected and what was received. Returns undefined if there were errors.
 */
export function readInput(value: unknown, type: GraphQLInputType, onError: OnInputError): unknown {
  const result = read(value, type, [], onError);
  return result === FAILED ? undefined : result;
}

function read(value: unknown, type: GraphQLInputType, path: InputPath, onError: OnInputError): unknown {
  if (isNonNullType(type)) {
    if (value !== null) return read(value, type.ofType, path, onError);
    onError(UserErrorCode.REQUIRED, path, () => `Expected ${expectedOf(type)}; got null.`);
    return FAILED;
  }
  if (value === null) return null;
  if (isListType(type)) {
    const items = Array.isArray(value) ? (value as unknown[]) : [value];
    const results = items.map((item, i) =>
      read(item, type.ofType, Array.isArray(value) ? [...path, i] : path, onError),
    );
    return results.includes(FAILED) ? FAILED : results;
  }
  return isInputObjectType(type) ? readObject(value, type, path, onError) : readLeaf(value, type, path, onError);
}

function readObject(value: unknown, type: GraphQLInputObjectType, path: InputPath, onError: OnInputError): unknown {
  const fail = (code: UserErrorCode, at: InputPath, got: string, expected = expectedOf(type)): void =>
    onError(code, at, () => `Expected ${expected}; got ${got}.`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(UserErrorCode.INVALID, path, received(value));
    return FAILED;
  }
  const fields = type.getFields();
  const given = value as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = {};
  let hasFailed = false;
  for (const field of Object.values(fields)) {
    const { name, defaultValue } = field;
    if (given[name] === undefined) {
      if (defaultValue !== undefined) result[name] = defaultValue;
      else if (isRequiredInputField(field)) {
        fail(UserErrorCode.REQUIRED, [...path, name], 'none', expectedOf(field.type));
        hasFailed = true;
      }
      continue;
    }
    const part = read(given[name], field.type, [...path, name], onError);
    if (part === FAILED) hasFailed = true;
    else result[name] = part;
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(fields, name)) continue;
    const known = `a field of ${type.name} (${Object.keys(fields).join(', ')})`;
    fail(UserErrorCode.INVALID, [...path, quotable(name)], `${quoted(name)}. Remove it`, known);
    hasFailed = true;
  }
  return hasFailed ? FAILED : result;
}

/** A key of the caller's is shortened, because it may be of any length. */
const quotable = (name: string): string => (name.length > 60 ? `${name.slice(0, 60)}…` : name);

function readLeaf(value: unknown, type: GraphQLLeafType, path: InputPath, onError: OnInputError): unknown {
  if (typeof value === 'string' && value.length > VARIABLE_LIMITS.characters) {
    const most = VARIABLE_LIMITS.characters;
    onError(UserErrorCode.TOO_LONG, path, () => `Expected at most ${most} characters; got ${value.length}.`);
    return FAILED;
  }
  try {
    const result = type.parseValue(value) as unknown;
    if (result !== undefined) return result;
  } catch {
    // The messages of graphql-js say neither what was expected in the caller's words nor how to fix it.
  }
  onError(UserErrorCode.INVALID, path, () => `Expected ${expectedOf(type)}; got ${received(value)}.`);
  return FAILED;
}
