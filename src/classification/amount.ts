import type { Instant } from './calendar.js';
import { grownAt, whenGrownTo, type Growing } from './counting.js';
import { endOf, StepsBuilder, type Steps } from './steps.js';

/** How an amount is compared to a threshold. */
export type Comparison = 'AT_LEAST' | 'AT_MOST';

/** What a fact is worth over a stretch of time. */
export type Amount = number | Growing;

export const amountAt = (amount: Amount, at: Instant): number =>
  typeof amount === 'number' ? amount : grownAt(amount, at);

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
    const turn = whenGrownTo(amount, atLeast ? Math.ceil(threshold) : Math.floor(threshold) + 1);
    result.add(start, turn <= start ? atLeast : !atLeast);
    if (turn > start && turn < endOf(amounts, i)) result.add(turn, atLeast);
  });
  return result;
}
