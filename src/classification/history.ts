import type { Sold } from './billing.js';
import { addLocalDays, END_OF_TIME, type Instant, type Zone } from './calendar.js';
import { continuous } from './continuity.js';
import { cutByDiscounts } from './discounts.js';
import { combineSteps, mapSteps, startingWith, sumOfSpans, type Steps } from './steps.js';

export type PhaseStatus = 'TRIALING' | 'ACTIVE' | 'PAST_DUE' | 'PAUSED';
export type BillingIntervalMonths = 1 | 3 | 12;

/**
 * An interval [from, to) of one subscription during which its terms did not change, as recorded. An empty one, from = to, is
 * never in force.
 */
export interface RecordedPhase {
  subscriptionId: string;
  from: Instant;
  /** Infinity if it renews automatically. */
  to: Instant;
  status: PhaseStatus;
  /** The highest rank of its BASE and ADD_ON items. */
  planRank: number;
  quantity: number;
  /** Per unit and billing interval, in the minor unit of the currency. */
  unitPriceMinor: number;
  intervalMonths: BillingIntervalMonths;
  /** Length of the commitment; 0: none. */
  termMonths: number;
  /** Whether the terms were made for this account instead of being those of the plan. */
  tailored: boolean;
  /** By how many days before the end of a term notice must be given. No fact depends on it. Default: none is agreed. */
  noticeDays?: number | null;
  /** Whether its end is a recorded cancellation, not only the end of what was agreed. Default: no. */
  isCanceled?: boolean;
  /**
   * If given, `quantity`, `unitPriceMinor` and `intervalMonths` are not read. Default: the phase sells one item, in the
   * workspace's currency and without discounts.
   */
  sold?: Sold | null;
}

/** A phase of a history: what was recorded, after the rules of continuity. A phase granted for free is paid and paused. */
export interface Phase extends RecordedPhase {
  /** Whether it makes the account a customer (rules 2 and 3 of `continuous`). */
  isPaid: boolean;
}

export type InteractionKind =
  | 'ONBOARDING'
  | 'SUPPORT'
  | 'TRAINING'
  | 'MEETING'
  | 'CALL'
  | 'EMAIL'
  | 'BUSINESS_REVIEW'
  | 'FEEDBACK'
  | 'ADVOCACY'
  | 'PURCHASE'
  | 'USAGE'
  | 'OTHER';
export type Initiative = 'US' | 'THEM' | 'UNKNOWN';

export interface Interaction {
  id: string;
  at: Instant;
  kind: InteractionKind;
  /** Whether a person gave this account something that not every account gets. */
  personalized: boolean;
  /** Who initiated it. */
  initiative: Initiative;
  /** -100 to 100: hundredths of the scale -1 to 1, so that averages are exact. */
  sentimentHundredths: number | null;
  /** The sign of the amount of a PURCHASE: -1 for a refund. Default: null, not known. */
  amountSign?: number | null;
}

/**
 * Everything about an account that has an effect: phases that last, by `from`, and interactions other than refunds by `at`,
 * oldest first.
 */
export interface History {
  phases: readonly Phase[];
  interactions: readonly Interaction[];
}

/** Orders phases by their start. An empty phase comes before the one that starts with it. */
export const byStart = <P extends Pick<RecordedPhase, 'from' | 'to'>>(a: P, b: P): number =>
  a.from - b.from || a.to - b.to;

/** Tells whether a phase is in force at any instant. One that ends as it starts is recorded and shown, but has no effect. */
export const isLasting = ({ from, to }: Pick<RecordedPhase, 'from' | 'to'>): boolean => from < to;

/** Makes a history of what was recorded, in the order that the kernel relies on. */
export const toHistory = <P extends RecordedPhase, I extends Interaction>(
  phases: readonly P[],
  interactions: readonly I[],
  zone: Zone,
): { phases: (P & Phase)[]; interactions: I[] } => ({
  phases: continuous(cutByDiscounts(phases.filter(isLasting).toSorted(byStart)), zone),
  // The order of interactions at one instant must not depend on how they were loaded.
  interactions: interactions
    .filter((interaction) => !isRefund(interaction))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
});

