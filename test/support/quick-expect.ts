import { isDeepStrictEqual } from 'node:util';

// A call of Jest's `expect` takes about 0.1 ms even if it succeeds. These functions call it only to fail, for tests that
// compare tens of thousands of values.

/** Expects what `toBe` expects. */
export function expectSame<Value>(actual: Value, expected: Value): void {
  if (!Object.is(actual, expected)) expect(actual).toBe(expected);
}

/** Expects what `toEqual` expects. */
export function expectEqual<Value>(actual: Value, expected: Value): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}
