import type { Instant } from './calendar.js';

const numberFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });
const percentFormat = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const finePercentFormat = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 6 });
const dateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const listFormat = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** "1,250.5"; most numbers are small and whole, and are the same in any format. */
export const inWords = (value: number): string =>
  Number.isInteger(value) && value >= 0 && value < 1000 ? String(value) : numberFormat.format(value);
/** "50%" of 0.5 */
export const asPercent = (share: number): string => percentFormat.format(share);
/** "scores 44.4% where 50% makes a client"; so fine that two scores that differ never look the same */
export function scoreInWords(score: number, clientScore: number): string {
  const looksSame = score !== clientScore && asPercent(score) === asPercent(clientScore);
  const percent = looksSame ? finePercentFormat : percentFormat;
  return `scores ${percent.format(score)} where ${percent.format(clientScore)} makes a client`;
}
/** "2 March 2022", in UTC */
export const onDate = (at: Instant): string => dateFormat.format(at);
/** "a, b and c" */
export const listed = (items: readonly string[]): string => listFormat.format(items);
/** "1 month", "26 months" */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${inWords(count)} ${count === 1 ? noun : plural}`;
/** "no expansions", "1 expansion", "2 expansions" */
export const howMany = (count: number, noun: string, plural = `${noun}s`): string =>
  count === 0 ? `no ${plural}` : counted(count, noun, plural);
/** " in the last 365 days", or nothing where all of the past counts */
export const inTheLast = (windowDays: number | null): string =>
  windowDays === null ? '' : ` in the last ${counted(windowDays, 'day')}`;
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
