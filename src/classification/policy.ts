import type { Comparison } from './amount.js';
import type { Instant } from './calendar.js';
import type { FactName } from './facts.js';
import { StepsBuilder, type Steps } from './steps.js';

/** Bounded so that a set of criteria fits into the bits of an integer. */
export const MAX_CRITERIA = 16;

export interface Criterion {
  fact: FactName;
  comparison: Comparison;
  threshold: number;
  /** Length of the window: only the last `windowDays` days count; null: the whole history. */
  windowDays: number | null;
  weight: number;
  required: boolean;
}

export interface Policy {
  version: number;
  name: string;
  /** 1 to `MAX_CRITERIA`. */
  criteria: readonly Criterion[];
  /** 0 to 1: the share of the total weight that an account must reach to be a client. */
  clientScore: number;
  /** Gaps in paid time up to this many local days do not end a run. */
  gapDays: number;
  /** How long a one-off purchase makes an account a customer. */
  purchaseDays: number;
  /** -Infinity: from the beginning of time. */
  effectiveFrom: Instant;
  /**
   * Decimals by currency code: the value of one unit in the workspace's currency by which the policy judges revenue. They never
   * change, so that no exchange rate changes a type. Default: none.
   */
  exchangeRates?: Readonly<Record<string, string>>;
}

/** A set of criteria of a policy: bit i is the i-th criterion. */
export type CriteriaSet = number;

/** Returns, for each instant, the policy in force: the highest version whose `effectiveFrom` is not after the instant. */
export function policyInForce(policies: readonly Policy[]): Steps<Policy> {
  const result = new StepsBuilder<Policy>();
  let highestVersion = -Infinity;
  for (const policy of policies.toSorted((a, b) => a.effectiveFrom - b.effectiveFrom || a.version - b.version)) {
    if (policy.version > highestVersion) {
      highestVersion = policy.version;
      result.add(policy.effectiveFrom, policy);
    }
  }
  if (result.starts[0] !== -Infinity)
    throw new Error('Expected a policy in force from the beginning of time (version 1); got none.');
  return result;
}

const decimalsOf = (value: number): number => {
  const [mantissa, exponent] = String(value).split('e');
  return Math.max(0, (mantissa!.split('.')[1]?.length ?? 0) - Number(exponent ?? 0));
};

/** Computes exact scores for sets of criteria of one policy. */
export interface Scorer {
  /** The weights scaled to integers, in the policy's order. */
  weights: readonly number[];
  /** The least sum of weights whose score reaches `clientScore`. */
  needed: number;
  required: CriteriaSet;
  /** Weight of the set / total weight, 0 to 1, by one correctly rounded division. */
  score: (set: CriteriaSet) => number;
  /** Whether meeting the set makes a client: it has every required criterion, and its score reaches `clientScore`. */
  isSatisfiedBy: (set: CriteriaSet) => boolean;
}

/** Returns the scorer of a policy. It scales weights to integers, so that 0.1 and 0.2 reach a `clientScore` of 0.3. */
export function scorerOf(policy: Policy): Scorer {
  const scale = 10 ** Math.max(0, ...policy.criteria.map((criterion) => decimalsOf(criterion.weight)));
  const weights = policy.criteria.map((criterion) => Math.round(criterion.weight * scale));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const required = setOf(policy.criteria.map((criterion) => criterion.required));
  const score = (set: CriteriaSet): number =>
    weights.reduce((sum, weight, i) => (contains(set, i) ? sum + weight : sum), 0) / total;
  return {
    weights,
    needed: leastReaching(policy.clientScore, total),
    required,
    score,
    isSatisfiedBy: (set) => (set & required) === required && score(set) >= policy.clientScore,
  };
}

/** Returns the least integer whose quotient by `total`, rounded like every score, is at least `share`. */
function leastReaching(share: number, total: number): number {
  let least = Math.ceil(share * total);
  while (least > 0 && (least - 1) / total >= share) least--;
  while (least / total < share) least++;
  return least;
}

export const setOf = (members: readonly boolean[]): CriteriaSet =>
  members.reduce((set, isMember, i) => (isMember ? set | (1 << i) : set), 0);
export const contains = (set: CriteriaSet, index: number): boolean => (set & (1 << index)) !== 0;

/** The policy that every workspace starts with, as version 1. */
export const BASELINE_POLICY: Policy = {
  version: 1,
  name: 'SaaS baseline',
  criteria: [
    { fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: 12, windowDays: null, weight: 3, required: true },
    { fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: 24, windowDays: null, weight: 3, required: false },
    { fact: 'TOP_TIER', comparison: 'AT_LEAST', threshold: 1, windowDays: null, weight: 3, required: false },
    { fact: 'TERM_MONTHS', comparison: 'AT_LEAST', threshold: 12, windowDays: null, weight: 1, required: false },
    { fact: 'TAILORED', comparison: 'AT_LEAST', threshold: 1, windowDays: null, weight: 2, required: false },
    {
      fact: 'PERSONALIZED_INTERACTIONS',
      comparison: 'AT_LEAST',
      threshold: 3,
      windowDays: 365,
      weight: 3,
      required: false,
    },
    { fact: 'PROACTIVE_SHARE', comparison: 'AT_LEAST', threshold: 0.5, windowDays: 365, weight: 1, required: false },
    { fact: 'EXPANSIONS', comparison: 'AT_LEAST', threshold: 1, windowDays: 730, weight: 1, required: false },
    { fact: 'ADVOCACY', comparison: 'AT_LEAST', threshold: 1, windowDays: 730, weight: 1, required: false },
  ],
  clientScore: 0.5,
  gapDays: 31,
  purchaseDays: 90,
  effectiveFrom: -Infinity,
};
