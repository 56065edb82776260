import { recursForNothing } from './billing.js';
import { addLocalDays, isWithinDays, type Instant, type Zone } from './calendar.js';
import { byStart, type Phase, type RecordedPhase } from './history.js';

/** Two phases at most this many local days apart touch. */
const TOUCHING_DAYS = 1;
/** How long free phases may last in all, from the end of the paid phase that they follow. */
const GRANTED_DAYS = 92;

/**
 * Phases that begin later than this many local days after an instant have no effect on the instant. At the end of a
 * subscription, another one is looked for within a day. If that begins with a free phase, which may overlap the paid one
 * by a day, its effect depends on its end within 92 days, and its end on the phase that follows within another day.
 */
export const DAYS_READ_AHEAD = TOUCHING_DAYS + TOUCHING_DAYS + GRANTED_DAYS + TOUCHING_DAYS;

/** Tells whether a phase is on trial or has a recurring total of zero. */
export const isFree = (phase: RecordedPhase): boolean => phase.status === 'TRIALING' || recursForNothing(phase);

/**
 * Applies the rules of continuity to the lasting phases of an account, oldest first. Records have small gaps and free
 * months that are no interruption of the relationship: a phase that ends at 23:59:59 before the next one, a renewal as a
 * new subscription, a month for free. What was recorded stays as it is; everything is derived from the result.
 */
export function continuous<P extends RecordedPhase>(recorded: readonly P[], zone: Zone): (P & Phase)[] {
  // Not a spread: it takes three times as long, and timelines of the objects that it makes take a quarter longer.
  const phases = recorded.map((phase) => Object.assign({ isPaid: false }, phase));
  const lastOf = joinTouching(phases, zone);
  const hasPaid = markPaid(phases);
  if (hasPaid && phases.some(isFree)) grantFree(phases, zone);
  if (hasPaid && lastOf.size > 1) joinSubscriptions(phases, zone);
  return phases;
}

/** Rule 1: a phase lasts until the next one of its subscription. Returns the last phase of each subscription. */
function joinTouching(phases: readonly Phase[], zone: Zone): Map<string, Phase> {
  const lastOf = new Map<string, Phase>();
  for (const phase of phases) {
    const before = lastOf.get(phase.subscriptionId);
    if (before && before.to < phase.from && isWithinDays(before.to, phase.from, TOUCHING_DAYS, zone)) {
      before.to = phase.from;
    }
    lastOf.set(phase.subscriptionId, phase);
  }
  return lastOf;
}

/**
 * Rule 2: sets `isPaid`. A trial that is paused because its card is missing has a price, but was never paid: a paused
 * phase is paid only after a paid phase of its subscription. Returns whether any phase is paid.
 */
function markPaid(phases: readonly Phase[]): boolean {
  const paying = new Set<string>();
  for (const phase of phases) {
    phase.isPaid = !isFree(phase) && (phase.status !== 'PAUSED' || paying.has(phase.subscriptionId));
    if (phase.isPaid) paying.add(phase.subscriptionId);
  }
  return paying.size > 0;
}

/**
 * Rule 3: free phases that are granted count as the paid phase before them, paused. Sorts the phases again.
 *
 * The phases are decided in the order of their starts, because a granted phase is paid time for the phases after it.
 * Subscriptions that begin at one instant are decided by the paid time before it, so that their order has no effect.
 */
function grantFree(phases: Phase[], zone: Zone): void {
  const previous = previousOf(phases);
  /** The end of the paid phase that each granted phase continues. */
  const paidUntil = new Map<Phase, Instant>();
  const grant = (phase: Phase, paid: Phase | undefined): void => {
    if (!paid || phase.planRank < paid.planRank) return;
    const end = paidUntil.get(paid) ?? paid.to;
    if (phase.to <= paid.to || phase.to === Infinity || phase.to > addLocalDays(end, GRANTED_DAYS, zone)) return;
    const { subscriptionId, to, isCanceled } = phase;
    const from = Math.max(phase.from, paid.to);
    // A paid phase that sells one item has no property `sold` to copy.
    Object.assign(phase, paid, { subscriptionId, from, to, isCanceled, status: 'PAUSED', sold: paid.sold });
    paidUntil.set(phase, end);
  };
  for (const together of phasesByStart(phases.filter(isFree))) {
    for (const phase of together) {
      const before = previous.get(phase);
      if (before?.isPaid && before.to === phase.from) grant(phase, before);
    }
    const firsts = together.filter((phase) => !previous.has(phase));
    if (firsts.length === 0) continue;
    const ended = endedAround(firsts[0]!.from, phases, zone);
    for (const phase of firsts) grant(phase, ended);
  }
  phases.sort(byStart);
}

/** Returns the phase before each phase that is not the first one of its subscription. */
function previousOf(phases: readonly Phase[]): Map<Phase, Phase> {
  const previous = new Map<Phase, Phase>();
  const lastOf = new Map<string, Phase>();
  for (const phase of phases) {
    const before = lastOf.get(phase.subscriptionId);
    if (before) previous.set(phase, before);
    lastOf.set(phase.subscriptionId, phase);
  }
  return previous;
}

function phasesByStart(phases: readonly Phase[]): Phase[][] {
  const groups: Phase[][] = [];
  for (const phase of phases) {
    const last = groups.at(-1);
    if (last?.[0]!.from === phase.from) last.push(phase);
    else groups.push([phase]);
  }
  return groups;
}

/**
 * Returns the paid phase that ended last if the paid time of the account ends within a day of `at`, before or after it. Of
 * several, it is the one on the highest plan.
 */
function endedAround(at: Instant, phases: readonly Phase[], zone: Zone): Phase | undefined {
  const paid = phases.filter(({ isPaid }) => isPaid);
  const isEndOfPaidTime = (end: Instant): boolean => !paid.some(({ from, to }) => from <= end && end < to);
  return paid
    .filter(({ to }) => isWithinDays(to, at, TOUCHING_DAYS, zone) || isWithinDays(at, to, TOUCHING_DAYS, zone))
    .sort((a, b) => b.to - a.to || b.planRank - a.planRank || (a.subscriptionId < b.subscriptionId ? -1 : 1))
    .find(({ to }) => isEndOfPaidTime(to));
}

/**
 * Rule 4: where the paid time of a subscription ends and that of another one begins at most a day later, the ending phase
 * lasts until then. A gap of at most a day within a subscription does not end its paid time.
 */
function joinSubscriptions(phases: readonly Phase[], zone: Zone): void {
  const paid = phases.filter(({ isPaid }) => isPaid);
  const previous = previousOf(paid);
  /** The phases with which the paid time of a subscription begins. */
  const begins = new Set(paid.filter((phase) => previous.get(phase)?.to !== phase.from));
  for (const phase of paid) {
    const following: Phase[] = [];
    for (let i = firstStartingAt(paid, phase.to); i < paid.length; i++) {
      if (!isWithinDays(phase.to, paid[i]!.from, TOUCHING_DAYS, zone)) break;
      following.push(paid[i]!);
    }
    if (following.some(({ subscriptionId }) => subscriptionId === phase.subscriptionId)) continue;
    phase.to = following.find((next) => begins.has(next))?.from ?? phase.to;
  }
}

/** Returns the index of the first phase that does not start before `at`. */
function firstStartingAt(phases: readonly Phase[], at: Instant): number {
  let low = 0;
  let high = phases.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (phases[middle]!.from < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
