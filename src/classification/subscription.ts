import { billingLength } from './billing.js';
import { addLengths, isSameLength, wholeLengthsBetween, type Instant, type Length, type Zone } from './calendar.js';
import { isLasting, paidPhases, toHistory, type Phase, type PhaseStatus, type RecordedPhase } from './history.js';

/** CANCELED is not the status of a phase: a subscription is CANCELED when none of its phases is in force any more. */
export type SubscriptionStatus = PhaseStatus | 'CANCELED';

/** The state of a subscription at an instant, derived from its phases. */
export interface SubscriptionState<P extends RecordedPhase = RecordedPhase> {
  status: SubscriptionStatus;
  /** The phase in force; before the first phase, the first one; between and after phases, the last one that started. */
  phase: P;
  startedAt: Instant;
  /** The end of the last trial, past or future; null if there is none. */
  trialEndsAt: Instant | null;
  /** The end of the current commitment, or of the billing period if there is no commitment; null while nothing is paid. */
  currentTermEndsAt: Instant | null;
  /**
   * The end of the uninterrupted time that contains the instant or, in a gap, of the next one; null if it renews automatically
   * or there is none.
   */
  endsAt: Instant | null;
  /** `endsAt`, if it is a recorded cancellation. */
  cancelAt: Instant | null;
  endedAt: Instant | null;
}

/** Returns the length of time after which a phase renews: its commitment, or its billing period if it has none. */
export const renewalLength = (phase: RecordedPhase): Length =>
  phase.termMonths > 0 ? { months: phase.termMonths } : billingLength(phase);

/** Adjacent phases of one subscription with one length of cycle: its own length. Cycles are counted from `from`. */
export interface CycleInterval extends Length {
  from: Instant;
  to: Instant;
  /** Whether another interval of the same subscription starts where this one ends. */
  isContinued: boolean;
}

/**
 * Merges adjacent phases of each subscription for which `lengthOf` stays the same, so that other changes do not restart
 * the count of cycles.
 */
export function cycleIntervalsOf(phases: readonly Phase[], lengthOf: (phase: Phase) => Length): CycleInterval[] {
  const intervals: CycleInterval[] = [];
  const lastOf = new Map<string, CycleInterval>();
  for (const phase of phases.filter(isLasting)) {
    const last = lastOf.get(phase.subscriptionId);
    const length = lengthOf(phase);
    const touches = last?.to === phase.from;
    if (touches && isSameLength(last, length)) {
      last.to = phase.to;
      continue;
    }
    if (touches) last.isContinued = true;
    const interval = { from: phase.from, to: phase.to, ...length, isContinued: false };
    intervals.push(interval);
    lastOf.set(phase.subscriptionId, interval);
  }
  return intervals;
}

/** Returns the first end of a cycle after `at`. */
const cycleEndAfter = (interval: CycleInterval, at: Instant, zone: Zone): Instant =>
  addLengths(interval.from, interval, wholeLengthsBetween(interval.from, at, interval, zone) + 1, zone);

/**
 * Returns when the current agreement ends: the trial, the commitment, or (also on a free plan) the billing period, the
 * first of these that applies. Returns `at` if nothing is in force.
 */
export function endOfAgreement(recorded: readonly RecordedPhase[], at: Instant, zone: Zone): Instant {
  const { phases } = toHistory(recorded, [], zone);
  const phase = phases.findLast(({ from }) => from <= at);
  if (!phase || at >= phase.to) return at;
  // A trial that follows a paid phase counts as that phase, but a cancellation ends it like any other trial.
  const isTrial = recorded.some(({ status, from }) => status === 'TRIALING' && from === phase.from);
  if (isTrial) return phase.to < Infinity ? phase.to : at;
  const isAlike = (other: Phase): boolean => other.isPaid === phase.isPaid && other.status !== 'TRIALING';
  return cycleEndAfter(
    cycleIntervalsOf(phases.filter(isAlike), renewalLength).findLast(({ from }) => from <= at)!,
    at,
    zone,
  );
}

/** Returns the last phase of the uninterrupted time that contains an instant or, in a gap, of the next one. */
function lastUnbroken<P extends RecordedPhase>(phases: readonly P[], at: Instant): P | undefined {
  const rest = phases.filter(({ to }) => to > at);
  return rest.find(({ to }, i) => rest[i + 1]?.from !== to);
}

/** Returns the state of a subscription at an instant. `phases` must be sorted, oldest first, and not empty. */
export function subscriptionStateAt<P extends RecordedPhase>(
  phases: readonly P[],
  at: Instant,
  zone: Zone,
): SubscriptionState<P> {
  const first = phases[0]!;
  const phase = phases.findLast(({ from }) => from <= at) ?? first;
  const isOver = at >= phase.to;
  const end = phases.at(-1)!.to;
  const trial = phases.findLast(({ status }) => status === 'TRIALING');
  const history = toHistory(phases, [], zone);
  const term = cycleIntervalsOf(paidPhases(history), renewalLength).find(({ from, to }) => from <= at && at < to);
  const last = lastUnbroken(history.phases, at);
  const endsAt = last && last.to < Infinity ? last.to : null;
  return {
    status: isOver ? 'CANCELED' : phase.status,
    phase,
    startedAt: first.from,
    trialEndsAt: trial?.to ?? null,
    currentTermEndsAt: term ? cycleEndAfter(term, at, zone) : null,
    endsAt,
    cancelAt: last?.isCanceled ? endsAt : null,
    endedAt: at >= end ? end : null,
  };
}
