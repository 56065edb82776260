import type { Criterion, Policy } from './policy.js';
import { formatCriterion } from './sentences.js';
import { counted, inWords } from './words.js';

/** One difference between two policies. */
export interface PolicyDifference {
  /** The criterion before; null if it is new, or if the difference does not concern a criterion. */
  before: Criterion | null;
  /** The criterion after; null if it was removed, or if the difference does not concern a criterion. */
  after: Criterion | null;
  /** One English sentence. */
  summary: string;
}

/** Tells whether one criterion is a changed version of the other: same fact, comparison and window. */
const isSameMeasure = (a: Criterion, b: Criterion): boolean =>
  a.fact === b.fact && a.comparison === b.comparison && a.windowDays === b.windowDays;

const isSameCriterion = (a: Criterion, b: Criterion): boolean =>
  isSameMeasure(a, b) && a.threshold === b.threshold && a.weight === b.weight && a.required === b.required;

/** Formats "TENURE_MONTHS of at least 12 (weight 3, required)". */
const describe = (criterion: Criterion): string =>
  `${formatCriterion(criterion)} (weight ${inWords(criterion.weight)}${criterion.required ? ', required' : ''})`;

/** Lists all differences between two policies: settings first, then changed, added and removed criteria. */
export function differencesOf(before: Policy, after: Policy): PolicyDifference[] {
  const settings = [
    ['The name', before.name, after.name],
    ['The client score', inWords(before.clientScore), inWords(after.clientScore)],
    ['The allowed gap in payment', counted(before.gapDays, 'day'), counted(after.gapDays, 'day')],
    ['How long a purchase counts', counted(before.purchaseDays, 'day'), counted(after.purchaseDays, 'day')],
  ]
    .filter(([, was, is]) => was !== is)
    .map(([what, was, is]) => ({ before: null, after: null, summary: `${what} changed from ${was} to ${is}.` }));

  // Unchanged criteria are set aside first, so that of two criteria on one fact the changed one is matched.
  const gone = before.criteria.filter((was) => !after.criteria.some((is) => isSameCriterion(was, is)));
  const fresh = after.criteria.filter((is) => !before.criteria.some((was) => isSameCriterion(was, is)));
  const changed: PolicyDifference[] = [];
  const added: PolicyDifference[] = [];
  for (const is of fresh) {
    const index = gone.findIndex((was) => isSameMeasure(was, is));
    if (index < 0) {
      added.push({ before: null, after: is, summary: `Added: ${describe(is)}.` });
    } else {
      const [was] = gone.splice(index, 1) as [Criterion];
      const summary = `Changed from ${describe(was)} to ${describe(is)}.`;
      changed.push({ before: was, after: is, summary });
    }
  }
  const removed = gone.map((was) => ({
    before: was,
    after: null,
    summary: `Removed: ${describe(was)}.`,
  }));
  return [...settings, ...changed, ...added, ...removed];
}
