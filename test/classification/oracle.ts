/**
 * An independent implementation that the kernel is compared with: the rules of the design, evaluated literally at one
 * instant. Nothing here steps through time, and only the types of the data are imported from the kernel, so that an
 * error has to be made twice to stay undetected.
 *
 * Where the design leaves something open, a comment that starts with "Open:" states the interpretation.
 */
import type { Criterion, Policy } from '../../src/classification/policy.js';
import type { RelationshipType } from '../../src/classification/timeline.js';
import type { OracleHistory } from './oracle-continuity.js';
import {
  billedTime,
  holds,
  inForce,
  inWindow,
  isPaid,
  oracleRatio,
  runStart,
  WINDOWED_FACTS,
  type OracleFactName,
  type PlanOffer,
} from './oracle-facts.js';
import {
  DAY,
  FIRST_INSTANT,
  isAtLeast,
  LAST_INSTANT,
  parseDecimal,
  plusDays,
  plusMonths,
  toNumber,
  type Ratio,
} from './oracle-numbers.js';
import { billingSpan, oracleRevenue, plusSpans, termSpan } from './oracle-sold.js';

export { ORACLE_FACT_NAMES, oracleFact, oracleTopRank, WINDOWED_FACTS } from './oracle-facts.js';
export type { OracleFactName, OracleTerms, PlanOffer } from './oracle-facts.js';
export { oracleHistory, type OracleHistory } from './oracle-continuity.js';
export { monthsBetween, plusDays, plusMonths, UTC_CLOCK } from './oracle-numbers.js';
export type { Clock } from './oracle-numbers.js';

export interface OracleRules {
  policies: readonly Policy[];
  plans: readonly PlanOffer[];
  minorPerMajor: number;
  /**
   * From this instant on, facts that windows count keep their value. Open: these are all facts that may have a window,
   * including EXPANSIONS, whether or not the criterion sets one. DAYS_SINCE_LAST_INTERACTION and the days since a
   * purchase continue to grow.
   */
  contactHeldFrom?: number;
}

export interface OracleStanding {
  type: RelationshipType;
  /** Indexes in the policy of the criteria that are met. */
  met: number[];
  score: number;
  isPaying: boolean;
  mrrMinor: number;
  pausedMrrMinor: number;
  currencyCode: string | null;
  payingSince: number | null;
  policyVersion: number;
}

/** Tells whether the criterion is met at t under the policy. */
export function oracleMet(
  history: OracleHistory,
  criterion: Criterion,
  policy: Policy,
  rules: OracleRules,
  t: number,
): boolean {
  const { windowDays } = criterion;
  const { gapDays, exchangeRates } = policy;
  const terms = { windowDays, gapDays, plans: rules.plans, minorPerMajor: rules.minorPerMajor, exchangeRates };
  // Everything that interactions determine is held; only time, terms and cancellations take effect.
  const isHeld = [...WINDOWED_FACTS, 'DAYS_SINCE_LAST_INTERACTION', 'ONBOARDED'].includes(criterion.fact);
  const value = oracleRatio(criterion.fact, history, terms, isHeld ? Math.min(t, rules.contactHeldFrom ?? t) : t);
  const threshold = parseDecimal(criterion.threshold);
  return criterion.comparison === 'AT_LEAST' ? isAtLeast(value, threshold) : isAtLeast(threshold, value);
}

const weightMillionths = ({ weight }: Criterion): bigint => {
  const { top, bottom } = parseDecimal(weight);
  return (top * 1_000_000n) / bottom;
};

/** Returns the weight of the criteria at these indexes divided by the weight of all criteria. */
function exactScore(policy: Policy, met: readonly number[]): Ratio {
  const total = (criteria: readonly Criterion[]): bigint => criteria.reduce((all, c) => all + weightMillionths(c), 0n);
  return { top: total(met.map((i) => policy.criteria[i]!)), bottom: total(policy.criteria) };
}

export const oracleScore = (policy: Policy, met: readonly number[]): number => toNumber(exactScore(policy, met));

export const oracleSatisfied = (policy: Policy, met: readonly number[]): boolean =>
  policy.criteria.every(({ required }, i) => !required || met.includes(i)) &&
  isAtLeast(exactScore(policy, met), parseDecimal(policy.clientScore));

export const oraclePolicy = (policies: readonly Policy[], t: number): Policy =>
  policies.filter((policy) => policy.effectiveFrom <= t).reduce((a, b) => (a.version > b.version ? a : b));

type Moment = Omit<OracleStanding, 'type'> & { type: 'CLIENT' | 'CUSTOMER' | 'TRIAL' | null };

/** Applies rules 1 to 3, which need no past; the type is null if they do not decide it. */
function momentAt(history: OracleHistory, rules: OracleRules, t: number): Moment {
  const policy = oraclePolicy(rules.policies, t);
  const met = policy.criteria.flatMap((criterion, i) => (oracleMet(history, criterion, policy, rules, t) ? [i] : []));
  const paid = inForce(history, t);
  const isPaying = paid.length > 0;
  // Open: "within the last purchaseDays" is a window like any other, (t - purchaseDays, t].
  const hasBought = history.interactions.some(
    ({ kind, at, amountSign }) =>
      kind === 'PURCHASE' && (amountSign ?? 1) > 0 && inWindow(at, { windowDays: policy.purchaseDays }, t),
  );
  const { mrr, paused, currencyCode } = oracleRevenue(paid);
  const isOnTrial = history.phases.some((phase) => phase.status === 'TRIALING' && holds(phase, t));
  return {
    type: isPaying
      ? oracleSatisfied(policy, met)
        ? 'CLIENT'
        : 'CUSTOMER'
      : hasBought
        ? 'CUSTOMER'
        : isOnTrial
          ? 'TRIAL'
          : null,
    met,
    score: oracleScore(policy, met),
    isPaying,
    mrrMinor: Number(mrr),
    pausedMrrMinor: Number(paused),
    currencyCode,
    payingSince: isPaying ? runStart(history, policy.gapDays, t) : null,
    policyVersion: policy.version,
  };
}

