import { addDays, addMonths, wholeDaysBetween, wholeMonthsBetween, type Instant } from './calendar.js';
import { runsOf, type Phase } from './history.js';
import { startingWith, type Steps } from './steps.js';
import type { Amount, Growing } from './amount.js';
import type { Stretch } from './subscription.js';

/** Whole days since `start`. */
export const daysSince = (start: Instant): Growing => ({
  valueAt: (at) => wholeDaysBetween(start, at),
  reaches: (count) => (count <= 0 ? -Infinity : addDays(start, count)),
});

/** Periods of a stretch that are complete at `at`, ended with it or before. */
function completedIn({ from, to, months }: Stretch, at: Instant): number {
  return at < from ? 0 : Math.floor(wholeMonthsBetween(from, Math.min(at, to)) / months);
}

/** Whether the last period of a stretch ends exactly with it, and nothing of the subscription follows. */
function endsUnrenewed({ from, to, months, isContinued }: Stretch): boolean {
  if (isContinued || to === Infinity) return false;
  return addMonths(from, Math.floor(wholeMonthsBetween(from, to) / months) * months) === to;
}

/**
 * Ends of periods in all of the stretches together. Of renewals only those ends count at which the subscription goes on.
 */
export function periodsEnded(stretches: readonly Stretch[], onlyRenewed: boolean): Growing {
  const isLost = (stretch: Stretch): boolean => onlyRenewed && endsUnrenewed(stretch);
  return {
    valueAt: (at) =>
      stretches.reduce((sum, stretch) => {
        const lost = at >= stretch.to && isLost(stretch) ? 1 : 0;
        return sum + completedIn(stretch, at) - lost;
      }, 0),
    reaches(count) {
      if (count <= 0) return -Infinity;
      const ends = stretches.flatMap((stretch) => {
        const { from, to, months } = stretch;
        const ofStretch: Instant[] = [];
        for (let n = 1; n <= count; n++) {
          const end = addMonths(from, n * months);
          if (end > to || end === Infinity || (end === to && isLost(stretch))) break;
          ofStretch.push(end);
        }
        return ofStretch;
      });
      return ends.sort((a, b) => a - b)[count - 1] ?? Infinity;
    },
  };
}

/** Whole months of the time that the phases cover, overlaps counted once, laid end to end from the first instant. */
export function monthsCovered(phases: readonly Phase[]): Steps<Amount> {
  const result = startingWith<Amount>(0);
  const runs = runsOf(phases, 0);
  const start = runs[0]?.from;
  if (start === undefined) return result;
  let coveredBefore = 0;
  for (const { from, to } of runs) {
    // Laid end to end, this run begins so much earlier than it did.
    const shift = from - start - coveredBefore;
    result.add(from, {
      valueAt: (at) => wholeMonthsBetween(start, at - shift),
      reaches: (count) => (count <= 0 ? -Infinity : addMonths(start, count) + shift),
    });
    if (to < Infinity) {
      coveredBefore += to - from;
      result.add(to, wholeMonthsBetween(start, start + coveredBefore));
    }
  }
  return result;
}
