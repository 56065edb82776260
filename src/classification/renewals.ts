import {
  addLengths,
  addLocalDays,
  END_OF_TIME,
  isSameLength,
  isWithinDays,
  type Instant,
  type Length,
  type Zone,
} from './calendar.js';
import { paidPhases, type History, type Phase } from './history.js';
import { renewalLength } from './subscription.js';

/** Returns the `gapDays` of the policy in force at an instant. */
export type GapDaysAt = (at: Instant) => number;

/** Paid time of one subscription without a gap. */
interface PaidTime {
  from: Instant;
  to: Instant;
  phases: Phase[];
  /** The phases that renew a term by being in force. */
  renewing: Phase[];
  /** When the paid time before the gap ended; -Infinity if there is none. */
  lastPaidAt: Instant;
}

/**
 * The part of paid time with one length of term, the billing period where there is no term: its own length. Terms are
 * counted from `from`.
 */
export interface TermInterval extends Length {
  from: Instant;
  to: Instant;
  phases: Phase[];
  paidTime: PaidTime;
  subscription: PaidSubscription;
}

/** All paid time of one subscription. */
interface PaidSubscription {
  id: string;
  paidTimes: PaidTime[];
  renewing: Phase[];
}

/** How a renewal is decided: at most one of the two instants is finite. */
export interface Decision {
  /** The first instant at which it is renewed; Infinity: never. */
  renewedAt: Instant;
  /** The first instant from which it can no longer be renewed; Infinity: never. */
  lapsedAt: Instant;
}

/** The end of a term, at which its subscription is renewed or not. */
export interface TermEnd extends Decision {
  at: Instant;
  /** The instant from which the renewal is decided: `at`, or the end of the term's interval if that is earlier. */
  decidedFrom: Instant;
  /** The phase just before `decidedFrom`. */
  phase: Phase;
}

/** Tells whether a paid phase renews a term by being in force. */
export const isRenewing = ({ status }: Phase): boolean => status !== 'PAST_DUE' && status !== 'PAUSED';

/** The paid time of an account, by which its renewals are decided. */
export class PaidHistory {
  readonly intervals: TermInterval[] = [];
  /**
   * The instants at which a subscription begins or is paid again after a gap. Only near them does a renewal depend on
   * anything but the unbroken paid time of its own subscription.
   */
  readonly beginnings: Instant[] = [];
  private readonly subscriptions = new Map<string, PaidSubscription>();

  constructor(
    history: History,
    readonly zone: Zone,
  ) {
    for (const phase of paidPhases(history)) this.add(phase);
  }

  private add(phase: Phase): void {
    const id = phase.subscriptionId;
    const subscription = this.subscriptions.get(id) ?? { id, paidTimes: [], renewing: [] };
    this.subscriptions.set(id, subscription);
    let paidTime = subscription.paidTimes.at(-1);
    if (paidTime?.to !== phase.from) {
      paidTime = { from: phase.from, to: phase.to, phases: [], renewing: [], lastPaidAt: paidTime?.to ?? -Infinity };
      subscription.paidTimes.push(paidTime);
      this.beginnings.push(phase.from);
    }
    paidTime.to = phase.to;
    paidTime.phases.push(phase);
    if (isRenewing(phase)) {
      paidTime.renewing.push(phase);
      subscription.renewing.push(phase);
    }

    const length = renewalLength(phase);
    const last = this.intervals.findLast((interval) => interval.subscription === subscription);
    if (last?.paidTime === paidTime && isSameLength(last, length)) {
      last.to = phase.to;
      last.phases.push(phase);
    } else {
      this.intervals.push({ from: phase.from, to: phase.to, ...length, phases: [phase], paidTime, subscription });
    }
  }

  /** Decides the renewal of a term of the interval from `decidedFrom` on, which is not after the interval. */
  decide({ paidTime, subscription }: TermInterval, decidedFrom: Instant, gapDays: number): Decision {
    const activeAt = firstInForce(paidTime.renewing, decidedFrom);
    // This is so for nearly all renewals, and nothing can renew a term earlier.
    if (activeAt === decidedFrom) return { renewedAt: activeAt, lapsedAt: Infinity };
    const renewedAt = Math.min(
      activeAt,
      this.renewedByNewSubscription(decidedFrom, gapDays),
      this.renewedByReturn(subscription, decidedFrom, gapDays),
    );
    const lapsedAt = this.unpaidAfter(subscription, addLocalDays(decidedFrom, gapDays, this.zone));
    return renewedAt <= lapsedAt ? { renewedAt, lapsedAt: Infinity } : { renewedAt: Infinity, lapsedAt };
  }