/**
 * Returns every instant at which anything about the account might change, with 1 ms before and after. Nothing can
 * change between two of these instants; nothing changes at many of them.
 */
export function candidateInstants(history: OracleHistory, rules: OracleRules): number[] {
  const { phases, interactions, clock } = history;
  const criteria = rules.policies.flatMap((policy) => policy.criteria);
  /** Returns the values at which a fact changes a criterion: the first at or above its threshold, and the next. */
  const thresholds = (name: OracleFactName): number[] => {
    const all = criteria.filter(({ fact }) => fact === name).map(({ threshold }) => threshold);
    return [...new Set(all.flatMap((n) => [Math.ceil(n), Math.floor(n) + 1]))].filter((n) => n > 0);
  };
  const upTo = (name: OracleFactName): number[] =>
    Array.from({ length: Math.max(0, ...thresholds(name)) }, (_, i) => i + 1);
  const windows = [...new Set(criteria.flatMap(({ windowDays }) => windowDays ?? []))];
  const gaps = [...new Set(rules.policies.map(({ gapDays }) => gapDays))];

  const found = new Set<number>();
  const add = (...instants: number[]): void => {
    for (const at of instants)
      if (at >= FIRST_INSTANT && at <= LAST_INSTANT)
        found
          .add(at - 1)
          .add(at)
          .add(at + 1);
  };
  const edges = [...new Set(phases.flatMap(({ from, to }) => [from, to]))].filter(Number.isFinite);
  add(...edges);
  for (const edge of edges) add(...windows.map((days) => edge + days * DAY));
  for (const { to } of phases) for (const days of gaps) add(plusDays(to, days, clock), plusDays(to, days, clock) + 1);
  for (const phase of phases.filter(isPaid)) {
    const { from } = phase;
    add(...thresholds('TENURE_MONTHS').map((n) => plusMonths(from, n, clock)));
    add(...upTo('COMPLETED_BILLING_CYCLES').map((k) => plusSpans(from, billingSpan(phase), k, clock)));
    add(...upTo('RENEWALS').map((k) => plusSpans(from, termSpan(phase), k, clock)));
  }
  for (const n of thresholds('LIFETIME_PAID_MONTHS')) {
    for (const edge of edges) {
      const { first, total } = billedTime(history, edge);
      if (Number.isFinite(first)) add(edge + plusMonths(first, n, clock) - first - total);
    }
  }
  for (const { at } of interactions) {
    add(at, ...windows.map((days) => at + days * DAY));
    add(...thresholds('DAYS_SINCE_LAST_INTERACTION').map((n) => at + n * DAY));
    add(...rules.policies.map(({ purchaseDays }) => at + purchaseDays * DAY));
  }
  add(...rules.policies.map(({ effectiveFrom }) => effectiveFrom));
  add(...rules.plans.flatMap(({ offeredFrom, offeredUntil }) => [offeredFrom, offeredUntil]));
  add(FIRST_INSTANT, LAST_INSTANT, rules.contactHeldFrom ?? LAST_INSTANT);
  return [...found].filter((at) => at >= FIRST_INSTANT && at <= LAST_INSTANT).sort((a, b) => a - b);
}

export interface Oracle {
  candidates: readonly number[];
  standingAt: (t: number) => OracleStanding;
}

/** Returns the oracle for one history under the rules. Caches moments, because rule 4 needs them repeatedly. */
export function oracleOf(history: OracleHistory, rules: OracleRules): Oracle {
  const candidates = candidateInstants(history, rules);
  const moments = new Map<number, Moment>();
  const momentOf = (t: number): Moment => {
    const moment = moments.get(t) ?? momentAt(history, rules, t);
    moments.set(t, moment);
    return moment;
  };
  /** Applies rules 4 and 5: finds the type at the latest instant before t with the type CUSTOMER or CLIENT. */
  const formerTypeAt = (t: number): RelationshipType => {
    for (const before of candidates.filter((at) => at < t).reverse()) {
      const { type } = momentOf(before);
      if (type === 'CLIENT') return 'FORMER_CLIENT';
      if (type === 'CUSTOMER') return 'FORMER_CUSTOMER';
    }
    return 'PROSPECT';
  };
  return {
    candidates,
    standingAt: (t) => {
      const moment = momentOf(t);
      return { ...moment, type: moment.type ?? formerTypeAt(t) };
    },
  };
}

/** Returns the state of an account at t. */
export const oracleStanding = (history: OracleHistory, rules: OracleRules, t: number): OracleStanding =>
  oracleOf(history, rules).standingAt(t);

/** Returns the first instant after t at which the criterion changes under the policy; Infinity if it never changes. */
export function oracleChangesAt(
  history: OracleHistory,
  criterion: Criterion,
  policy: Policy,
  rules: OracleRules,
  t: number,
): number {
  const now = oracleMet(history, criterion, policy, rules, t);
  const candidates = candidateInstants(history, { ...rules, policies: [policy] });
  return candidates.find((at) => at > t && oracleMet(history, criterion, policy, rules, at) !== now) ?? Infinity;
}
