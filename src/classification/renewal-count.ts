import { CLOCK_CHANGES_MS, DAY_MS, END_OF_TIME, wholeLengthsBetween, type Instant, type Zone } from './calendar.js';
import type { Growing, LateCount } from './counting.js';
import type { History, Phase, Run } from './history.js';
import { isRenewing, isReplacedEarly, PaidHistory, termEnd, type TermInterval } from './renewals.js';
import type { CycleInterval } from './subscription.js';

/** The renewals of one term interval: those at the end of a term, and those after it. */
export interface IntervalRenewals {
  from: Instant;
  punctual: CycleInterval[];
  late: LateCount[];
}

/** Returns the renewals of each term interval. */
export function renewalsOf(history: History, gapDays: number, zone: Zone): IntervalRenewals[] {
  const paid = new PaidHistory(history, zone);
  return paid.intervals.map((interval) => renewalsOfInterval(interval, paid, gapDays));
}

/** Counts the renewals of the intervals that begin in a run. */
export function renewalsIn(run: Run, renewals: readonly IntervalRenewals[]): Growing {
  const ofRun = renewals.filter(({ from }) => run.from <= from && from < run.to);
  return {
    kind: 'PERIODS',
    stretches: ofRun.flatMap(({ punctual }) => punctual),
    onlyRenewed: false,
    late: ofRun.flatMap(({ late }) => late),
  };
}

function renewalsOfInterval(interval: TermInterval, paid: PaidHistory, gapDays: number): IntervalRenewals {
  const renewals: IntervalRenewals = { from: interval.from, punctual: [], late: [] };
  const decideAlone = (decidedFrom: Instant): void => {
    const { renewedAt } = paid.decide(interval, decidedFrom, gapDays);
    if (renewedAt < Infinity) renewals.late.push({ at: renewedAt, count: 1 });
  };
  for (const phase of interval.phases) {
    if (isRenewing(phase)) addPunctual(renewals, interval, phase, paid.zone);
    else addDelayed(renewals, interval, phase, paid, gapDays, decideAlone);
  }
  if (interval.to < Infinity) {
    const before = termsBefore(interval, interval.to, paid.zone);
    const isEndOfTerm = termEnd(interval, before + 1, paid.zone) === interval.to;
    if (isEndOfTerm || isReplacedEarly(interval, before + 1, gapDays, paid)) decideAlone(interval.to);
  }
  return renewals;
}

/** Counts the terms of an interval that end before an instant. */
const termsBefore = (interval: TermInterval, at: Instant, zone: Zone): number =>
  at <= interval.from ? 0 : wholeLengthsBetween(interval.from, at - 1, interval, zone);

/** Counts the terms that end during a phase that renews them. */
function addPunctual({ punctual }: IntervalRenewals, interval: TermInterval, phase: Phase, zone: Zone): void {
  const to = phase.to - 1;
  const last = punctual.at(-1);
  if (last && last.to === phase.from - 1) {
    last.to = to;
    return;
  }
  const skipped = termsBefore(interval, phase.from, zone);
  const { from, months, days } = interval;
  punctual.push({
    from,
    to,
    months,
    ...(days === undefined ? {} : { days }),
    isContinued: false,
    ...(skipped > 0 ? { skipped } : {}),
  });
}

/**
 * Counts the terms that end while the subscription is past due or paused. The next active phase of the same paid time renews
 * all of them at once, except those near the beginning of other paid time, which are decided one by one because it may
 * renew them earlier.
 */
function addDelayed(
  { late }: IntervalRenewals,
  interval: TermInterval,
  phase: Phase,
  paid: PaidHistory,
  gapDays: number,
  decideAlone: (decidedFrom: Instant) => void,
): void {
  const near = new Set<number>();
  const nearMs = gapDays * DAY_MS + CLOCK_CHANGES_MS;
  const first = termsBefore(interval, phase.from, paid.zone) + 1;
  for (const beginning of paid.beginnings) {
    const last = termsBefore(interval, Math.min(phase.to, beginning + nearMs, END_OF_TIME), paid.zone);
    for (let n = Math.max(first, termsBefore(interval, beginning - nearMs, paid.zone)); n <= last; n++) near.add(n);
  }
  for (const n of near) decideAlone(termEnd(interval, n, paid.zone));
  const next = interval.paidTime.phases.find((other) => other.from >= phase.to && isRenewing(other));
  const count = next ? termsBefore(interval, phase.to, paid.zone) - (first - 1) - near.size : 0;
  if (count > 0) late.push({ at: next!.from, count });
}
