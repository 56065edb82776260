/** Every fact of the design at one instant, implemented as literally as the design defines it. See oracle.ts. */
import type { History, Interaction, Phase } from '../../src/classification/history.js';
import type { OracleHistory } from './oracle-continuity.js';
import { oracleRenewals } from './oracle-renewals.js';
import {
  DAY,
  halfEven,
  monthsBetween,
  parseDecimal,
  plusDays,
  times,
  toNumber,
  whole,
  type Ratio,
} from './oracle-numbers.js';
import {
  billingSpan,
  isSameSpan,
  itemsOf,
  oracleRevenue,
  seatMillionths,
  spansBetween,
  type Span,
} from './oracle-sold.js';

export { monthlyMinor } from './oracle-sold.js';

export const isPaid = (phase: Phase): boolean => phase.isPaid;
export const isUnpaused = (phase: Phase): boolean => phase.status !== 'PAUSED';
export const holds = (phase: Phase, t: number): boolean => phase.from <= t && t < phase.to;
export const inForce = (history: Pick<History, 'phases'>, t: number): Phase[] =>
  history.phases.filter((phase) => isPaid(phase) && holds(phase, t));
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Returns the start of the current run, or null. Considers only phases that have started by t. */
export function runStart(history: OracleHistory, gapDays: number, t: number): number | null {
  const { clock } = history;
  const started = history.phases.filter((phase) => isPaid(phase) && phase.from <= t);
  if (started.length === 0) return null;
  let from = Math.max(...started.map((phase) => phase.from));
  for (;;) {
    const joined = started.filter((phase) => plusDays(phase.to, gapDays, clock) >= from);
    const earlier = Math.min(...joined.map((phase) => phase.from));
    if (earlier === from) {
      const to = Math.max(...joined.map((phase) => phase.to));
      return t > plusDays(to, gapDays, clock) ? null : from;
    }
    from = earlier;
  }
}

/** Returns the milliseconds up to t in which at least one paid phase was not paused, and the start of the first. */
export function billedTime(history: OracleHistory, t: number): { first: number; total: number } {
  const billed = history.phases.filter((phase) => isPaid(phase) && isUnpaused(phase) && phase.from <= t);
  const edges = [...billed.map((phase) => phase.from), ...billed.map((phase) => Math.min(phase.to, t))];
  edges.sort((a, b) => a - b);
  let total = 0;
  for (let i = 0; i + 1 < edges.length; i++) {
    if (billed.some((phase) => holds(phase, edges[i]!))) total += edges[i + 1]! - edges[i]!;
  }
  return { first: edges[0] ?? NaN, total };
}

interface Interval {
  subscriptionId: string;
  start: number;
  end: number;
  span: Span;
}

/** Joins phases into intervals: a phase starts an interval unless it directly continues a phase of the same length. */
function intervalsOf(phases: readonly Phase[], spanOf: (phase: Phase) => Span): Interval[] {
  const continues = (after: Phase, before: Phase): boolean =>
    after.subscriptionId === before.subscriptionId &&
    after.from === before.to &&
    isSameSpan(spanOf(after), spanOf(before));
  return phases
    .filter((phase) => !phases.some((other) => continues(phase, other)))
    .map((first) => {
      let last = first;
      for (;;) {
        const next = phases.find((other) => continues(other, last));
        if (!next) break;
        last = next;
      }
      return { subscriptionId: first.subscriptionId, start: first.from, end: last.to, span: spanOf(first) };
    });
}

