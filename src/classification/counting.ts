import { addDays, addMonths, wholeDaysBetween, wholeMonthsBetween, type Instant } from './calendar.js';
import { runsOf, type Phase } from './history.js';
import { startingWith, type Steps } from './steps.js';
import type { Stretch } from './subscription.js';

/**
 * An amount that time alone makes grow by whole numbers: months, or days, since an instant (by a clock that is `lateMs`
 * slow), or ends of periods in all of the stretches together, of renewals only those at which the subscription goes on.
 * It is data, so that it can be stored; and since it is known when it reaches a number, a threshold costs one step and
 * not one a month.
 */
export type Growing =
  | { kind: 'MONTHS'; since: Instant; lateMs: number }
  | { kind: 'DAYS'; since: Instant }
  | { kind: 'PERIODS'; stretches: readonly Stretch[]; onlyRenewed: boolean };

/** Whole months since an instant. */
export const monthsSince = (since: Instant): Growing => ({ kind: 'MONTHS', since, lateMs: 0 });

/** Whole days since an instant. */
export const daysSince = (since: Instant): Growing => ({ kind: 'DAYS', since });

/** How much it is at an instant. */
export function grownAt(growing: Growing, at: Instant): number {
  switch (growing.kind) {
    case 'MONTHS':
      return wholeMonthsBetween(growing.since, at - growing.lateMs);
    case 'DAYS':
      return wholeDaysBetween(growing.since, at);
    case 'PERIODS':
      return growing.stretches.reduce((sum, stretch) => sum + completedIn(stretch, growing.onlyRenewed, at), 0);
  }
}

/** The first instant at which it is at least `count`: -Infinity always, Infinity never. */
export function whenGrownTo(growing: Growing, count: number): Instant {
  if (count <= 0) return -Infinity;
  switch (growing.kind) {
    case 'MONTHS':
      return addMonths(growing.since, count) + growing.lateMs;
    case 'DAYS':
      return addDays(growing.since, count);
    case 'PERIODS': {
      const ends = growing.stretches.flatMap((stretch) => firstEndsIn(stretch, growing.onlyRenewed, count));
      return ends.sort((a, b) => a - b)[count - 1] ?? Infinity;
    }
  }
}

/** Whether the last period of a stretch ends exactly with it, and nothing of the subscription follows. */
function endsUnrenewed({ from, to, months, isContinued }: Stretch): boolean {
  if (isContinued || to === Infinity) return false;
  return addMonths(from, Math.floor(wholeMonthsBetween(from, to) / months) * months) === to;
}

/** Periods of a stretch that are complete at `at`, ended with it or before. */
function completedIn(stretch: Stretch, onlyRenewed: boolean, at: Instant): number {
  const { from, to, months } = stretch;
  if (at < from) return 0;
  const completed = Math.floor(wholeMonthsBetween(from, Math.min(at, to)) / months);
  return at >= to && onlyRenewed && endsUnrenewed(stretch) ? completed - 1 : completed;
}

/** The first ends of periods of a stretch, `count` of them at most. */
function firstEndsIn(stretch: Stretch, onlyRenewed: boolean, count: number): Instant[] {
  const { from, to, months } = stretch;
  const isLost = onlyRenewed && endsUnrenewed(stretch);
  const ends: Instant[] = [];
  for (let n = 1; n <= count; n++) {
    const end = addMonths(from, n * months);
    if (end > to || end === Infinity || (end === to && isLost)) break;
    ends.push(end);
  }
  return ends;
}

/** Whole months of the time that the phases cover, overlaps counted once, laid end to end from the first instant. */
export function monthsCovered(phases: readonly Phase[]): Steps<number | Growing> {
  const result = startingWith<number | Growing>(0);
  const runs = runsOf(phases, 0);
  const start = runs[0]?.from;
  if (start === undefined) return result;
  let coveredBefore = 0;
  for (const { from, to } of runs) {
    // Laid end to end, this run begins so much earlier than it did.
    result.add(from, { kind: 'MONTHS', since: start, lateMs: from - start - coveredBefore });
    if (to < Infinity) {
      coveredBefore += to - from;
      result.add(to, wholeMonthsBetween(start, start + coveredBefore));
    }
  }
  return result;
}
