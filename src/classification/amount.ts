import { addMonths, wholeMonthsBetween, type Instant } from './calendar.js';
import { endOf, StepsBuilder, type Steps } from './steps.js';

/** How an amount is compared to a threshold. */
export type Comparison = 'AT_LEAST' | 'AT_MOST';

/**
 * An amount that time alone makes grow by whole numbers. It says its value at an instant, and the instant at which it
 * reaches a number, so that a threshold costs one step and not one a month.
 */
export interface Growing {
  valueAt: (at: Instant) => number;
  /** The first instant at which the value is at least `count`: -Infinity always, Infinity never. */
  reaches: (count: number) => Instant;
}

/** What a fact is worth over a stretch of time. */
export type Amount = number | Growing;

export const amountAt = (amount: Amount, at: Instant): number =>
  typeof amount === 'number' ? amount : amount.valueAt(at);

/** Whole months since `start`. */
export const monthsSince = (start: Instant): Growing => ({
  valueAt: (at) => wholeMonthsBetween(start, at),
  reaches: (count) => (count <= 0 ? -Infinity : addMonths(start, count)),
});

/** At each instant whether the amount compares to the threshold as asked. */
export function whenReached(amounts: Steps<Amount>, comparison: Comparison, threshold: number): Steps<boolean> {
  const atLeast = comparison === 'AT_LEAST';
  const result = new StepsBuilder<boolean>();
  amounts.starts.forEach((start, i) => {
    const amount = amounts.values[i]!;
    if (typeof amount === 'number') {
      result.add(start, atLeast ? amount >= threshold : amount <= threshold);
      return;
    }
    const turn = amount.reaches(atLeast ? Math.ceil(threshold) : Math.floor(threshold) + 1);
    result.add(start, turn <= start ? atLeast : !atLeast);
    if (turn > start && turn < endOf(amounts, i)) result.add(turn, atLeast);
  });
  return result;
}
