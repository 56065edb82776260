import pg from 'pg';
import type { Instant } from '../classification/calendar.js';

/** An instant as a parameter of a statement. */
export function toTimestamp(at: Instant): string {
  if (at === Infinity) return 'infinity';
  if (at === -Infinity) return '-infinity';
  return new Date(at).toISOString();
}

/** Of PostgreSQL's text in a session whose time zone is UTC, such as `2026-03-31 09:30:00.5+00`. */
function fromTimestamp(text: string): Instant {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11, text.lastIndexOf('+'))}Z`);
}

/** Reads timestamps as instants, and bigints (amounts in minor units, counts) as numbers: all are below 2^53. */
export const columnTypes = new pg.TypeOverrides();
columnTypes.setTypeParser(pg.types.builtins.TIMESTAMPTZ, fromTimestamp);
columnTypes.setTypeParser(pg.types.builtins.INT8, Number);
