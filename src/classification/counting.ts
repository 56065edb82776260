import {
  addDays,
  addLengths,
  addMonths,
  wholeDaysBetween,
  wholeLengthsBetween,
  wholeMonthsBetween,
  type Instant,
  type Zone,
} from './calendar.js';
import { runsOf, type Phase } from './history.js';
import { startingWith, type Steps } from './steps.js';
import type { CycleInterval } from './subscription.js';

/**
 * An amount that grows by whole numbers as time passes: months since an instant (read from a clock that is `lateMs`
 * behind), days since an instant, or completed cycles, summed over all intervals, and what is counted later than its
 * cycle. With `onlyRenewed`, which only earlier versions stored, the last cycle of an interval counts only if the
 * subscription continued.
 *
 * It is plain data because it is stored as JSON with the evidence of an account, which servers of earlier and of this
 * version read: names and meanings must not change, only optional fields may be added. The instant at which the amount
 * reaches a number can be computed, so a threshold costs one step instead of one step a month.
 */
export type Growing =
  | { kind: 'MONTHS'; since: Instant; lateMs: number }
  | { kind: 'DAYS'; since: Instant }
  | { kind: 'PERIODS'; stretches: readonly CountedInterval[]; onlyRenewed: boolean; late?: readonly LateCount[] };

/** An interval whose first `skipped` cycles do not count. Default: all of them count. */
export interface CountedInterval extends CycleInterval {
  skipped?: number;
}

/** Adds `count` from an instant on. */
export interface LateCount {
  at: Instant;
  count: number;
}

/** Counts whole months since an instant. */
export const monthsSince = (since: Instant): Growing => ({ kind: 'MONTHS', since, lateMs: 0 });

/** Counts whole days since an instant. */
export const daysSince = (since: Instant): Growing => ({ kind: 'DAYS', since });

/** Returns the amount at an instant. */
export function grownAt(growing: Growing, at: Instant, zone: Zone): number {
  switch (growing.kind) {
    case 'MONTHS':
      return wholeMonthsBetween(growing.since, at - growing.lateMs, zone);
    case 'DAYS':
      return wholeDaysBetween(growing.since, at);
    case 'PERIODS':
      return (growing.late ?? [])
        .filter((late) => late.at <= at)
        .reduce(
          (sum, { count }) => sum + count,
          growing.stretches.reduce((sum, interval) => sum + completedIn(interval, growing.onlyRenewed, at, zone), 0),
        );
  }
}

/** Returns the first instant at which the amount is at least `count`; -Infinity: always, Infinity: never. */
export function whenGrownTo(growing: Growing, count: number, zone: Zone): Instant {
  if (count <= 0) return -Infinity;
  switch (growing.kind) {
    case 'MONTHS':
      return addMonths(growing.since, count, zone) + growing.lateMs;
    case 'DAYS':
      return addDays(growing.since, count);
    case 'PERIODS': {
      const ends = growing.stretches.flatMap((interval) => firstEndsIn(interval, growing.onlyRenewed, count, zone));
      for (const late of growing.late ?? []) {
        for (let i = 0; i < Math.min(late.count, count); i++) ends.push(late.at);
      }
      return ends.sort((a, b) => a - b)[count - 1] ?? Infinity;
    }
  }
}

/** Tells whether the last cycle ends exactly when the interval ends and no phase of the subscription follows. */
function endsUnrenewed(interval: CycleInterval, zone: Zone): boolean {
  const { from, to, isContinued } = interval;
  if (isContinued || to === Infinity) return false;
  return addLengths(from, interval, wholeLengthsBetween(from, to, interval, zone), zone) === to;
}

/** Counts the cycles of an interval that are complete at `at`. A cycle that ends with the interval is complete. */
function completedIn(interval: CountedInterval, onlyRenewed: boolean, at: Instant, zone: Zone): number {
  const { from, to } = interval;
  if (at < from) return 0;
  const completed = wholeLengthsBetween(from, Math.min(at, to), interval, zone);
  const counted = at >= to && onlyRenewed && endsUnrenewed(interval, zone) ? completed - 1 : completed;
  return Math.max(0, counted - (interval.skipped ?? 0));
}

/** Returns the first ends of cycles of an interval, at most `count`. */
function firstEndsIn(interval: CountedInterval, onlyRenewed: boolean, count: number, zone: Zone): Instant[] {
  const { from, to, skipped = 0 } = interval;
  const isLost = onlyRenewed && endsUnrenewed(interval, zone);
  const ends: Instant[] = [];
  for (let n = skipped + 1; n <= skipped + count; n++) {
    const end = addLengths(from, interval, n, zone);
    if (end > to || end === Infinity || (end === to && isLost)) break;
    ends.push(end);
  }
  return ends;
}

/**
 * Counts the whole months that the phases cover, overlaps once. The covered time is laid end to end from the first
 * instant, so that gaps do not count.
 */
export function monthsCovered(phases: readonly Phase[], zone: Zone): Steps<number | Growing> {
  const result = startingWith<number | Growing>(0);
  const runs = runsOf(phases, 0, zone);
  const start = runs[0]?.from;
  if (start === undefined) return result;
  let coveredBefore = 0;
  for (const { from, to } of runs) {
    // Laid end to end, this run starts `lateMs` earlier than it did.
    result.add(from, { kind: 'MONTHS', since: start, lateMs: from - start - coveredBefore });
    if (to < Infinity) {
      coveredBefore += to - from;
      result.add(to, wholeMonthsBetween(start, start + coveredBefore, zone));
    }
  }
  return result;
}
