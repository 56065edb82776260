import { DateTime } from 'luxon';

/** Reads `--since`: a day in the workspace's time zone, or an instant. Returns seconds. */
export function readSince(text: string, timeZone: string, now: number): number {
  const parsed = DateTime.fromISO(text, { zone: timeZone });
  if (!parsed.isValid || !/^\d{4}-\d\d-\d\d/.test(text)) {
    throw new Error(
      `--since: expected a date such as 2026-01-31, or an instant such as 2026-01-31T09:00:00Z; got ${JSON.stringify(text)}.`,
    );
  }
  const seconds = Math.floor(parsed.toSeconds());
  if (seconds > now) throw new Error(`--since: expected a date in the past; got ${JSON.stringify(text)}.`);
  return seconds;
}

export const describeSince = (text: string, found: number): string =>
  `Only the ${found} customers that changed since ${text} were read: those with a customer, subscription, invoice, invoice item or ` +
  'credit note created since then, or another change in the last 30 days. Left out are all other customers, and changes that ' +
  'are older than 30 days and created none of these, such as a cancellation for the end of the period.';
