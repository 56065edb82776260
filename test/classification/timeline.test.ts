import { addLocalDays, UTC } from '../../src/classification/calendar.js';
import fc from 'fast-check';
import { evidenceAt } from '../../src/classification/evidence.js';
import { DAYS_READ_AHEAD } from '../../src/classification/continuity.js';
import { toHistory, type Interaction, type RecordedPhase } from '../../src/classification/history.js';
import { BASELINE_POLICY, contains, scorerOf } from '../../src/classification/policy.js';
import { startingWith, valueAt } from '../../src/classification/steps.js';
import {
  isCustomerType,
  periodAt,
  periodsOf,
  relationshipStates,
  intervalsByType,
  timeline,
  topRankOf,
  type Period,
  type Rules,
  type RelationshipState,
} from '../../src/classification/timeline.js';
import {
  at,
  cases,
  historyOf,
  inOrderOf,
  interaction,
  oracleHistoryOf,
  oracleRulesOf,
  orders,
  phase,
  reportTallies,
  rulesOf,
  tally,
  testProperty,
  written,
  type Case,
} from '../support/histories.js';
import { LAST_INSTANT } from './oracle-numbers.js';
import { candidateInstants, oracleHistory, oracleOf, oracleStanding, oracleTopRank, UTC_CLOCK } from './oracle.js';
import { expectSame } from '../support/quick-expect.js';

afterAll(reportTallies);

/** Returns all instants at which anything might change, plus the instants at which the kernel reports a change. */
function instantsOf(testCase: Case, periods: readonly Period[]): number[] {
  const starts = periods.map(({ from }) => from).filter(Number.isFinite);
  const candidates = candidateInstants(oracleHistoryOf(testCase), oracleRulesOf(testCase));
  return [...new Set([...candidates, ...testCase.instants, ...starts, ...starts.map((t) => t - 1)])];
}

const inWords = ({
  type,
  policy,
  met,
  isPaying,
  mrrMinor,
  pausedMrrMinor,
  currencyCode,
  payingSince,
}: RelationshipState): object => ({
  type,
  policyVersion: policy.version,
  met: policy.criteria.flatMap((_, i) => (contains(met, i) ? [i] : [])),
  score: scorerOf(policy).score(met),
  isPaying,
  mrrMinor,
  pausedMrrMinor,
  currencyCode,
  payingSince,
});

const isSamePeriod = (a: Period, b: Period): boolean =>
  a.type === b.type &&
  a.mrrMinor === b.mrrMinor &&
  a.pausedMrrMinor === b.pausedMrrMinor &&
  a.currencyCode === b.currencyCode &&
  a.payingSince === b.payingSince &&
  a.policyVersion === b.policyVersion;

