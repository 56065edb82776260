import { finiteOrNull, UnreadableInstant } from './scalars.js';
import { InvalidInput, userError, UserErrorCode, type FieldPath, type UserError } from './user-error.js';

/** Deeper than anybody means, and far from where recursion ends. */
export const MAX_JSON_DEPTH = 32;

/** Level by level, since what is too deep must not be recursed into. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((part): unknown[] => (typeof part === 'object' && part !== null ? Object.values(part) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** What came where an instant was expected. */
const readAsText = (value: unknown): string =>
  value instanceof UnreadableInstant ? JSON.stringify(value.text.slice(0, 60)) : String(value);

/** Collects everything that is wrong with an input, so that its sender can mend it all at once. */
export class InputCheck {
  readonly errors: UserError[] = [];

  add(code: UserErrorCode, field: FieldPath, message: string): void {
    this.errors.push(userError(code, field, message));
  }

  /** Text that is not blank, without NUL (PostgreSQL cannot store it) and not longer than `max` characters. */
  text(field: FieldPath, value: string | null | undefined, max: number): void {
    if (value === null || value === undefined) return;
    if (value.trim() === '') this.add(UserErrorCode.REQUIRED, field, 'Expected a text; got a blank one.');
    this.plainText(field, value, max);
  }

  /** As `text`, but may be blank. Returns whether it was given and is sound. */
  plainText(field: FieldPath, value: string | null | undefined, max: number): value is string {
    if (value === null || value === undefined) return false;
    if (value.length > max) {
      this.add(UserErrorCode.TOO_LONG, field, `Expected at most ${max} characters; got ${value.length}.`);
      return false;
    }
    if (value.includes('\0')) {
      this.add(UserErrorCode.INVALID, field, 'Expected a text without NUL (U+0000) characters; remove them.');
    } else if (!value.isWellFormed()) {
      this.add(UserErrorCode.INVALID, field, 'Expected well-formed Unicode; got half of a surrogate pair.');
    } else return true;
    return false;
  }

  /** A JSON value of texts that PostgreSQL can store, not longer than `max` bytes as text. */
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
    JSON.stringify(value, (key, part: unknown) => {
      this.plainText(field, key, max);
      if (typeof part === 'string') this.plainText(field, part, max);
      return part;
    });
  }

  /** What cannot be cleared: left out it stays as it is, null is refused. */
  notNull(field: FieldPath, what: string, value: unknown): void {
    if (value === null) {
      this.add(UserErrorCode.REQUIRED, field, `Expected ${what}; got null. Leave it out to keep what it is.`);
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
      `Expected an RFC 3339 date-time of the years 0001 to 9999, for example 2026-03-31T09:30:00Z; got ${got}.`,
    );
    return false;
  }

  /** Refuses the whole input if anything was wrong. */
  done(): void {
    if (this.errors.length > 0) throw new InvalidInput(this.errors);
  }
}

/** An instant of a query's argument: `fallback` where it was left out, refused where it is unreadable. */
export function instantOr(fallback: number, value: number | null | undefined, field: FieldPath): number {
  const check = new InputCheck();
  const isGiven = check.instant(field, value);
  check.done();
  return isGiven ? value : fallback;
}
