import pg from 'pg';
import type { Instant } from '../classification/calendar.js';

/** Formats an instant as a statement parameter. */
export function toTimestamp(at: Instant): string {
  if (at === Infinity) return 'infinity';
  if (at === -Infinity) return '-infinity';
  return new Date(at).toISOString();
}

/** Parses the two digits at an index. */
const twoDigits = (text: string, at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;

/**
 * Parses PostgreSQL's text format in a session whose time zone is UTC, such as `2026-03-31 09:30:00.5+00`. Parsing
 * digit by digit takes half as long as building a string that Date accepts.
 */
export function fromTimestamp(text: string): Instant {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  // Date.UTC maps the years 0 to 99 to the 20th century.
  if (year < 100) return Date.parse(`${text.slice(0, 10)}T${text.slice(11, text.lastIndexOf('+'))}Z`);
  const day = Date.UTC(year, twoDigits(text, 5) - 1, twoDigits(text, 8));
  let millis = ((twoDigits(text, 11) * 60 + twoDigits(text, 14)) * 60 + twoDigits(text, 17)) * 1000;
  // PostgreSQL omits trailing zeros of the fraction.
  for (let at = 20, unit = 100; text[19] === '.' && text[at] !== '+' && at < 23; at++, unit /= 10) {
    millis += (text.charCodeAt(at) - 48) * unit;
  }
  return day + millis;
}

/** Parses timestamps as instants, and bigints (amounts in minor units, counts) as numbers: all are below 2^53. */
export const columnTypes = new pg.TypeOverrides();
columnTypes.setTypeParser(pg.types.builtins.TIMESTAMPTZ, fromTimestamp);
columnTypes.setTypeParser(pg.types.builtins.INT8, Number);
