import type { Instant } from '../classification/calendar.js';
import { factOf, type FactUnit } from '../classification/facts.js';
import { MAX_CRITERIA, scorerOf, type Criterion, type Policy } from '../classification/policy.js';
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

/** Converts a policy input for the kernel. Adds errors to `check`. */
export function readPolicy(
  check: InputCheck,
  field: FieldPath,
  input: PolicyInput,
  { version, effectiveFrom }: { version: number; effectiveFrom: Instant },
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
    version,
    effectiveFrom,
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
 * Tells whether two criteria can be met together: on the same fact and window, "at least a" and "at most b" require a
 * <= b.
 */
function areCompatible(a: Criterion, b: Criterion): boolean {
  if (a.fact !== b.fact || a.windowDays !== b.windowDays || a.comparison === b.comparison) return true;
  const [atLeast, atMost] = a.comparison === 'AT_LEAST' ? [a, b] : [b, a];
  return atLeast.threshold <= atMost.threshold;
}

/**
 * Tells whether some set of compatible criteria satisfies the policy. Tries every set, since there are at most 16
 * criteria.
 */
function canBeSatisfied(policy: Policy): boolean {
  const { criteria } = policy;
  const { isSatisfiedBy } = scorerOf(policy);
  const all = 2 ** criteria.length - 1;
  const incompatibleWith = criteria.map((one) =>
    criteria.reduce((set, other, k) => (areCompatible(one, other) ? set : set | (1 << k)), 0),
  );
  if (incompatibleWith.every((set) => set === 0)) return isSatisfiedBy(all);
  for (let set = all; set >= 0; set--) {
    const isCompatible = incompatibleWith.every((others, i) => !(set & (1 << i)) || (set & others) === 0);
    if (isCompatible && isSatisfiedBy(set)) return true;
  }
  return false;
}
