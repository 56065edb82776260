import pg from 'pg';
import type { Instant } from '../classification/calendar.js';

/** An instant as a parameter of a statement. */
export function toTimestamp(at: Instant): string {
  if (at === Infinity) return 'infinity';
  if (at === -Infinity) return '-infinity';
  return new Date(at).toISOString();
}

/** The number that the two digits at a place are. */
const twoDigits = (text: string, at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;

/**
 * Of PostgreSQL's text in a session whose time zone is UTC, such as `2026-03-31 09:30:00.5+00`. Digit by digit, which
 * takes half as long as to make a text of it that Date reads.
 */
export function fromTimestamp(text: string): Instant {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  // Of a year before 100 Date makes one of the 20th century.
  if (year < 100) return Date.parse(`${text.slice(0, 10)}T${text.slice(11, text.lastIndexOf('+'))}Z`);
  const day = Date.UTC(year, twoDigits(text, 5) - 1, twoDigits(text, 8));
  let millis = ((twoDigits(text, 11) * 60 + twoDigits(text, 14)) * 60 + twoDigits(text, 17)) * 1000;
  // After the point come its milliseconds, without the zeros that they end in.
  for (let at = 20, unit = 100; text[19] === '.' && text[at] !== '+' && at < 23; at++, unit /= 10) {
    millis += (text.charCodeAt(at) - 48) * unit;
  }
  return day + millis;
}

/** Reads timestamps as instants, and bigints (amounts in minor units, counts) as numbers: all are below 2^53. */
export const columnTypes = new pg.TypeOverrides();
columnTypes.setTypeParser(pg.types.builtins.TIMESTAMPTZ, fromTimestamp);
columnTypes.setTypeParser(pg.types.builtins.INT8, Number);
