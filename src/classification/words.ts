import { offsetAt, type Instant, type Zone } from './calendar.js';

const numberFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });
const percentFormat = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const finePercentFormat = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 6 });
const dateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const listFormat = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** Formats a number as "1,250.5". Most numbers are small integers, which need no formatter. */
export const inWords = (value: number): string =>
  Number.isInteger(value) && value >= 0 && value < 1000 ? String(value) : numberFormat.format(value);
/** Formats 0.5 as "50%". */
export const asPercent = (share: number): string => percentFormat.format(share);
/** Formats "its score is 44.4% (at least 50% needed)", with more decimals if the two would look the same but differ. */
export function scoreInWords(score: number, clientScore: number): string {
  const looksSame = score !== clientScore && asPercent(score) === asPercent(clientScore);
  const percent = looksSame ? finePercentFormat : percentFormat;
  return `its score is ${percent.format(score)} (at least ${percent.format(clientScore)} needed)`;
}
/** Formats the local date of an instant as "2 March 2022". */
export const onDate = (at: Instant, zone: Zone): string => dateFormat.format(at + offsetAt(zone, at));
/** Joins items as "a, b and c". */
export const listed = (items: readonly string[]): string => listFormat.format(items);
/** Formats a count as "1 month" or "26 months". */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${inWords(count)} ${count === 1 ? noun : plural}`;
/** Formats a count as "no expansions", "1 expansion" or "2 expansions". */
export const howMany = (count: number, noun: string, plural = `${noun}s`): string =>
  count === 0 ? `no ${plural}` : counted(count, noun, plural);
/** Formats a window as " in the last 365 days"; empty if all of the past counts. */
export const inTheLast = (windowDays: number | null): string =>
  windowDays === null ? '' : ` in the last ${windowDays === 1 ? 'day' : counted(windowDays, 'day')}`;
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
