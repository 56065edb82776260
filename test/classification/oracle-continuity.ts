/**
 * The rules of continuity, as literally as the design states them: which phases are paid, and how long each lasts. See
 * oracle.ts.
 */
import type { Interaction, Phase, RecordedPhase } from '../../src/classification/history.js';
import { plusDays, type Clock } from './oracle-numbers.js';
import { cutByDiscounts, isFree, lastingOf } from './oracle-sold.js';

/** What was recorded about an account, after the rules of continuity, with the clock by which it is judged. */
export interface OracleHistory {
  phases: readonly Phase[];
  interactions: readonly Interaction[];
  clock: Clock;
}

export function oracleHistory(
  recorded: readonly RecordedPhase[],
  interactions: readonly Interaction[],
  clock: Clock,
): OracleHistory {
  const lasting = cutByDiscounts(recorded.filter(({ from, to }) => from < to));
  const joined = lasting.map((phase) => ({ ...phase, to: endByTouching(phase, lasting, clock) }));
  const grants = grantsAmong(joined, clock);
  const phases = joined.map(
    (phase): Phase => grants(phase)?.granted ?? { ...phase, isPaid: isPaidByItself(phase, joined) },
  );
  return {
    phases: phases.map((phase) => ({ ...phase, to: endBeforeAnotherSubscription(phase, phases, clock) })),
    // Refunds count for nothing.
    interactions: interactions.filter(({ kind, amountSign }) => kind !== 'PURCHASE' || amountSign !== -1),
    clock,
  };
}

const isSameSubscription = (a: RecordedPhase, b: RecordedPhase): boolean => a.subscriptionId === b.subscriptionId;
/** Tells whether `late` is at most a day after `early`, or at the same instant. */
const isAtMostADayLater = (late: number, early: number, clock: Clock): boolean =>
  early <= late && late <= plusDays(early, 1, clock);

/** Rule 1. */
function endByTouching(phase: RecordedPhase, phases: readonly RecordedPhase[], clock: Clock): number {
  const later = phases.filter((other) => isSameSubscription(other, phase) && other.from > phase.from);
  const next = Math.min(...later.map(({ from }) => from));
  return isAtMostADayLater(next, phase.to, clock) ? next : phase.to;
}

/** Rule 2. */
function isPaidByItself(phase: RecordedPhase, phases: readonly RecordedPhase[]): boolean {
  if (lastingOf(phase).top === 0n) return false;
  if (phase.status === 'ACTIVE' || phase.status === 'PAST_DUE') return true;
  const isEarlierPayment = (other: RecordedPhase): boolean =>
    isSameSubscription(other, phase) &&
    other.from < phase.from &&
    other.status !== 'PAUSED' &&
    isPaidByItself(other, phases);
  return phase.status === 'PAUSED' && phases.some(isEarlierPayment);
}

interface Grant {
  granted: Phase;
  /** The end of the paid phase as which it counts. */
  paidUntil: number;
}

/** Rule 3. Returns a function that finds what a free phase counts as; null if it is not granted. */
function grantsAmong(phases: readonly RecordedPhase[], clock: Clock): (phase: RecordedPhase) => Grant | null {
  const known = new Map<RecordedPhase, Grant | null>();
  const isFirst = (phase: RecordedPhase): boolean =>
    !phases.some((other) => isSameSubscription(other, phase) && other.from < phase.from);
  /** Returns a phase as paid time, with the end from which free phases are counted. */
  const asPaid = (phase: RecordedPhase): Grant | null =>
    isFree(phase)
      ? grantOf(phase)
      : isPaidByItself(phase, phases)
        ? { granted: { ...phase, isPaid: true }, paidUntil: phase.to }
        : null;

  /** (a): the paid phase directly before it, or the one that ended last before a new subscription. */
  function before(phase: RecordedPhase): Grant | null {
    if (!isFirst(phase)) {
      const previous = phases.find((other) => isSameSubscription(other, phase) && other.to === phase.from);
      return previous ? asPaid(previous) : null;
    }
    // Open: of free phases that begin together, those of new subscriptions count for none of the others.
    const paid = phases
      .filter((other) => !isFree(other) || other.from < phase.from || (other.from === phase.from && !isFirst(other)))
      .flatMap((other) => asPaid(other) ?? []);
    const isUnpaid = (t: number): boolean => !paid.some(({ granted }) => granted.from <= t && t < granted.to);
    // Open: "within a day of the end" means before or after it.
    const ends = paid
      .map(({ granted }) => granted.to)
      .filter((to) => isAtMostADayLater(phase.from, to, clock) || isAtMostADayLater(to, phase.from, clock))
      .filter(isUnpaid);
    const last = paid.filter(({ granted }) => granted.to === Math.max(...ends));
    const highest = Math.max(...last.map(({ granted }) => granted.planRank));
    const ids = last.filter(({ granted }) => granted.planRank === highest).map(({ granted }) => granted.subscriptionId);
    // Open: of several on the highest plan, the first by id.
    return last.find(({ granted }) => granted.subscriptionId === ids.toSorted()[0]) ?? null;
  }

  function decide(phase: RecordedPhase): Grant | null {
    const paid = before(phase);
    if (!paid) return null;
    const { granted, paidUntil } = paid;
    const isOnLowerPlan = phase.planRank < granted.planRank;
    const lastsTooLong = phase.to === Infinity || phase.to > plusDays(paidUntil, 92, clock);
    // Open: while the paid phase is still in force, the free one counts for nothing.
    const isOver = phase.to <= granted.to;
    if (isOnLowerPlan || lastsTooLong || isOver) return null;
    return {
      granted: {
        ...granted,
        subscriptionId: phase.subscriptionId,
        from: Math.max(phase.from, granted.to),
        to: phase.to,
        status: 'PAUSED',
        isCanceled: phase.isCanceled,
      },
      paidUntil,
    };
  }

  function grantOf(phase: RecordedPhase): Grant | null {
    if (!isFree(phase)) return null;
    if (!known.has(phase)) known.set(phase, decide(phase));
    return known.get(phase)!;
  }
  return grantOf;
}

/** Rule 4. */
function endBeforeAnotherSubscription(phase: Phase, phases: readonly Phase[], clock: Clock): number {
  if (!phase.isPaid) return phase.to;
  const paid = phases.filter(({ isPaid }) => isPaid);
  const soon = paid.filter(({ from }) => isAtMostADayLater(from, phase.to, clock));
  if (soon.some((other) => isSameSubscription(other, phase))) return phase.to;
  const beginsPaidTime = (next: Phase): boolean =>
    !paid.some((other) => isSameSubscription(other, next) && other.to === next.from);
  const beginnings = soon.filter(beginsPaidTime).map(({ from }) => from);
  return beginnings.length > 0 ? Math.min(...beginnings) : phase.to;
}