/** Tells whether the relationship grew at the instant. Phases last whole milliseconds, so "before" is 1 ms earlier. */
function grewAt(history: OracleHistory, at: number): boolean {
  const sizes = (t: number): bigint[] => {
    const phases = inForce(history, t);
    const subscriptions = [...new Set(phases.map((phase) => phase.subscriptionId))];
    const highestRank = (id: string): number =>
      Math.max(...phases.filter(({ subscriptionId }) => subscriptionId === id).map(({ planRank }) => planRank));
    const counts = [subscriptions.length, sum(phases.map(itemsOf)), sum(subscriptions.map(highestRank))];
    return [...counts.map(BigInt), phases.reduce((seats, phase) => seats + seatMillionths(phase), 0n)];
  };
  const [before, now] = [sizes(at - 1), sizes(at)];
  return before[0]! > 0n && now.some((n, i) => n > before[i]!) && !now.some((n, i) => n < before[i]!);
}

export interface PlanOffer {
  rank: number;
  offeredFrom: number;
  offeredUntil: number;
}

export interface OracleTerms {
  windowDays: number | null;
  gapDays: number;
  plans: readonly PlanOffer[];
  minorPerMajor: number;
  /** By which the policy judges revenue in other currencies. */
  exchangeRates?: Readonly<Record<string, string>>;
}

/** Returns the rank of the highest plan offered at t; Infinity if no plan is offered. */
export function oracleTopRank(plans: readonly PlanOffer[], t: number): number {
  const offered = plans.filter((plan) => plan.offeredFrom <= t && t < plan.offeredUntil);
  return offered.length === 0 ? Infinity : Math.max(...offered.map((plan) => plan.rank));
}

type Evaluate = (history: OracleHistory, terms: OracleTerms, t: number) => Ratio;

export const inWindow = (at: number, { windowDays }: Pick<OracleTerms, 'windowDays'>, t: number): boolean =>
  at <= t && (windowDays === null || at > t - windowDays * DAY);
const interactionsInWindow = (history: OracleHistory, terms: OracleTerms, t: number): Interaction[] =>
  history.interactions.filter(({ at }) => inWindow(at, terms, t));
const intervalsOfCurrentRun = (
  intervals: readonly Interval[],
  history: OracleHistory,
  gapDays: number,
  t: number,
): Interval[] => {
  const from = runStart(history, gapDays, t);
  return from === null ? [] : intervals.filter(({ start }) => from <= start && start <= t);
};

