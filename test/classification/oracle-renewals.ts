/** Renewals as literally as the design defines them, of phases after the rules of continuity. See oracle.ts. */
import type { Phase } from '../../src/classification/history.js';
import type { OracleHistory } from './oracle-continuity.js';
import { DAY, LAST_INSTANT, plusDays, type Clock } from './oracle-numbers.js';
import { isSameSpan, plusSpans, spansBetween, termSpan } from './oracle-sold.js';

export interface OracleTermEnd {
  subscriptionId: string;
  /** When the interval that the term belongs to begins. */
  begin: number;
  at: number;
  decidedFrom: number;
  renewedAt: number;
  lapsedAt: number;
}

const holds = (phase: Phase, t: number): boolean => phase.from <= t && t < phase.to;
const renews = (phase: Phase): boolean => phase.status !== 'PAST_DUE' && phase.status !== 'PAUSED';

/** Paid time of one subscription without a gap and with one length of term. */
interface Interval {
  first: Phase;
  last: Phase;
}

const continues = (after: Phase, before: Phase): boolean =>
  after.subscriptionId === before.subscriptionId &&
  after.from === before.to &&
  isSameSpan(termSpan(after), termSpan(before));

function intervalsOf(paid: readonly Phase[]): Interval[] {
  return paid
    .filter((phase) => !paid.some((other) => continues(phase, other)))
    .map((first) => {
      let last = first;
      for (let next: Phase | undefined = first; next; next = paid.find((other) => continues(other, last))) last = next;
      return { first, last };
    });
}

/** Returns the end of the paid time without a gap that contains t; t if nothing is paid. */
function paidUntil(own: readonly Phase[], t: number): number {
  const phase = own.find((one) => holds(one, t));
  return phase ? paidUntil(own, phase.to) : t;
}

function decide(
  paid: readonly Phase[],
  subscriptionId: string,
  decidedFrom: number,
  gapDays: number,
  clock: Clock,
): { renewedAt: number; lapsedAt: number } {
  const isWithinGap = (one: number, other: number): boolean =>
    plusDays(Math.min(one, other), gapDays, clock) >= Math.max(one, other);
  const lastDay = plusDays(decidedFrom, gapDays, clock);
  const own = paid.filter((phase) => phase.subscriptionId === subscriptionId);
  const unbrokenUntil = paidUntil(own, decidedFrom);
  const beganNear = (phase: Phase): boolean => {
    const began = Math.min(
      ...paid.filter((one) => one.subscriptionId === phase.subscriptionId).map(({ from }) => from),
    );
    return isWithinGap(began, decidedFrom);
  };
  const isFirstAfterGap = (phase: Phase): boolean => {
    const before = Math.max(...own.filter((one) => one.from < phase.from).map(({ to }) => to));
    return (
      phase.subscriptionId === subscriptionId &&
      Number.isFinite(before) &&
      before < phase.from &&
      isWithinGap(before, phase.from)
    );
  };
  const isRenewedAt = (t: number): boolean =>
    paid.some(
      (phase) =>
        holds(phase, t) &&
        renews(phase) &&
        ((phase.subscriptionId === subscriptionId && t < unbrokenUntil) || beganNear(phase) || isFirstAfterGap(phase)),
    );
  const hasLapsedAt = (t: number): boolean => t > lastDay && !own.some((phase) => holds(phase, t));
  const instants = [decidedFrom, lastDay + 1, ...paid.flatMap(({ from, to }) => [from, to])];
  for (const t of instants.filter((t) => t >= decidedFrom && t <= LAST_INSTANT).sort((a, b) => a - b)) {
    if (isRenewedAt(t)) return { renewedAt: t, lapsedAt: Infinity };
    if (hasLapsedAt(t)) return { renewedAt: Infinity, lapsedAt: t };
  }
  return { renewedAt: Infinity, lapsedAt: Infinity };
}

/** Returns every end of a term, of a billing interval where there is no term, that is decided from up to `until` on. */
export function oracleTermEnds(
  history: OracleHistory,
  gapDaysAt: (t: number) => number,
  until: number,
): OracleTermEnd[] {
  const { clock } = history;
  const paid = history.phases.filter(({ isPaid }) => isPaid);
  return intervalsOf(paid).flatMap(({ first, last }) => {
    const ends: OracleTermEnd[] = [];
    const { subscriptionId, from: begin } = first;
    for (let n = 1, before = begin; ; n++) {
      const at = plusSpans(begin, termSpan(first), n, clock);
      const decidedFrom = Math.min(at, last.to);
      const gapDays = gapDaysAt(decidedFrom);
      const isReplacedEarly = plusDays(last.to, gapDays, clock) >= at && at - last.to < (at - before) / 2;
      if (at > last.to && !isReplacedEarly) return ends;
      if (at > LAST_INSTANT || decidedFrom > until) return ends;
      ends.push({
        subscriptionId,
        begin,
        at,
        decidedFrom,
        ...decide(paid, subscriptionId, decidedFrom, gapDays, clock),
      });
      if (at > last.to) return ends;
      before = at;
    }
  });
}

const kept = new WeakMap<OracleHistory, Map<number, OracleTermEnd[]>>();

/** Counts the renewals by t of intervals that begin from `runStart` on. */
export function oracleRenewals(history: OracleHistory, gapDays: number, runStart: number, t: number): number {
  const paid = history.phases.filter(({ isPaid }) => isPaid);
  const edges = paid.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
  // From here on nothing changes any more, so that ends can be counted without being listed.
  const steadyFrom = Math.max(...edges) + (gapDays + 3) * DAY;
  const known = kept.get(history) ?? new Map<number, OracleTermEnd[]>();
  kept.set(history, known);
  const ends = known.get(gapDays) ?? oracleTermEnds(history, () => gapDays, steadyFrom);
  known.set(gapDays, ends);
  const listed = ends.filter(({ begin, renewedAt }) => begin >= runStart && renewedAt <= t).length;
  if (t <= steadyFrom) return listed;
  const lasting = intervalsOf(paid).filter(
    ({ first, last }) => first.from >= runStart && last.to === Infinity && renews(last),
  );
  return lasting.reduce((sum, { first }) => {
    const termsBy = (at: number): number => spansBetween(first.from, at, termSpan(first), history.clock);
    return sum + termsBy(t) - termsBy(steadyFrom);
  }, listed);
}
