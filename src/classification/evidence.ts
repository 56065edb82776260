import { amountAt, type Amount } from './amount.js';
import { addDays, type Instant } from './calendar.js';
import { factOf } from './facts.js';
import type { History } from './history.js';
import { contains, type CriteriaSet, type Criterion, type Policy, scorerOf, setOf } from './policy.js';
import { endOf, indexAt, nextChangeOf, valueAt } from './steps.js';
import { judgeCriteria, type JudgedCriterion, type Rules, type RelationshipState } from './timeline.js';

/** How one criterion stands at an instant. */
export interface Evidence {
  criterion: Criterion;
  /** In the fact's unit; Infinity where there is nothing to count from. */
  observed: number;
  met: boolean;
  /** How far from the threshold; 0 when met. */
  shortfall: number;
  /** When time alone flips `met`, under this policy; Infinity: never. */
  changesAt: Instant;
}

/** Differences of decimals, free of binary dust: 0.3 - 0.1 is 0.2. */
function difference(a: number, b: number): number {
  const exact = Math.abs(a - b);
  return Number.isInteger(exact) || !Number.isFinite(exact) ? exact : Number(exact.toFixed(9));
}

/** What stays the same of a criterion's evidence for a while: `changesAt` is when time alone flips `met`, or Infinity. */
export type Finding = readonly [amount: Amount, changesAt: Instant];

/** What a policy's evidence is read from: at the instant that it was found for, and at any later one before `until`. */
export interface Findings {
  met: CriteriaSet;
  /** One per criterion, in the policy's order. */
  each: readonly Finding[];
  until: Instant;
}

/** What is found for the criteria of one policy at an instant, and until when that holds. */
export function findingsAt(criteria: readonly JudgedCriterion[], at: Instant): Findings {
  let until = Infinity;
  const each = criteria.map(({ amounts, isMet }): Finding => {
    const index = indexAt(amounts, at);
    const changesAt = nextChangeOf(isMet, at);
    until = Math.min(until, endOf(amounts, index), changesAt);
    return [amounts.values[index]!, changesAt];
  });
  return { met: setOf(criteria.map(({ isMet }) => valueAt(isMet, at))), each, until };
}

/** One piece of evidence per criterion, in the policy's order, at an instant for which the findings hold. */
export const evidenceFrom = (policy: Policy, { met, each }: Omit<Findings, 'until'>, at: Instant): Evidence[] =>
  policy.criteria.map((criterion, i) => {
    const [amount, changesAt] = each[i]!;
    const observed = amountAt(amount, at);
    const isMet = contains(met, i);
    return {
      criterion,
      observed,
      met: isMet,
      shortfall: isMet ? 0 : difference(criterion.threshold, observed),
      changesAt,
    };
  });

/** One piece of evidence per criterion, in the policy's order. */
export const evidenceAt = (history: History, policy: Policy, rules: Rules, at: Instant): Evidence[] =>
  evidenceFrom(policy, findingsAt(judgeCriteria(history, policy, rules), at), at);

/** The criteria whose outcome turned at the instant `at`, as they stand from then on. */
export function evidenceChangedAt(history: History, policy: Policy, rules: Rules, at: Instant): Evidence[] {
  if (at === -Infinity) return [];
  const criteria = judgeCriteria(history, policy, rules);
  return evidenceFrom(policy, findingsAt(criteria, at), at).filter((_, i) => {
    const { isMet } = criteria[i]!;
    const index = indexAt(isMet, at);
    return index > 0 && isMet.starts[index] === at;
  });
}

/** The ids of the interactions that a criterion counts at an instant, newest first. */
export function countedInteractions(history: History, criterion: Criterion, at: Instant, limit: number): string[] {
  const fact = factOf(criterion.fact);
  const { windowDays } = criterion;
  const ids: string[] = [];
  for (let i = history.interactions.length - 1; i >= 0 && ids.length < limit; i--) {
    const interaction = history.interactions[i]!;
    if (interaction.at > at) continue;
    if (windowDays !== null && addDays(interaction.at, windowDays) <= at) break;
    if (fact.counts?.(interaction)) ids.push(interaction.id);
  }
  return ids;
}

/** Whether one criterion, either way, would change the type; false where nothing is paid. */
export function isBorderline({
  policy,
  met,
  isPaying,
}: Pick<RelationshipState, 'policy' | 'met' | 'isPaying'>): boolean {
  if (!isPaying) return false;
  const { isSatisfiedBy } = scorerOf(policy);
  const isClient = isSatisfiedBy(met);
  return policy.criteria.some((_, i) => isSatisfiedBy(met ^ (1 << i)) !== isClient);
}

/**
 * The unmet criteria that would satisfy the policy at the least total weight; fewest among equals, then the first in
 * the policy's order. Empty where it is satisfied; null where no set of them suffices.
 */
export function lightestPath(policy: Policy, met: CriteriaSet): CriteriaSet | null {
  const { weights, isSatisfiedBy } = scorerOf(policy);
  const unmet = policy.criteria.map((_, i) => i).filter((i) => !contains(met, i));
  let best: { set: CriteriaSet; weight: number; size: number } | null = null;

  // Depth first and lower indices first, so that of equals the first found is the first in the policy's order.
  const extend = (set: CriteriaSet, weight: number, size: number, next: number): void => {
    if (best && (weight > best.weight || (weight === best.weight && size >= best.size))) return;
    if (isSatisfiedBy(met | set)) {
      best = { set, weight, size };
      return;
    }
    for (let k = next; k < unmet.length; k++) {
      extend(set | (1 << unmet[k]!), weight + weights[unmet[k]!]!, size + 1, k + 1);
    }
  };
  extend(0, 0, 0, 0);
  return (best as { set: CriteriaSet } | null)?.set ?? null;
}
