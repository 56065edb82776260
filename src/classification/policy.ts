import type { Comparison } from './amount.js';
import type { Instant } from './calendar.js';
import type { FactName } from './facts.js';
import { StepsBuilder, type Steps } from './steps.js';

/** So that a set of them fits an integer's bits. */
export const MAX_CRITERIA = 16;

export interface Criterion {
  fact: FactName;
  comparison: Comparison;
  threshold: number;
  /** Only what happened in the last so many days counts; null: since ever, or a fact that has no window. */
  windowDays: number | null;
  weight: number;
  required: boolean;
}

export interface Policy {
  version: number;
  name: string;
  /** 1 to `MAX_CRITERIA`. */
  criteria: readonly Criterion[];
  /** 0..1: the share of all weights that makes a client. */
  clientScore: number;
  /** A pause in paying up to this long does not break a run. */
  gapDays: number;
  /** How long a one-off purchase keeps an account a customer. */
  purchaseDays: number;
  /** -Infinity: since ever. */
  effectiveFrom: Instant;
}

/** A set of criteria, bit i for the i-th one of the policy. */
export type CriteriaSet = number;

/** At each instant the policy in force: the highest version whose `effectiveFrom` is not after it. */
export function policyInForce(policies: readonly Policy[]): Steps<Policy> {
  const result = new StepsBuilder<Policy>();
  let highestVersion = -Infinity;
  for (const policy of policies.toSorted((a, b) => a.effectiveFrom - b.effectiveFrom || a.version - b.version)) {
    if (policy.version > highestVersion) {
      highestVersion = policy.version;
      result.add(policy.effectiveFrom, policy);
    }
  }
  if (result.starts[0] !== -Infinity) throw new Error('Expected a policy that holds since ever (version 1); got none.');
  return result;
}

const decimalsOf = (value: number): number => {
  const [mantissa, exponent] = String(value).split('e');
  return Math.max(0, (mantissa!.split('.')[1]?.length ?? 0) - Number(exponent ?? 0));
};

/** Weighs sets of criteria of one policy exactly. */
export interface Scorer {
  /** The weights scaled to integers, in the policy's order. */
  weights: readonly number[];
  /** Weight of the set / weight of all, 0..1, by one correctly rounded division. */
  score: (set: CriteriaSet) => number;
  /** Whether the set makes a client: every required criterion is in it and its score reaches `clientScore`. */
  isSatisfiedBy: (set: CriteriaSet) => boolean;
}

/** Scales weights to integers, so that 0.1 and 0.2 reach a clientScore of 0.3. */
export function scorerOf(policy: Policy): Scorer {
  const scale = 10 ** Math.max(0, ...policy.criteria.map((criterion) => decimalsOf(criterion.weight)));
  const weights = policy.criteria.map((criterion) => Math.round(criterion.weight * scale));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const required = setOf(policy.criteria.map((criterion) => criterion.required));
  const score = (set: CriteriaSet): number =>
    weights.reduce((sum, weight, i) => (contains(set, i) ? sum + weight : sum), 0) / total;
  return {
    weights,
    score,
    isSatisfiedBy: (set) => (set & required) === required && score(set) >= policy.clientScore,
  };
}

export const setOf = (members: readonly boolean[]): CriteriaSet =>
  members.reduce((set, isMember, i) => (isMember ? set | (1 << i) : set), 0);
export const contains = (set: CriteriaSet, index: number): boolean => (set & (1 << index)) !== 0;

/** What every workspace starts with, as version 1. */
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
  gapDays: 30,
  purchaseDays: 90,
  effectiveFrom: -Infinity,
};
