import { addMonths, wholeMonthsBetween, type Instant } from './calendar.js';
import { isPaid, type Phase, type PhaseStatus } from './history.js';

/** CANCELED is no phase: it is what a subscription is where none of its phases is in force any more. */
export type SubscriptionStatus = PhaseStatus | 'CANCELED';

/** All that derives from a subscription's phases at an instant. */
export interface SubscriptionState<P extends Phase = Phase> {
  status: SubscriptionStatus;
  /** The phase in force; before the first one that one, between and after phases the last one begun. */
  phase: P;
  startedAt: Instant;
  /** The end of the trial that is on or to come; the last one's where it is over; null without one. */
  trialEndsAt: Instant | null;
  /** The end of the commitment that is on, or of the billing interval where there is none; null while none is paid. */
  currentTermEndsAt: Instant | null;
  /** When a cancellation falls due that is recorded but still to come. */
  cancelAt: Instant | null;
  endedAt: Instant | null;
}

/** Months after which a phase's terms are renewed: its commitment, or its billing interval without one. */
export const renewalMonths = ({ termMonths, intervalMonths }: Phase): number => termMonths || intervalMonths;

/** A stretch of touching phases of one subscription, counted in periods of `months` from its start. */
export interface Stretch {
  from: Instant;
  to: Instant;
  months: number;
  /** Whether another stretch of the same subscription begins where this one ends. */
  isContinued: boolean;
}

/** Touching phases of one subscription for which `monthsOf` stays the same: a clock that ticks on through other changes. */
export function stretchesOf(phases: readonly Phase[], monthsOf: (phase: Phase) => number): Stretch[] {
  const stretches: Stretch[] = [];
  const lastOf = new Map<string, Stretch>();
  for (const phase of phases) {
    const last = lastOf.get(phase.subscriptionId);
    const touches = last?.to === phase.from;
    if (touches && last.months === monthsOf(phase)) {
      last.to = phase.to;
      continue;
    }
    if (touches) last.isContinued = true;
    const stretch = { from: phase.from, to: phase.to, months: monthsOf(phase), isContinued: false };
    stretches.push(stretch);
    lastOf.set(phase.subscriptionId, stretch);
  }
  return stretches;
}

/** The first end of a period of the stretch after `at`. */
export const periodEndAfter = ({ from, months }: Stretch, at: Instant): Instant =>
  addMonths(from, (Math.floor(wholeMonthsBetween(from, at) / months) + 1) * months);

/**
 * When what was agreed ends: the trial, else the commitment, else the billing interval, of a free plan too; `at` where
 * nothing is in force.
 */
export function endOfAgreement(phases: readonly Phase[], at: Instant): Instant {
  const phase = phases.findLast(({ from }) => from <= at);
  if (!phase || at >= phase.to) return at;
  if (phase.status === 'TRIALING') return phase.to < Infinity ? phase.to : at;
  const isAlike = isPaid(phase) ? isPaid : (other: Phase) => other.status !== 'TRIALING' && !isPaid(other);
  return periodEndAfter(
    stretchesOf(phases.filter(isAlike), renewalMonths).findLast(({ from }) => from <= at)!,
    at,
  );
}

/** How a subscription stands at an instant. Its phases come oldest first, and there is at least one. */
export function subscriptionStateAt<P extends Phase>(phases: readonly P[], at: Instant): SubscriptionState<P> {
  const first = phases[0]!;
  const phase = phases.findLast(({ from }) => from <= at) ?? first;
  const isOver = at >= phase.to;
  const end = phases.at(-1)!.to;
  const trial = phases.findLast(({ status }) => status === 'TRIALING');
  const term = stretchesOf(phases.filter(isPaid), renewalMonths).find(({ from, to }) => from <= at && at < to);
  return {
    status: isOver ? 'CANCELED' : phase.status,
    phase,
    startedAt: first.from,
    trialEndsAt: trial?.to ?? null,
    currentTermEndsAt: term ? periodEndAfter(term, at) : null,
    cancelAt: at < end && end < Infinity ? end : null,
    endedAt: at >= end ? end : null,
  };
}