describe('an account at every instant', () => {
  /** Compares relationshipStates and periods with the oracle at every instant at which either might change. */
  function expectToMatchOracle(testCase: Case, contactHeldFrom?: number): void {
    const history = historyOf(testCase);
    const steps = relationshipStates(history, { ...rulesOf(testCase), contactHeldFrom });
    const periods = periodsOf(steps);
    const oracle = oracleOf(oracleHistoryOf(testCase), { ...oracleRulesOf(testCase), contactHeldFrom });
    const starts = steps.starts.filter(Number.isFinite);
    const instants = new Set([...oracle.candidates, ...testCase.instants, ...starts, ...starts.map((t) => t - 1)]);
    const disagreements: unknown[] = [];
    for (const t of instants) {
      const expected = oracle.standingAt(t);
      const state = inWords(valueAt(steps, t));
      const period = periodAt(periods, t);
      if (
        JSON.stringify(state, sortedKeys) !== JSON.stringify(expected, sortedKeys) ||
        !isSamePeriod(period, { ...period, ...expected })
      ) {
        disagreements.push({ at: written(t), kernel: state, period, oracle: expected });
      }
      tally(`instants ${expected.type}`);
    }
    expect(disagreements).toEqual([]);
    tally('histories for relationshipStates');
    tally('policies for relationshipStates', testCase.policies.length);
    tally('instants for relationshipStates', instants.size);
  }

  testProperty(
    'has the state that the oracle computes, and a period with the same values',
    fc.property(cases, (testCase) => expectToMatchOracle(testCase)),
  );

  testProperty(
    'has the state that the oracle computes if contact stays the same from an instant on',
    fc.property(cases, fc.nat(), (testCase, pick) => {
      const instants = candidateInstants(oracleHistoryOf(testCase), oracleRulesOf(testCase));
      expectToMatchOracle(testCase, instants[pick % instants.length]);
    }),
    0.2,
  );

  testProperty(
    'has periods that cover all of time without gaps or overlaps, and neighbours differ',
    fc.property(cases, (testCase) => {
      const periods = timeline(historyOf(testCase), rulesOf(testCase));
      expect(periods[0]!.from).toBe(-Infinity);
      expect(periods.at(-1)!.to).toBe(Infinity);
      expect(periods.at(-1)!.from).toBeLessThanOrEqual(LAST_INSTANT);
      periods.forEach((period, i) => {
        expectSame(period.from < period.to, true);
        if (i === 0) return;
        expectSame(period.from, periods[i - 1]!.to);
        expectSame(isSamePeriod(period, periods[i - 1]!), false);
      });
      for (const period of periods) {
        for (const edge of [period.from, period.to - 1]) {
          if (Number.isFinite(edge)) expectSame(periodAt(periods, edge), period);
        }
      }
    }),
    3,
  );

  testProperty(
    'is a CLIENT only while it pays',
    fc.property(cases, (testCase) => {
      const history = historyOf(testCase);
      const periods = timeline(history, rulesOf(testCase));
      for (const t of instantsOf(testCase, periods)) {
        const { type, payingSince } = periodAt(periods, t);
        const pays = history.phases.some((phase) => phase.isPaid && phase.from <= t && t < phase.to);
        expectSame(payingSince !== null, pays);
        if (type === 'CLIENT') expectSame(pays, true);
        if (pays) expectSame(isCustomerType(type), true);
      }
    }),
  );

  testProperty(
    'has the same timeline in any order of its records, the policies and the plans',
    fc.property(cases, orders, (testCase, order) => {
      const shuffled: Case = {
        ...testCase,
        phases: inOrderOf(testCase.phases, order),
        interactions: inOrderOf(testCase.interactions, order),
        policies: inOrderOf(testCase.policies, order),
        plans: inOrderOf(testCase.plans, order),
      };
      expect(timeline(historyOf(shuffled), rulesOf(shuffled))).toEqual(
        timeline(historyOf(testCase), rulesOf(testCase)),
      );
    }),
    3,
  );

  testProperty(
    'has a state that depends on later phases only as far as the rules of continuity read ahead',
    fc.property(cases, fc.nat(), fc.boolean(), (testCase, pick, isOpenEnded) => {
      const rules = rulesOf(testCase);
      const steps = relationshipStates(historyOf(testCase), rules);
      const instants = instantsOf(testCase, periodsOf(steps));
      const hasFree = testCase.phases.some(
        ({ status, unitPriceMinor, sold }) => status === 'TRIALING' || unitPriceMinor === 0 || sold,
      );
      for (let i = 0; i < 12; i++) {
        const t = instants[(pick + i * 7919) % instants.length]!;
        const read = addLocalDays(t, hasFree ? DAYS_READ_AHEAD : 1, rules.zone);
        const known = toHistory(
          testCase.phases
            .filter(({ from }) => from <= read)
            .map((phase) => (isOpenEnded && phase.to > read ? { ...phase, to: Infinity } : phase)),
          testCase.interactions.filter((interaction) => interaction.at <= t),
          rules.zone,
        );
        expect(valueAt(relationshipStates(known, rules), t)).toEqual(valueAt(steps, t));
      }
    }),
  );

  testProperty(
    'keeps its timeline before the effective date when a policy is published',
    fc.property(cases, (testCase) => {
      const latest = testCase.policies.find(({ version }) => version === testCase.policies.length)!;
      fc.pre(testCase.policies.length > 1 && Number.isFinite(latest.effectiveFrom));
      const history = historyOf(testCase);
      const before = { ...testCase, policies: testCase.policies.filter((policy) => policy !== latest) };
      const [old, now] = [timeline(history, rulesOf(before)), timeline(history, rulesOf(testCase))];
      for (const t of instantsOf(testCase, now).filter((t) => t < latest.effectiveFrom)) {
        expectSame(isSamePeriod(periodAt(now, t), periodAt(old, t)), true);
      }
    }),
  );
});

/** Makes objects with equal properties print alike, whatever the order of their keys. */
const sortedKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

describe('intervals of one type', () => {
  testProperty(
    'are the periods with neighbours of equal type joined',
    fc.property(cases, (testCase) => {
      const periods = timeline(historyOf(testCase), rulesOf(testCase));
      const copies = structuredClone(periods);
      const intervals = intervalsByType(periods);
      expect(periods).toEqual(copies);
      expect(intervals[0]!.from).toBe(-Infinity);
      expect(intervals.at(-1)!.to).toBe(Infinity);
      intervals.slice(1).forEach((interval, i) => {
        expectSame(interval.from, intervals[i]!.to);
        expect(interval.type).not.toBe(intervals[i]!.type);
      });
      for (const period of periods) expectSame(periodAt(intervals, period.from).type, period.type);
    }),
    2,
  );
});

describe('the top rank', () => {
  testProperty(
    'is the rank of the highest plan offered at the instant, in any order of the plans',
    fc.property(cases, ({ plans, instants }) => {
      const topRank = topRankOf(plans);
      const dates = plans.flatMap(({ offeredFrom, offeredUntil }) => [offeredFrom, offeredUntil]);
      for (const date of [...dates.filter(Number.isFinite), ...instants]) {
        for (const t of [date - 1, date, date + 1]) expectSame(valueAt(topRank, t), oracleTopRank(plans, t));
      }
    }),
    5,
  );
});