/** Tells whether an interaction takes a purchase back. It counts in no fact, and makes no customer. */
const isRefund = ({ kind, amountSign }: Interaction): boolean => kind === 'PURCHASE' && amountSign === -1;

/** Tells whether an interaction makes the account a customer for some time. */
export const isSale = ({ kind, amountSign }: Interaction): boolean =>
  kind === 'PURCHASE' && (amountSign === 1 || amountSign === null || amountSign === undefined);

/** Tells whether a phase brings revenue: it is paid and not paused. */
export const isBilled = (phase: Phase): boolean => phase.isPaid && phase.status !== 'PAUSED';

export const paidPhases = (history: History): Phase[] => history.phases.filter((phase) => phase.isPaid);
export const billedPhases = (history: History): Phase[] => history.phases.filter(isBilled);

/** Returns, for each instant, the sum of `worth` over the phases in force. */
export const sumInForce = (phases: readonly Phase[], worth: (phase: Phase) => number): Steps<number> =>
  sumOfSpans(phases.map((phase) => ({ from: phase.from, to: phase.to, weight: worth(phase) })));

/**
 * Returns, for each instant, what `of` returns for the phases in force. For sums of numbers, `sumInForce` is faster.
 * `phases`: by start, as in a history.
 */
export function mapInForce<V>(phases: readonly Phase[], of: (inForce: readonly Phase[]) => V): Steps<V> {
  const edges = [...new Set(phases.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const result = startingWith(of([]));
  let inForce: Phase[] = [];
  let started = 0;
  for (const at of edges) {
    while (started < phases.length && phases[started]!.from <= at) inForce.push(phases[started++]!);
    inForce = inForce.filter(({ to }) => to > at);
    result.add(at, of(inForce));
  }
  return result;
}

/** Returns, for each instant, whether any of the phases is in force. */
export const anyInForce = (phases: readonly Phase[]): Steps<boolean> =>
  mapSteps(
    sumInForce(phases, () => 1),
    (count) => count > 0,
  );

/** Returns, for each instant, the highest `worth` of the phases in force; 0 if none is. */
export function highestInForce(phases: readonly Phase[], worth: (phase: Phase) => number): Steps<number> {
  const levels = [...new Set(phases.map(worth))].filter((level) => level > 0);
  if (levels.length === 0) return startingWith(0);
  return combineSteps(
    levels.map((level) =>
      mapSteps(anyInForce(phases.filter((phase) => worth(phase) === level)), (inForce) => (inForce ? level : 0)),
    ),
    (values) => Math.max(...values),
  );
}

/** An interval [from, to) of continuous payment. */
export interface Run {
  from: Instant;
  to: Instant;
}

/** Merges phases whose gaps are not longer than `gapDays` local days into runs, oldest first. */
export function runsOf(phases: readonly Phase[], gapDays: number, zone: Zone): Run[] {
  const runs: Run[] = [];
  for (const { from, to } of phases) {
    const last = runs.at(-1);
    if (last && from <= addLocalDays(last.to, gapDays, zone)) last.to = Math.max(last.to, to);
    else runs.push({ from, to });
  }
  return runs;
}

/**
 * Returns, for each instant, the current run: the run of the last paid phase that started, until more than `gapDays`
 * have passed since its end; null if there is none. The value at an instant never depends on later phases: during a gap
 * of at most `gapDays`, the run is current whether or not a later phase continues it.
 */
export function currentRun(history: History, gapDays: number, zone: Zone): Steps<Run | null> {
  const result = startingWith<Run | null>(null);
  for (const run of runsOf(paidPhases(history), gapDays, zone)) {
    result.add(run.from, run);
    const lastDay = addLocalDays(run.to, gapDays, zone);
    if (lastDay < END_OF_TIME) result.add(lastDay + 1, null);
  }
  return result;
}
