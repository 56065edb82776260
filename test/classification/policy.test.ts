import { UTC } from '../../src/classification/calendar.js';
import fc from 'fast-check';
import { toHistory, type Interaction, type RecordedPhase } from '../../src/classification/history.js';
import {
  BASELINE_POLICY,
  contains,
  policyInForce,
  scorerOf,
  setOf,
  type Criterion,
  type Policy,
} from '../../src/classification/policy.js';
import { valueAt } from '../../src/classification/steps.js';
import { relationshipStates, topRankOf } from '../../src/classification/timeline.js';
import { at, cases, interaction, phase, policies, testProperty, written } from '../support/histories.js';
import { oracleHistory, oraclePolicy, oracleSatisfied, oracleScore, oracleStanding, UTC_CLOCK } from './oracle.js';

const criterion = (weight: number, changes: Partial<Criterion> = {}): Criterion => ({
  fact: 'TENURE_MONTHS',
  comparison: 'AT_LEAST',
  threshold: 12,
  windowDays: null,
  weight,
  required: false,
  ...changes,
});
const policyOf = (clientScore: number, criteria: Criterion[]): Policy => ({
  ...BASELINE_POLICY,
  criteria,
  clientScore,
});

describe('a score', () => {
  test('of 0.1 plus 0.2 reaches a clientScore of 0.3', () => {
    const policy = policyOf(0.3, [criterion(0.1), criterion(0.2), criterion(0.7)]);
    const { score, isSatisfiedBy } = scorerOf(policy);
    expect(score(0b011)).toBe(0.3);
    expect(isSatisfiedBy(0b011)).toBe(true);
    expect(isSatisfiedBy(0b010)).toBe(false);
    expect(oracleSatisfied(policy, [0, 1])).toBe(true);
  });

  test.each([
    [[0.1, 0.1, 0.1, 0.7], 0.3, 0b0111, true],
    [[0.7, 0.1, 0.2], 0.8, 0b011, true],
    [[1, 1, 1], 0.333333, 0b001, true],
    [[1, 1, 1], 0.333334, 0b001, false],
    [[0.000001, 0.999999], 0.000001, 0b01, true],
    [[0.000001, 999_999], 1, 0b10, false],
    [[1.1, 2.2, 3.3], 0.5, 0b011, true],
    [[1.1, 2.2, 3.3], 0.5, 0b100, true],
    [[1e-6, 2e-6, 7e-6], 0.3, 0b011, true],
  ])(
    'of the weights %j with the clientScore %d and the set %i of met criteria reaches the clientScore: %s',
    (weights, clientScore, set, reached) => {
      expect(
        scorerOf(
          policyOf(
            clientScore,
            weights.map((weight) => criterion(weight)),
          ),
        ).isSatisfiedBy(set),
      ).toBe(reached);
    },
  );

  test('does not make an account a client while a required criterion is unmet', () => {
    const { isSatisfiedBy } = scorerOf(policyOf(0.5, [criterion(1, { required: true }), criterion(9)]));
    expect([0b00, 0b01, 0b10, 0b11].map(isSatisfiedBy)).toEqual([false, false, false, true]);
  });

  testProperty(
    'is exact for every policy and every set of met criteria',
    fc.property(policies, fc.array(fc.nat(65_535), { minLength: 20, maxLength: 20 }), (policy, sets) => {
      const { score, isSatisfiedBy } = scorerOf(policy);
      for (const any of [0, 65_535, ...sets]) {
        const set = any & (2 ** policy.criteria.length - 1);
        const met = policy.criteria.flatMap((_, i) => (contains(set, i) ? [i] : []));
        expect(score(set)).toBe(oracleScore(policy, met));
        expect(isSatisfiedBy(set)).toBe(oracleSatisfied(policy, met));
      }
    }),
    3,
  );

  testProperty(
    'is computed from a set that holds up to 16 criteria',
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 16 }), (members) => {
      expect(members.map((_, i) => contains(setOf(members), i))).toEqual(members);
    }),
    2,
  );
});

describe('the policy in force', () => {
  const version = (number: number, from: string | null): Policy => ({
    ...BASELINE_POLICY,
    version: number,
    effectiveFrom: from === null ? -Infinity : at(from),
  });

  test('is the highest version whose effectiveFrom is not after the instant', () => {
    const inForce = policyInForce([version(3, '2024-01-01'), version(1, null), version(2, '2024-06-01')]);
    expect(valueAt(inForce, at('2023-12-31')).version).toBe(1);
    expect(valueAt(inForce, at('2024-01-01')).version).toBe(3);
    expect(valueAt(inForce, at('2024-06-01')).version).toBe(3);
  });

  test('is the higher of two versions that take effect at the same instant', () => {
    const inForce = policyInForce([version(1, null), version(3, '2024-01-01'), version(2, '2024-01-01')]);
    expect(inForce.values.map(({ version }) => version)).toEqual([1, 3]);
  });

  testProperty(
    'is the same in every order of the policies, at every instant',
    fc.property(cases, ({ policies, instants }) => {
      const inForce = policyInForce(policies);
      const dates = policies.map(({ effectiveFrom }) => effectiveFrom).filter(Number.isFinite);
      for (const date of [...dates, ...instants]) {
        for (const t of [date - 1, date, date + 1]) expect(valueAt(inForce, t)).toBe(oraclePolicy(policies, t));
      }
    }),
    3,
  );

  test('requires a policy that is effective from the beginning', () => {
    expect(() => policyInForce([version(1, '2024-01-01')])).toThrow(/from the beginning of time/);
    expect(() => policyInForce([])).toThrow(/from the beginning of time/);
  });
});

