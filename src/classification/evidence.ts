import { amountAt, type Amount } from './amount.js';
import { addDays, type Instant, type Zone } from './calendar.js';
import { factOf } from './facts.js';
import type { History } from './history.js';
import { lightestSet } from './lightest-set.js';
import { contains, type CriteriaSet, type Criterion, type Policy, scorerOf, setOf } from './policy.js';
import { endOf, indexAt, nextChangeOf, valueAt } from './steps.js';
import { judgeCriteria, type JudgedCriterion, type Rules, type RelationshipState } from './timeline.js';

/** The result of one criterion at an instant. */
export interface Evidence {
  criterion: Criterion;
  /** In the unit of the fact; Infinity if there is nothing to count from. */
  observed: number;
  met: boolean;
  /** The distance to the threshold; 0 if met. */
  shortfall: number;
  /** When the passage of time flips `met` under this policy; Infinity: never. */
  changesAt: Instant;
}

/** Returns the absolute difference without binary rounding errors: 0.3 - 0.1 is 0.2. */
function difference(a: number, b: number): number {
  const exact = Math.abs(a - b);
  return Number.isInteger(exact) || !Number.isFinite(exact) ? exact : Number(exact.toFixed(9));
}

/** The part of a criterion's evidence that stays valid over time: `changesAt` is when the passage of time flips `met`. */
export type Finding = readonly [amount: Amount, changesAt: Instant];

/**
 * The findings from which the evidence of a policy is read. They are valid from the instant for which they were
 * computed until just before `until`.
 */
export interface Findings {
  met: CriteriaSet;
  /** One per criterion, in the policy's order. */
  each: readonly Finding[];
  until: Instant;
}

/** Returns the findings for the criteria of one policy at an instant. */
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

/** Returns one piece of evidence per criterion, in the policy's order. The findings must be valid at the instant. */
export const evidenceFrom = (
  policy: Policy,
  { met, each }: Omit<Findings, 'until'>,
  at: Instant,
  zone: Zone,
): Evidence[] =>
  policy.criteria.map((criterion, i) => {
    const [amount, changesAt] = each[i]!;
    const observed = amountAt(amount, at, zone);
    const isMet = contains(met, i);
    return {
      criterion,
      observed,
      met: isMet,
      shortfall: isMet ? 0 : difference(criterion.threshold, observed),
      changesAt,
    };
  });

/** Returns one piece of evidence per criterion, in the policy's order. */
export const evidenceAt = (history: History, policy: Policy, rules: Rules, at: Instant): Evidence[] =>
  evidenceFrom(policy, findingsAt(judgeCriteria(history, policy, rules), at), at, rules.zone);

/** Returns the criteria whose `met` flipped at the instant `at`, with their evidence from then on. */
export function evidenceChangedAt(history: History, policy: Policy, rules: Rules, at: Instant): Evidence[] {
  if (at === -Infinity) return [];
  const criteria = judgeCriteria(history, policy, rules);
  return evidenceFrom(policy, findingsAt(criteria, at), at, rules.zone).filter((_, i) => {
    const { isMet } = criteria[i]!;
    const index = indexAt(isMet, at);
    return index > 0 && isMet.starts[index] === at;
  });
}

/** Returns the ids of the interactions that a criterion counts at an instant, newest first. */
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

/** Tells whether flipping a single criterion would change the type; false if nothing is paid. */
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
 * Returns the unmet criteria with the least total weight that would satisfy the policy; among equal weights the fewest
 * criteria, then the first in the policy's order. Empty if the policy is satisfied; null if no set satisfies it.
 */
export function lightestPath(policy: Policy, met: CriteriaSet): CriteriaSet | null {
  const { weights, needed, required } = scorerOf(policy);
  const withRequired = met | required;
  const others = weights.map((_, i) => i).filter((i) => !contains(withRequired, i));
  const reached = weights.reduce((sum, weight, i) => (contains(withRequired, i) ? sum + weight : sum), 0);
  const indices = lightestSet(
    others.map((i) => weights[i]!),
    needed - reached,
  );
  return indices && indices.reduce((set, i) => set | (1 << others[i]!), required & ~met);
}
