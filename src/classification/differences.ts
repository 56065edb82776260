import type { Criterion, Policy } from './policy.js';
import { askedOf } from './sentences.js';
import { counted, inWords } from './words.js';

/** One way in which a policy differs from another one. */
export interface PolicyDifference {
  /** The criterion as it was; null where it is new, or where the difference is not about one. */
  before: Criterion | null;
  /** The criterion as it is; null where it is gone, or where the difference is not about one. */
  after: Criterion | null;
  /** One English sentence. */
  summary: string;
}

/** Two criteria are the same one, changed, if they ask the same fact the same way over the same window. */
const isSameQuestion = (a: Criterion, b: Criterion): boolean =>
  a.fact === b.fact && a.comparison === b.comparison && a.windowDays === b.windowDays;

const isSameCriterion = (a: Criterion, b: Criterion): boolean =>
  isSameQuestion(a, b) && a.threshold === b.threshold && a.weight === b.weight && a.required === b.required;

/** "weight 3, required" */
const standingOf = ({ weight, required }: Criterion): string =>
  `weight ${inWords(weight)}${required ? ', required' : ''}`;

/** Everything in which `after` differs from `before`: its numbers first, then criteria changed, added and removed. */
export function differencesOf(before: Policy, after: Policy): PolicyDifference[] {
  const numbers = [
    ['The name', before.name, after.name],
    ['The score that makes a client', inWords(before.clientScore), inWords(after.clientScore)],
    ['The pause in paying that breaks no run', counted(before.gapDays, 'day'), counted(after.gapDays, 'day')],
    ['What a purchase counts for', counted(before.purchaseDays, 'day'), counted(after.purchaseDays, 'day')],
  ]
    .filter(([, was, is]) => was !== is)
    .map(([what, was, is]) => ({ before: null, after: null, summary: `${what} changed from ${was} to ${is}.` }));

  // What stayed is set aside first, so that of two criteria on one fact the one that changed is found.
  const gone = before.criteria.filter((was) => !after.criteria.some((is) => isSameCriterion(was, is)));
  const fresh = after.criteria.filter((is) => !before.criteria.some((was) => isSameCriterion(was, is)));
  const changed: PolicyDifference[] = [];
  const added: PolicyDifference[] = [];
  for (const is of fresh) {
    const index = gone.findIndex((was) => isSameQuestion(was, is));
    if (index < 0) {
      added.push({ before: null, after: is, summary: `Added: ${askedOf(is)} (${standingOf(is)}).` });
    } else {
      const [was] = gone.splice(index, 1) as [Criterion];
      const summary = `Changed: ${askedOf(was)} (${standingOf(was)}) is now ${askedOf(is)} (${standingOf(is)}).`;
      changed.push({ before: was, after: is, summary });
    }
  }
  const removed = gone.map((was) => ({
    before: was,
    after: null,
    summary: `Removed: ${askedOf(was)} (${standingOf(was)}).`,
  }));
  return [...numbers, ...changed, ...added, ...removed];
}
