import { amountAt, whenReached } from './amount.js';
import { addDays, type Instant } from './calendar.js';
import { factOf } from './facts.js';
import type { History } from './history.js';
import { contains, type CriteriaSet, type Criterion, type Policy, scorerOf } from './policy.js';
import { indexAt, nextTurn, valueAt } from './steps.js';
import { amountsOf, whenMet, type Rules, type Standing } from './timeline.js';

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
const difference = (a: number, b: number): number =>
  Number.isFinite(a - b) ? Number(Math.abs(a - b).toFixed(9)) : Infinity;

/** One piece of evidence per criterion, in the policy's order. */
export function evidenceAt(history: History, policy: Policy, rules: Rules, at: Instant): Evidence[] {
  return policy.criteria.map((criterion) => {
    const amounts = amountsOf(history, criterion, policy, rules);
    const observed = amountAt(valueAt(amounts, at), at);
    const outcome = whenReached(amounts, criterion.comparison, criterion.threshold);
    const met = valueAt(outcome, at);
    return {
      criterion,
      observed,
      met,
      shortfall: met ? 0 : difference(criterion.threshold, observed),
      changesAt: nextTurn(outcome, at),
    };
  });
}

/** The criteria whose outcome turned at the instant `at`, as they stand from then on. */
export function evidenceTurnedAt(history: History, policy: Policy, rules: Rules, at: Instant): Evidence[] {
  if (at === -Infinity) return [];
  return evidenceAt(history, policy, rules, at).filter(({ criterion }) => {
    const outcome = whenMet(history, criterion, policy, rules);
    const index = indexAt(outcome, at);
    return index > 0 && outcome.starts[index] === at;
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
export function isBorderline({ policy, met, isPaying }: Pick<Standing, 'policy' | 'met' | 'isPaying'>): boolean {
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
