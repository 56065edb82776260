import { GraphQLError } from 'graphql';

/**
 * Limits on the JSON of a request body. They are checked on its bytes, before it is parsed: parsing an object with a million
 * keys takes a second, and so does every later pass over it.
 */
export const BODY_LIMITS = {
  /** Nesting of objects and lists. */
  levels: 64,
  /** Values of one list, or keys of one object. The largest that any input accepts has 8,192: attributes of 16 KiB. */
  entries: 10_000,
  /** Values in total. The largest import that its price allows has 6,000 records and phases with up to 40 values each. */
  values: 300_000,
  /** Bytes of a string literal: a document of 100,000 characters, all of them escaped. */
  textBytes: 600_000,
} as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;

const refused = (expected: string, at: number): GraphQLError =>
  new GraphQLError(`Expected a body ${expected}; got more by byte ${at}. Split it into several requests.`, {
    extensions: { code: 'GRAPHQL_LIMIT_EXCEEDED', http: { status: 400 } },
  });

/** Bytes of a string that are scanned here before the search is left to native code, which is slower to call. */
const NEAR = 256;

/** Returns the position of the quote that ends a string, or of the end of the body if none does. */
function endOfText(json: Buffer, start: number): number {
  const end = Math.min(json.length, start + BODY_LIMITS.textBytes + 2);
  for (let i = start + 1; i < end;) {
    for (const near = Math.min(end, i + NEAR); i < near; i++) {
      const byte = json[i];
      if (byte === QUOTE) return i;
      if (byte === BACKSLASH) i++;
    }
    const quote = json.indexOf(QUOTE, i);
    if (quote < 0 || quote >= end) break;
    let backslashes = 0;
    while (quote - backslashes > i && json[quote - backslashes - 1] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote;
    i = quote + 1;
  }
  if (end < json.length) throw refused(`of texts of at most ${BODY_LIMITS.textBytes} bytes`, end);
  return end;
}

/**
 * Refuses a body that exceeds `BODY_LIMITS`. Malformed JSON passes; the parser reports the position of the error.
 *
 * @throws GraphQLError with the code GRAPHQL_LIMIT_EXCEEDED.
 */
export function requireBodyWithinLimits(json: Buffer): void {
  /** Commas so far in each open object and list, by level. */
  const commas = new Uint32Array(BODY_LIMITS.levels + 1);
  let level = 0;
  let values = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === QUOTE) {
      i = endOfText(json, i);
    } else if (byte === COMMA) {
      if (++commas[level]! >= BODY_LIMITS.entries) {
        throw refused(`of at most ${BODY_LIMITS.entries} values in one list or object`, i);
      }
      if (++values >= BODY_LIMITS.values) throw refused(`of at most ${BODY_LIMITS.values} values`, i);
    } else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) {
      if (++level > BODY_LIMITS.levels) {
        throw refused(`of at most ${BODY_LIMITS.levels} levels of objects and lists`, i);
      }
      commas[level] = 0;
    } else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) {
      if (level > 0) level--;
    }
  }
}