describe('the baseline policy', () => {
  const STARTER = { planRank: 1, unitPriceMinor: 2_900 };
  const ENTERPRISE = { planRank: 3, unitPriceMinor: 99_000, intervalMonths: 12, termMonths: 12 } as const;
  const plans = [1, 2, 3].map((rank) => ({ rank, offeredFrom: -Infinity, offeredUntil: Infinity }));
  const NOW = '2025-07-01';
  const monthly = (changes: Partial<Interaction>): Interaction[] =>
    ['2025-01-15', '2025-02-15', '2025-03-15', '2025-04-15', '2025-05-15'].map((on) => interaction(on, changes));

  /** Returns the type now and the weight of the met criteria, of 18. */
  function classify(
    phases: RecordedPhase[],
    interactions: Interaction[] = [],
  ): { type: string; of18: number; on: string } {
    const history = toHistory(phases, interactions, UTC);
    const recorded = oracleHistory(phases, interactions, UTC_CLOCK);
    const rules = { policies: [BASELINE_POLICY], topRank: topRankOf(plans), minorPerMajor: 100, zone: UTC };
    const state = valueAt(relationshipStates(history, rules), at(NOW));
    const oracle = oracleStanding(recorded, { policies: [BASELINE_POLICY], plans, minorPerMajor: 100 }, at(NOW));
    const score = scorerOf(BASELINE_POLICY).score(state.met);
    expect(oracle).toMatchObject({ type: state.type, score });
    return { type: state.type, of18: Math.round(score * 18), on: written(at(NOW)) };
  }

  test('has weights that add up to 18', () => {
    expect(BASELINE_POLICY.criteria.reduce((sum, { weight }) => sum + weight, 0)).toBe(18);
  });

  test('makes an account on the starter plan for one month a CUSTOMER (0 of 18)', () => {
    expect(classify([phase('2025-06-01', null, STARTER)])).toMatchObject({ type: 'CUSTOMER', of18: 0 });
  });

  test('makes an account with three years on the cheapest plan and frequent personal contact a CLIENT (9 or 10 of 18)', () => {
    const threeYears = [phase('2022-07-01', null, STARTER)];
    expect(classify(threeYears, monthly({ personalized: true, initiative: 'THEM' }))).toMatchObject({
      type: 'CLIENT',
      of18: 9,
    });
    expect(classify(threeYears, monthly({ personalized: true, initiative: 'US' }))).toMatchObject({
      type: 'CLIENT',
      of18: 10,
    });
  });

  test('makes a new Enterprise account a CUSTOMER, whatever its contract', () => {
    expect(classify([phase('2025-06-01', null, ENTERPRISE)])).toMatchObject({ type: 'CUSTOMER', of18: 4 });
    const everything = [
      phase('2024-07-02', null, { ...ENTERPRISE, tailored: true, termMonths: 36 }),
      phase('2025-06-01', null, { ...ENTERPRISE, tailored: true }),
    ];
    const contact = [
      ...monthly({ personalized: true, initiative: 'US' }),
      ...monthly({ kind: 'ADVOCACY', initiative: 'US' }),
    ];
    // All criteria except the two of tenure: 12 of 18 is more than half, but tenure is required.
    expect(classify(everything, contact)).toMatchObject({ type: 'CUSTOMER', of18: 12 });
  });

  test('makes an account with three years of Enterprise a CLIENT even without interactions (10 of 18)', () => {
    expect(classify([phase('2022-07-01', null, ENTERPRISE)])).toMatchObject({ type: 'CLIENT', of18: 10 });
  });

  test('makes an account with thirteen months and three tickets a CUSTOMER (6 of 18)', () => {
    const tickets = monthly({ personalized: true, initiative: 'THEM' }).slice(0, 3);
    expect(classify([phase('2024-06-01', null, STARTER)], tickets)).toMatchObject({ type: 'CUSTOMER', of18: 6 });
    expect(classify([phase('2024-06-01', null, STARTER)], monthly({}))).toMatchObject({ type: 'CUSTOMER', of18: 3 });
  });

  test('makes a customer a client exactly on its second anniversary', () => {
    const onTop = [phase('2023-07-01', null, { planRank: 3 })];
    expect(classify(onTop)).toMatchObject({ type: 'CLIENT', of18: 9 });
    const dayLater = [phase('2023-07-01T00:00:00.001Z', null, { planRank: 3 })];
    expect(classify(dayLater)).toMatchObject({ type: 'CUSTOMER', of18: 6 });
  });
});