const RATIOS = {
  TENURE_MONTHS: (history, { gapDays }, t) => {
    const from = runStart(history, gapDays, t);
    return whole(from === null ? 0 : monthsBetween(from, t, history.clock));
  },

  LIFETIME_PAID_MONTHS: (history, _, t) => {
    const { first, total } = billedTime(history, t);
    return whole(total === 0 ? 0 : monthsBetween(first, first + total, history.clock));
  },

  COMPLETED_BILLING_CYCLES: (history, { gapDays }, t) => {
    const billed = history.phases.filter((phase) => isPaid(phase) && isUnpaused(phase));
    const intervals = intervalsOf(billed, billingSpan);
    return whole(
      sum(
        intervalsOfCurrentRun(intervals, history, gapDays, t).map(({ start, end, span }) =>
          spansBetween(start, Math.min(t, end), span, history.clock),
        ),
      ),
    );
  },

  // Open: "in force on the highest-ranked plan offered": a withdrawn plan that outranks all offered plans is still the
  // top tier for its subscribers; if no plan is offered, no plan is the top tier.
  TOP_TIER: (history, { plans }, t) => {
    const top = oracleTopRank(plans, t);
    return whole(inForce(history, t).some((phase) => phase.planRank >= top) ? 1 : 0);
  },

  PLAN_RANK: (history, _, t) => whole(Math.max(0, ...inForce(history, t).map((phase) => phase.planRank))),

  TAILORED: (history, _, t) => whole(inForce(history, t).some((phase) => phase.tailored) ? 1 : 0),

  PAST_DUE: (history, _, t) => whole(inForce(history, t).some((phase) => phase.status === 'PAST_DUE') ? 1 : 0),

  PERSONALIZED_INTERACTIONS: (history, terms, t) =>
    whole(interactionsInWindow(history, terms, t).filter(({ personalized }) => personalized).length),

  INTERACTIONS: (history, terms, t) => whole(interactionsInWindow(history, terms, t).length),

  ONBOARDED: (history, _, t) =>
    whole(history.interactions.some(({ kind, at }) => kind === 'ONBOARDING' && at <= t) ? 1 : 0),

  SEATS: (history, _, t) => ({
    top: inForce(history, t).reduce((seats, phase) => seats + seatMillionths(phase), 0n),
    bottom: 1_000_000n,
  }),

  MONTHLY_RECURRING_REVENUE: (history, { minorPerMajor, exchangeRates }, t) => {
    const revenue = oracleRevenue(inForce(history, t));
    const { mrr, currencyCode } = revenue;
    if (currencyCode === null) return { top: mrr, bottom: BigInt(minorPerMajor) };
    const amount = { top: mrr, bottom: BigInt(revenue.minorPerMajor!) * 10_000n };
    const converted = times(times(amount, parseDecimal(exchangeRates![currencyCode]!)), whole(minorPerMajor));
    return { top: halfEven(converted), bottom: BigInt(minorPerMajor) };
  },

  TERM_MONTHS: (history, _, t) => whole(Math.max(0, ...inForce(history, t).map((phase) => phase.termMonths))),

  RENEWALS: (history, { gapDays }, t) => {
    const from = runStart(history, gapDays, t);
    return whole(from === null ? 0 : oracleRenewals(history, gapDays, from, t));
  },

  EXPANSIONS: (history, terms, t) => {
    const edges = new Set(history.phases.flatMap((phase) => [phase.from, phase.to]));
    return whole([...edges].filter((at) => inWindow(at, terms, t) && grewAt(history, at)).length);
  },

  DAYS_SINCE_LAST_INTERACTION: (history, _, t) => {
    const past = history.interactions.filter(({ at }) => at <= t).map(({ at }) => at);
    return past.length === 0 ? { top: 1n, bottom: 0n } : whole(Math.floor((t - Math.max(...past)) / DAY));
  },

  ADVOCACY: (history, terms, t) =>
    whole(interactionsInWindow(history, terms, t).filter(({ kind }) => kind === 'ADVOCACY').length),

  AVERAGE_SENTIMENT: (history, terms, t) => {
    const sentiments = interactionsInWindow(history, terms, t).flatMap(({ sentimentHundredths }) =>
      sentimentHundredths === null ? [] : [sentimentHundredths],
    );
    return sentiments.length === 0
      ? whole(0)
      : { top: BigInt(sum(sentiments)), bottom: BigInt(100 * sentiments.length) };
  },

  PROACTIVE_SHARE: (history, terms, t) => {
    const known = interactionsInWindow(history, terms, t).filter(({ initiative }) => initiative !== 'UNKNOWN');
    const ours = known.filter(({ initiative }) => initiative === 'US');
    return known.length === 0 ? whole(0) : { top: BigInt(ours.length), bottom: BigInt(known.length) };
  },
} satisfies Record<string, Evaluate>;

/** Every fact of the design, including facts that the kernel does not have yet. */
export type OracleFactName = keyof typeof RATIOS;
export const ORACLE_FACT_NAMES = Object.keys(RATIOS) as OracleFactName[];

/** The facts that a criterion may restrict to a window of days. */
export const WINDOWED_FACTS: readonly OracleFactName[] = [
  'PERSONALIZED_INTERACTIONS',
  'INTERACTIONS',
  'EXPANSIONS',
  'ADVOCACY',
  'AVERAGE_SENTIMENT',
  'PROACTIVE_SHARE',
];

/** Returns the exact value of a fact at t. */
export const oracleRatio = (name: OracleFactName, history: OracleHistory, terms: OracleTerms, t: number): Ratio =>
  RATIOS[name](history, terms, t);

/** Returns the value of a fact at t. */
export const oracleFact = (name: OracleFactName, history: OracleHistory, terms: OracleTerms, t: number): number =>
  toNumber(oracleRatio(name, history, terms, t));
