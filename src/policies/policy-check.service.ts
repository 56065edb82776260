import { factOf, type FactUnit } from '../classification/facts.js';
import { MAX_CRITERIA, scorerOf, type Criterion, type Policy } from '../classification/policy.js';
import { groupBy } from '../database/grouping.js';
import type { InputCheck } from '../graphql/input-check.js';
import { UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import type { CriterionInput, PolicyInput } from './policy.inputs.js';

const MAX_WINDOW_DAYS = 36_500;
const MAX_WEIGHT = 1_000_000;
const WEIGHT_DECIMALS = 6;

/** The possible values of facts, by unit. */
const RANGE_OF_UNIT: Record<FactUnit, readonly [min: number, max: number]> = {
  // Limited by the range of instants.
  MONTHS: [0, 120_000],
  DAYS: [0, 3_652_059],
  COUNT: [0, 1_000_000_000],
  BOOLEAN: [0, 1],
  RANK: [0, 1_000_000],
  SHARE: [0, 1],
  SENTIMENT: [-1, 1],
  WORKSPACE_CURRENCY: [0, 1_000_000_000_000],
};

/** Converts a policy input for the kernel. A draft judges by the exchange rates in effect now. Adds errors to `check`. */
export function readPolicy(
  check: InputCheck,
  field: FieldPath,
  input: PolicyInput,
  keeps: Pick<Policy, 'version' | 'effectiveFrom' | 'exchangeRates'>,
): Policy {
  check.text([...field, 'name'], input.name, 200);
  check.number([...field, 'gapDays'], input.gapDays, 0, 3_650);
  check.number([...field, 'purchaseDays'], input.purchaseDays, 0, 3_650);
  const errorsBefore = check.errors.length;
  check.number([...field, 'clientScore'], input.clientScore, 0, 1);
  if (input.criteria.length === 0 || input.criteria.length > MAX_CRITERIA) {
    check.add(
      input.criteria.length === 0 ? UserErrorCode.REQUIRED : UserErrorCode.TOO_MANY,
      [...field, 'criteria'],
      `Expected 1 to ${MAX_CRITERIA} criteria; got ${input.criteria.length}.`,
    );
  }
  input.criteria.forEach((criterion, i) => checkCriterion(check, [...field, 'criteria', i], criterion));
  const policy: Policy = {
    ...input,
    ...keeps,
    criteria: input.criteria.map((criterion): Criterion => ({
      ...criterion,
      windowDays: criterion.windowDays ?? null,
    })),
  };
  // An invalid policy is not also reported as unsatisfiable.
  if (check.errors.length === errorsBefore && !canBeSatisfied(policy)) {
    check.add(
      UserErrorCode.CONFLICT,
      [...field, 'criteria'],
      'Expected a policy that some account can satisfy; got criteria that contradict each other, so that no account can be a client.',
    );
  }
  return policy;
}

function checkCriterion(check: InputCheck, field: FieldPath, criterion: CriterionInput): void {
  const { fact, comparison, threshold, windowDays, weight } = criterion;
  const { unit, windowed } = factOf(fact);
  const [min, max] = RANGE_OF_UNIT[unit];
  const isReachable = comparison === 'AT_LEAST' ? threshold <= max : threshold >= min;
  if (!isReachable) {
    check.add(
      UserErrorCode.OUT_OF_RANGE,
      [...field, 'threshold'],
      `Expected a threshold that ${fact} can reach, from ${min} to ${max}; got ${threshold}.`,
    );
  }
  if (!windowed && windowDays !== null && windowDays !== undefined) {
    check.add(
      UserErrorCode.INVALID,
      [...field, 'windowDays'],
      `Expected no windowDays, because ${fact} has no window; omit it.`,
    );
  }
  check.number([...field, 'windowDays'], windowDays, 1, MAX_WINDOW_DAYS);
  if (!(weight > 0 && weight <= MAX_WEIGHT)) {
    check.add(
      UserErrorCode.OUT_OF_RANGE,
      [...field, 'weight'],
      `Expected a weight above 0 and at most ${MAX_WEIGHT}; got ${weight}.`,
    );
  } else if (Number(weight.toFixed(WEIGHT_DECIMALS)) !== weight) {
    check.add(
      UserErrorCode.INVALID,
      [...field, 'weight'],
      `Expected at most ${WEIGHT_DECIMALS} decimals; got ${weight}. Round it first.`,
    );
  }
}

/**
 * Tells whether some account can satisfy the policy. Criteria on one fact and window depend on the same value. Of each such
 * group, the best value meets the required criteria and the greatest weight; it is one of the thresholds.
 */
function canBeSatisfied(policy: Policy): boolean {
  const { weights, needed } = scorerOf(policy);
  const weighted = policy.criteria.map((criterion, i) => ({ criterion, weight: weights[i]! }));
  let reached = 0;
  for (const group of groupBy(weighted, ({ criterion }) => `${criterion.fact} ${criterion.windowDays}`).values()) {
    const weightAt = (value: number): number => {
      const isMet = ({ comparison, threshold }: Criterion): boolean =>
        comparison === 'AT_LEAST' ? value >= threshold : value <= threshold;
      if (group.some(({ criterion }) => criterion.required && !isMet(criterion))) return -Infinity;
      return group.reduce((sum, { criterion, weight }) => (isMet(criterion) ? sum + weight : sum), 0);
    };
    reached += Math.max(...group.map(({ criterion }) => weightAt(criterion.threshold)));
  }
  return reached >= needed;
}
