import { inexactText } from './exact-numbers.js';
import { finiteOrNull, UnreadableInstant } from './scalars.js';
import { InvalidInput, quoted, userError, UserErrorCode, type FieldPath, type UserError } from './user-error.js';

/** Deeper than any sensible value, and far below the depth at which recursion overflows the stack. */
export const MAX_JSON_DEPTH = 32;

/** Tells whether a value is nested deeper than `levels`. Iterates level by level, because recursion could overflow the stack. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((part): unknown[] => (typeof part === 'object' && part !== null ? Object.values(part) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** Returns the text of what was sent in place of an instant. */
const readAsText = (value: unknown): string =>
  value instanceof UnreadableInstant ? JSON.stringify(value.text.slice(0, 60)) : String(value);

/** Collects all errors of an input, so that the caller can fix them at once. */
export class InputCheck {
  readonly errors: UserError[] = [];

  add(code: UserErrorCode, field: FieldPath, message: string): void {
    this.errors.push(userError(code, field, message));
  }

  /** Checks that a text is not blank, has no NUL (PostgreSQL cannot store it) and has at most `max` characters. */
  text(field: FieldPath, value: string | null | undefined, max: number): void {
    if (value === null || value === undefined) return;
    if (value.trim() === '')
      this.add(UserErrorCode.REQUIRED, field, 'Expected a text that is not blank; got a blank one.');
    this.plainText(field, value, max);
  }

  /** Checks the same as `text`, but allows a blank text. Returns whether the text is present and valid. */
  plainText(field: FieldPath, value: string | null | undefined, max: number): value is string {
    if (value === null || value === undefined) return false;
    // A character is a code point, as in PostgreSQL: an emoji is one, although JavaScript counts two.
    const length = value.length > max ? [...value].length : value.length;
    if (length > max) {
      this.add(UserErrorCode.TOO_LONG, field, `Expected at most ${max} characters; got ${length}.`);
      return false;
    }
    if (value.includes('\0')) {
      this.add(UserErrorCode.INVALID, field, 'Expected a text without NUL characters (U+0000). Remove them.');
    } else if (!value.isWellFormed()) {
      this.add(UserErrorCode.INVALID, field, 'Expected well-formed Unicode; got an unpaired surrogate.');
    } else return true;
    return false;
  }

  /** Checks that all texts and numbers of a JSON value can be stored exactly, and that it has at most `max` bytes as text. */
  plainJson(field: FieldPath, value: unknown, max: number): void {
    if (isDeeperThan(MAX_JSON_DEPTH, value)) {
      this.add(
        UserErrorCode.INVALID,
        field,
        `Expected at most ${MAX_JSON_DEPTH} levels of JSON; got more. Flatten it.`,
      );
      return;
    }
    const bytes = Buffer.byteLength(JSON.stringify(value));
    if (bytes > max) {
      this.add(UserErrorCode.TOO_LONG, field, `Expected at most ${max} bytes of JSON; got ${bytes}.`);
      return;
    }
    const check = (holder: object, key: string, part: unknown): void => {
      this.plainText(field, key, max);
      if (typeof part === 'string') this.plainText(field, part, max);
      const inexact = inexactText(holder, key, part);
      if (inexact === null) return;
      this.add(
        UserErrorCode.INVALID,
        field,
        `Expected numbers that can be kept exactly: whole ones up to ${Number.MAX_SAFE_INTEGER}, others with at most 15 ` +
          `digits; got ${inexact.slice(0, 60)} in ${quoted(key)}. Send it as a text.`,
      );
    };
    JSON.stringify(value, function (this: object, key, part: unknown) {
      check(this, key, part);
      return part;
    });
  }

  /** Refuses null for a field that cannot be cleared. A field that is left out keeps its value. */
  notNull(field: FieldPath, what: string, value: unknown): void {
    if (value === null) {
      this.add(UserErrorCode.REQUIRED, field, `Expected ${what}; got null. Leave the field out to keep its value.`);
    }
  }

  number(field: FieldPath, value: number | null | undefined, min: number, max: number): void {
    if (value === null || value === undefined) return;
    if (value < min || value > max) {
      this.add(UserErrorCode.OUT_OF_RANGE, field, `Expected a number from ${min} to ${max}; got ${value}.`);
    }
  }

  instant(field: FieldPath, value: number | null | undefined): value is number {
    if (value === null || value === undefined) return false;
    if (finiteOrNull(value) !== null) return true;
    const got = readAsText(value);
    this.add(
      UserErrorCode.INVALID,
      field,
      `Expected an RFC 3339 date-time in the years 0001 to 9999, for example 2026-03-31T09:30:00Z; got ${got}.`,
    );
    return false;
  }

  /** Checks that a text is a day that exists, such as `2026-03-31`. */
  day(field: FieldPath, value: string | null | undefined): void {
    if (value === null || value === undefined) return;
    const at = /^\d{4}-\d\d-\d\d$/.test(value) && !value.startsWith('0000') ? Date.parse(value) : NaN;
    // Date.parse takes 31 April for 1 May.
    if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(value)) return;
    this.add(
      UserErrorCode.INVALID,
      field,
      `Expected a day of the years 0001 to 9999 as an RFC 3339 full-date, for example 2026-03-31; got ${quoted(value)}.`,
    );
  }

  /** Throws `InvalidInput` with all errors, if there are any. */
  done(): void {
    if (this.errors.length > 0) throw new InvalidInput(this.errors);
  }
}

/** Returns the instant of a query's argument, or `fallback` if it is absent. Refuses an invalid one. */
export function instantOr(fallback: number, value: number | null | undefined, field: FieldPath): number {
  const check = new InputCheck();
  const isGiven = check.instant(field, value);
  check.done();
  return isGiven ? value : fallback;
}
