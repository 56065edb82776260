import fc from 'fast-check';
import { InputCheck } from '../../src/graphql/input-check.js';
import { readPolicy } from '../../src/policies/policy-check.service.js';
import type { CriterionInput, PolicyInput } from '../../src/policies/policy.inputs.js';

const isAccepted = (criteria: CriterionInput[], clientScore: number): boolean => {
  const check = new InputCheck();
  const input = { name: 'P', criteria, clientScore } as PolicyInput;
  readPolicy(check, ['policy'], input, { version: 2, effectiveFrom: 0 });
  return check.errors.length === 0;
};

/** Tries every set of criteria whose thresholds do not contradict each other. */
function searchSatisfyingSet(criteria: CriterionInput[], clientScore: number): boolean {
  const total = criteria.reduce((sum, { weight }) => sum + weight, 0);
  for (let bits = 0; bits < 2 ** criteria.length; bits++) {
    const met = criteria.filter((_, i) => (bits & (1 << i)) !== 0);
    const contradicts = met.some((a) =>
      met.some(
        (b) =>
          a.fact === b.fact &&
          a.windowDays === b.windowDays &&
          a.comparison === 'AT_LEAST' &&
          b.comparison === 'AT_MOST' &&
          a.threshold > b.threshold,
      ),
    );
    const hasRequired = criteria.every((criterion) => !criterion.required || met.includes(criterion));
    const score = met.reduce((sum, { weight }) => sum + weight, 0) / total;
    if (!contradicts && hasRequired && score >= clientScore) return true;
  }
  return false;
}

const criterion = fc.record({
  fact: fc.constantFrom('SEATS', 'INTERACTIONS', 'TENURE_MONTHS'),
  comparison: fc.constantFrom('AT_LEAST', 'AT_MOST'),
  threshold: fc.integer({ min: 1, max: 6 }),
  weight: fc.integer({ min: 1, max: 4 }),
  required: fc.nat(4).map((n) => n === 0),
}) as fc.Arbitrary<CriterionInput>;

describe('a policy', () => {
  it('is accepted exactly if some set of its criteria can be met together and suffices', () => {
    fc.assert(
      fc.property(
        fc.array(criterion, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 20 }).map((n) => n / 20),
        (criteria, clientScore) => {
          expect(isAccepted(criteria, clientScore)).toBe(searchSatisfyingSet(criteria, clientScore));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of 16 criteria of equal weight, half of which contradict the others, is accepted up to half of the score', () => {
    const criteria = Array.from({ length: 16 }, (_, i) => ({
      fact: 'SEATS',
      comparison: i % 2 ? 'AT_LEAST' : 'AT_MOST',
      threshold: i % 2 ? 20 + i : i + 1,
      weight: 1,
      required: false,
    })) as CriterionInput[];
    expect(isAccepted(criteria, 0.5)).toBe(true);
    expect(isAccepted(criteria, 0.51)).toBe(false);
  });
});
