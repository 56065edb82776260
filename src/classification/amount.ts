import type { Instant, Zone } from './calendar.js';
import { grownAt, whenGrownTo, type Growing } from './counting.js';
import { endOf, StepsBuilder, type Steps } from './steps.js';

/** How an amount is compared with a threshold. */
export type Comparison = 'AT_LEAST' | 'AT_MOST';

/** The value of a fact over an interval: constant, or growing with time. */
export type Amount = number | Growing;

export const amountAt = (amount: Amount, at: Instant, zone: Zone): number =>
  typeof amount === 'number' ? amount : grownAt(amount, at, zone);

/** Returns, for each instant, whether the amount satisfies the comparison with the threshold. */
export function whenReached(
  amounts: Steps<Amount>,
  comparison: Comparison,
  threshold: number,
  zone: Zone,
): Steps<boolean> {
  const atLeast = comparison === 'AT_LEAST';
  const result = new StepsBuilder<boolean>();
  amounts.starts.forEach((start, i) => {
    const amount = amounts.values[i]!;
    if (typeof amount === 'number') {
      result.add(start, atLeast ? amount >= threshold : amount <= threshold);
      return;
    }
    const crossesAt = whenGrownTo(amount, atLeast ? Math.ceil(threshold) : Math.floor(threshold) + 1, zone);
    result.add(start, crossesAt <= start ? atLeast : !atLeast);
    if (crossesAt > start && crossesAt < endOf(amounts, i)) result.add(crossesAt, atLeast);
  });
  return result;
}