  private renewedByNewSubscription(decidedFrom: Instant, gapDays: number): Instant {
    let renewedAt = Infinity;
    for (const { paidTimes, renewing } of this.subscriptions.values()) {
      const beganAt = paidTimes[0]!.from;
      const isNear = isWithinDays(Math.min(beganAt, decidedFrom), Math.max(beganAt, decidedFrom), gapDays, this.zone);
      if (isNear) renewedAt = Math.min(renewedAt, firstInForce(renewing, decidedFrom));
    }
    return renewedAt;
  }

  private renewedByReturn({ paidTimes }: PaidSubscription, decidedFrom: Instant, gapDays: number): Instant {
    const paidAgain = paidTimes.find(
      ({ from, phases, lastPaidAt }) =>
        from >= decidedFrom && isRenewing(phases[0]!) && isWithinDays(lastPaidAt, from, gapDays, this.zone),
    );
    return paidAgain?.from ?? Infinity;
  }

  /** Returns the first instant after `lastDay` at which nothing is paid for the subscription. */
  private unpaidAfter({ paidTimes }: PaidSubscription, lastDay: Instant): Instant {
    if (lastDay >= END_OF_TIME) return Infinity;
    return paidTimes.reduce((at, { from, to }) => (from <= at && at < to ? to : at), lastDay + 1);
  }
}

/** Returns the first instant from `at` on at which one of the phases, oldest first, is in force. */
function firstInForce(phases: readonly Phase[], at: Instant): Instant {
  const phase = phases.find(({ to }) => to > at);
  return phase ? Math.max(phase.from, at) : Infinity;
}

/** Returns the n-th end of a term of an interval. */
export const termEnd = (interval: TermInterval, n: number, zone: Zone): Instant =>
  addLengths(interval.from, interval, n, zone);

/**
 * Tells whether the n-th term, the first one that ends after the interval, was replaced or given up so shortly before its
 * end that its renewal is still decided.
 */
export function isReplacedEarly(interval: TermInterval, n: number, gapDays: number, paid: PaidHistory): boolean {
  const { to } = interval;
  const end = termEnd(interval, n, paid.zone);
  const isInLaterHalf = 2 * (end - to) < end - termEnd(interval, n - 1, paid.zone);
  return isInLaterHalf && isWithinDays(to, end, gapDays, paid.zone);
}

/** Yields the ends of terms of an interval, oldest first; without end if it is open-ended. */
function* endsOf(
  interval: TermInterval,
  paid: PaidHistory,
  gapDaysAt: GapDaysAt,
): Generator<{ at: Instant; decidedFrom: Instant }> {
  for (let n = 1; ; n++) {
    const at = termEnd(interval, n, paid.zone);
    if (at === Infinity) return;
    if (at > interval.to) {
      const decidedFrom = interval.to;
      if (isReplacedEarly(interval, n, gapDaysAt(decidedFrom), paid)) yield { at, decidedFrom };
      return;
    }
    yield { at, decidedFrom: at };
  }
}

/**
 * Returns the ends of agreed terms that are decided by `until`, and the next one of each subscription. Ends of billing
 * periods without a term are left out.
 */
export function termEndsUntil(history: History, until: Instant, gapDaysAt: GapDaysAt, zone: Zone): TermEnd[] {
  const paid = new PaidHistory(history, zone);
  const ends: TermEnd[] = [];
  const withNext = new Set<PaidSubscription>();
  for (const interval of paid.intervals) {
    const lastAgreed = interval.phases.findLast(({ termMonths }) => termMonths > 0);
    if (!lastAgreed || withNext.has(interval.subscription)) continue;
    for (const { at, decidedFrom } of endsOf(interval, paid, gapDaysAt)) {
      if (decidedFrom > lastAgreed.to) break;
      const phase = interval.phases.find(({ from, to }) => from < decidedFrom && decidedFrom <= to)!;
      if (phase.termMonths === 0) continue;
      ends.push({ at, decidedFrom, phase, ...paid.decide(interval, decidedFrom, gapDaysAt(decidedFrom)) });
      if (decidedFrom > until) {
        withNext.add(interval.subscription);
        break;
      }
    }
  }
  return ends;
}