describe('an example account', () => {
  const rules: Rules = { policies: [BASELINE_POLICY], topRank: startingWith(3), minorPerMajor: 100, zone: UTC };
  const oracleRules = {
    policies: [BASELINE_POLICY],
    plans: [{ rank: 3, offeredFrom: -Infinity, offeredUntil: Infinity }],
    minorPerMajor: 100,
  };
  /** Returns type and start of each interval of one type, after checking the type with the oracle. */
  const typeChanges = (phases: readonly RecordedPhase[], interactions: readonly Interaction[] = []): string[] =>
    intervalsByType(timeline(toHistory(phases, interactions, UTC), rules)).map(({ from, type }) => {
      const recorded = oracleHistory(phases, interactions, UTC_CLOCK);
      if (Number.isFinite(from)) expect(oracleStanding(recorded, oracleRules, from).type).toBe(type);
      return Number.isFinite(from) ? `${type} ${written(from).replace('T00:00:00.000Z', '')}` : type;
    });

  test('without records is always a PROSPECT', () => {
    expect(typeChanges([])).toEqual(['PROSPECT']);
  });

  test('changes from trial to customer to client to former client', () => {
    const terms = { subscriptionId: 'one', planRank: 3, termMonths: 12 };
    const phases = [
      phase('2022-01-31', '2022-02-28', { ...terms, status: 'TRIALING' }),
      phase('2022-02-28', '2025-02-28', terms),
    ];
    expect(typeChanges(phases)).toEqual([
      'PROSPECT',
      'TRIAL 2022-01-31',
      'CUSTOMER 2022-02-28',
      'CLIENT 2024-02-28',
      'FORMER_CLIENT 2025-02-28',
    ]);
  });

  test('is a PROSPECT after a trial without a purchase, and on a free plan', () => {
    const phases = [
      phase('2024-01-01', '2024-01-15', { status: 'TRIALING' }),
      phase('2024-02-01', null, { unitPriceMinor: 0 }),
    ];
    expect(typeChanges(phases)).toEqual(['PROSPECT', 'TRIAL 2024-01-01', 'PROSPECT 2024-01-15']);
  });

  test('is a customer for 90 days after a purchase, even during a trial', () => {
    const trial = phase('2024-01-15', '2024-06-01', { status: 'TRIALING' });
    expect(typeChanges([trial], [interaction('2024-01-01', { kind: 'PURCHASE' })])).toEqual([
      'PROSPECT',
      'CUSTOMER 2024-01-01',
      'TRIAL 2024-03-31',
      'FORMER_CUSTOMER 2024-06-01',
    ]);
  });

  test('does not become a customer by a purchase if purchaseDays is 0', () => {
    const none = { ...rules, policies: [{ ...BASELINE_POLICY, purchaseDays: 0 }] };
    const bought = toHistory([], [interaction('2024-01-01', { kind: 'PURCHASE' })], UTC);
    expect(timeline(bought, none).map(({ type }) => type)).toEqual(['PROSPECT']);
  });

  test('has no transition after the last representable instant', () => {
    const almostEndless = toHistory([phase('2024-01-01', '9999-12-01T23:59:59.999Z')], [], UTC);
    expect(relationshipStates(almostEndless, rules).starts.at(-1)).toBeLessThanOrEqual(LAST_INSTANT);
    expect(evidenceAt(almostEndless, BASELINE_POLICY, rules, at('9999-12-31'))[0]).toMatchObject({
      observed: 95_711,
      changesAt: Infinity,
    });
  });

  test('is a former client during a gap, and keeps its tenure across the gap', () => {
    const phases = [phase('2020-01-01', '2023-01-01', { planRank: 3 }), phase('2023-01-31', null)];
    expect(typeChanges(phases)).toEqual([
      'PROSPECT',
      'CUSTOMER 2020-01-01',
      'CLIENT 2022-01-01',
      'FORMER_CLIENT 2023-01-01',
      'CUSTOMER 2023-01-31',
    ]);
    const { payingSince } = valueAt(relationshipStates(toHistory(phases, [], UTC), rules), at('2023-01-31'));
    expect(payingSince).toBe(at('2020-01-01'));
  });

  test('has no revenue while paused, and shows the paused revenue', () => {
    const terms = { subscriptionId: 'one' };
    const phases = [
      phase('2024-01-01', '2024-03-01', terms),
      phase('2024-03-01', '2024-04-01', { ...terms, status: 'PAUSED' }),
      phase('2024-04-01', null, { ...terms, status: 'PAST_DUE' }),
    ];
    const money = timeline(toHistory(phases, [], UTC), rules).map(({ mrrMinor, pausedMrrMinor }) => [
      mrrMinor,
      pausedMrrMinor,
    ]);
    expect(money).toEqual([
      [0, 0],
      [4_900, 0],
      [0, 4_900],
      [4_900, 0],
    ]);
    expect(typeChanges(phases)).toEqual(['PROSPECT', 'CUSTOMER 2024-01-01']);
  });
});
