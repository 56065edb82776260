import type { BillingPeriod } from '../classification/billing.js';
import type { BillingIntervalMonths } from '../classification/history.js';

const PERIODS: Record<BillingIntervalMonths, BillingPeriod> = {
  1: { unit: 'MONTH', count: 1 },
  3: { unit: 'MONTH', count: 3 },
  12: { unit: 'YEAR', count: 1 },
};

/** Returns the billing period of an interval of 1, 3 or 12 months. */
export const periodOfMonths = (months: BillingIntervalMonths): BillingPeriod => PERIODS[months];

/** Returns a billing period in the form in which it is recorded: whole years as years. */
export const recordedPeriod = ({ unit, count }: BillingPeriod): BillingPeriod =>
  unit === 'MONTH' && count % 12 === 0 ? { unit: 'YEAR', count: count / 12 } : { unit, count };

/** Returns the months of a billing period of 1, 3 or 12 months; null for any other. */
export function intervalMonthsOf({ unit, count }: BillingPeriod): BillingIntervalMonths | null {
  if (unit === 'YEAR') return count === 1 ? 12 : null;
  return unit === 'MONTH' && (count === 1 || count === 3) ? count : null;
}

const MONTHS_OF_UNIT = { DAY: 12 / 365, WEEK: 12 / 52, MONTH: 1, YEAR: 12 };

/** Returns the one of 1, 3 and 12 months that is nearest to a billing period. */
export function nearestIntervalMonths({ unit, count }: BillingPeriod): BillingIntervalMonths {
  const months = count * MONTHS_OF_UNIT[unit];
  if (months < 2) return 1;
  return months < 7.5 ? 3 : 12;
}
