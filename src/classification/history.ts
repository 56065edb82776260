import { addDays, END_OF_TIME, type Instant } from './calendar.js';
import { combineSteps, mapSteps, startingWith, sumOfSpans, type Steps } from './steps.js';

export type PhaseStatus = 'TRIALING' | 'ACTIVE' | 'PAST_DUE' | 'PAUSED';
export type BillingIntervalMonths = 1 | 3 | 12;

/** A stretch [from, to) of one subscription over which nothing about it changed. */
export interface Phase {
  subscriptionId: string;
  from: Instant;
  /** Infinity while it renews by itself. */
  to: Instant;
  status: PhaseStatus;
  planRank: number;
  quantity: number;
  /** Per unit and billing interval, in the currency's minor unit. */
  unitPriceMinor: number;
  intervalMonths: BillingIntervalMonths;
  /** Length of the commitment; 0 for none. */
  termMonths: number;
  /** Made for this account, not what everyone on the plan gets. */
  tailored: boolean;
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
  /** A person gave this account something that not every account gets. */
  personalized: boolean;
  /** Who began it. */
  initiative: Initiative;
  /** -100..100, hundredths of the scale -1..1, so that averages are exact. */
  sentimentHundredths: number | null;
}

/** All that was recorded of an account: phases by `from`, interactions by `at`, oldest first. */
export interface History {
  phases: readonly Phase[];
  interactions: readonly Interaction[];
}

/** The history in the order that the kernel relies on. */
export const toHistory = <P extends Phase, I extends Interaction>(
  phases: readonly P[],
  interactions: readonly I[],
): { phases: P[]; interactions: I[] } => ({
  phases: phases.toSorted((a, b) => a.from - b.from || a.to - b.to),
  // Of several at one instant the order must not depend on how they were loaded.
  interactions: interactions.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
});

/** Paid: the relationship goes on. PAUSED keeps it, a price of zero (a free plan) and a trial do not make it. */
export const isPaid = (phase: Phase): boolean => phase.status !== 'TRIALING' && phase.unitPriceMinor > 0;
/** Paid and not paused: money flows. */
export const isBilled = (phase: Phase): boolean => isPaid(phase) && phase.status !== 'PAUSED';

export const paidPhases = (history: History): Phase[] => history.phases.filter(isPaid);
export const billedPhases = (history: History): Phase[] => history.phases.filter(isBilled);

/** At each instant the sum of what the phases that contain it are worth. */
export const sumInForce = (phases: readonly Phase[], worth: (phase: Phase) => number): Steps<number> =>
  sumOfSpans(phases.map((phase) => ({ from: phase.from, to: phase.to, weight: worth(phase) })));

/** At each instant whether one of the phases contains it. */
export const anyInForce = (phases: readonly Phase[]): Steps<boolean> =>
  mapSteps(
    sumInForce(phases, () => 1),
    (count) => count > 0,
  );

/** At each instant the highest worth among the phases that contain it; 0 where there is none. */
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

/** An unbroken stretch [from, to) of paying. */
export interface Run {
  from: Instant;
  to: Instant;
}

/** The unions of phases with no gap longer than `gapDays`, oldest first. */
export function runsOf(phases: readonly Phase[], gapDays: number): Run[] {
  const runs: Run[] = [];
  for (const { from, to } of phases) {
    const last = runs.at(-1);
    if (last && from <= addDays(last.to, gapDays)) last.to = Math.max(last.to, to);
    else runs.push({ from, to });
  }
  return runs;
}

/**
 * The current run: that of the last paid phase begun, until it has been over for longer than `gapDays`; null without
 * one. A gap that will be bridged looks the same as one that will not until it is too long, so nothing looks ahead.
 */
export function currentRun(history: History, gapDays: number): Steps<Run | null> {
  const result = startingWith<Run | null>(null);
  for (const run of runsOf(paidPhases(history), gapDays)) {
    result.add(run.from, run);
    const lastDay = addDays(run.to, gapDays);
    if (lastDay < END_OF_TIME) result.add(lastDay + 1, null);
  }
  return result;
}
