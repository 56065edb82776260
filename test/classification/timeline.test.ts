import fc from 'fast-check';
import { evidenceAt } from '../../src/classification/evidence.js';
import { isPaid, toHistory, type History } from '../../src/classification/history.js';
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
import { candidateInstants, oracleOf, oracleStanding, oracleTopRank } from './oracle.js';

afterAll(reportTallies);

/** Wherever anything might turn, plus the instants at which the kernel says that something does. */
function instantsOf(made: Case, history: History, periods: readonly Period[]): number[] {
  const starts = periods.map(({ from }) => from).filter(Number.isFinite);
  const candidates = candidateInstants(history, oracleRulesOf(made));
  return [...new Set([...candidates, ...made.instants, ...starts, ...starts.map((t) => t - 1)])];
}

const inWords = ({
  type,
  policy,
  met,
  isPaying,
  mrrMinor,
  pausedMrrMinor,
  payingSince,
}: RelationshipState): object => ({
  type,
  policyVersion: policy.version,
  met: policy.criteria.flatMap((_, i) => (contains(met, i) ? [i] : [])),
  score: scorerOf(policy).score(met),
  isPaying,
  mrrMinor,
  pausedMrrMinor,
  payingSince,
});

const sameTurn = (a: Period, b: Period): boolean =>
  a.type === b.type &&
  a.mrrMinor === b.mrrMinor &&
  a.pausedMrrMinor === b.pausedMrrMinor &&
  a.payingSince === b.payingSince &&
  a.policyVersion === b.policyVersion;

describe('an account at every instant', () => {
  /** Compares relationshipStates and periods with the oracle, wherever either might turn. */
  function expectAsOracle(made: Case, contactHeldFrom?: number): void {
    const history = historyOf(made);
    const steps = relationshipStates(history, { ...rulesOf(made), contactHeldFrom });
    const periods = periodsOf(steps);
    const oracle = oracleOf(history, { ...oracleRulesOf(made), contactHeldFrom });
    const starts = steps.starts.filter(Number.isFinite);
    const instants = new Set([...oracle.candidates, ...made.instants, ...starts, ...starts.map((t) => t - 1)]);
    const disagreements: unknown[] = [];
    for (const t of instants) {
      const expected = oracle.standingAt(t);
      const standing = inWords(valueAt(steps, t));
      const period = periodAt(periods, t);
      if (
        JSON.stringify(standing, sortedKeys) !== JSON.stringify(expected, sortedKeys) ||
        !sameTurn(period, { ...period, ...expected })
      ) {
        disagreements.push({ at: written(t), kernel: standing, period, oracle: expected });
      }
      tally(`instants ${expected.type}`);
    }
    expect(disagreements).toEqual([]);
    tally('histories for relationshipStates');
    tally('policies for relationshipStates', made.policies.length);
    tally('instants for relationshipStates', instants.size);
  }

  testProperty(
    "stands as the oracle says, and its period is the standing's",
    fc.property(cases, (made) => expectAsOracle(made)),
  );

  testProperty(
    'stands as the oracle says where contact is held from an instant on',
    fc.property(cases, fc.nat(), (made, pick) => {
      const instants = candidateInstants(historyOf(made), oracleRulesOf(made));
      expectAsOracle(made, instants[pick % instants.length]);
    }),
    0.2,
  );

  testProperty(
    'has periods that cover all of time without gap or overlap, and neighbours differ',
    fc.property(cases, (made) => {
      const periods = timeline(historyOf(made), rulesOf(made));
      expect(periods[0]!.from).toBe(-Infinity);
      expect(periods.at(-1)!.to).toBe(Infinity);
      expect(periods.at(-1)!.from).toBeLessThanOrEqual(LAST_INSTANT);
      periods.forEach((period, i) => {
        expect(period.from).toBeLessThan(period.to);
        if (i === 0) return;
        expect(period.from).toBe(periods[i - 1]!.to);
        expect(sameTurn(period, periods[i - 1]!)).toBe(false);
      });
      for (const period of periods) {
        for (const edge of [period.from, period.to - 1]) {
          if (Number.isFinite(edge)) expect(periodAt(periods, edge)).toBe(period);
        }
      }
    }),
    3,
  );

  testProperty(
    'is a CLIENT only while it pays',
    fc.property(cases, (made) => {
      const history = historyOf(made);
      const periods = timeline(history, rulesOf(made));
      for (const t of instantsOf(made, history, periods)) {
        const { type, payingSince } = periodAt(periods, t);
        const pays = history.phases.some((phase) => isPaid(phase) && phase.from <= t && t < phase.to);
        expect(payingSince !== null).toBe(pays);
        if (type === 'CLIENT') expect(pays).toBe(true);
        if (pays) expect(isCustomerType(type)).toBe(true);
      }
    }),
  );

  testProperty(
    'stands the same in whatever order its records, the policies and the plans are given',
    fc.property(cases, orders, (made, order) => {
      const shuffled: Case = {
        ...made,
        phases: inOrderOf(made.phases, order),
        interactions: inOrderOf(made.interactions, order),
        policies: inOrderOf(made.policies, order),
        plans: inOrderOf(made.plans, order),
      };
      expect(timeline(historyOf(shuffled), rulesOf(shuffled))).toEqual(timeline(historyOf(made), rulesOf(made)));
    }),
    3,
  );

  testProperty(
    'stands at t as if nothing that begins after t, and no end after t, were known',
    fc.property(cases, fc.nat(), fc.boolean(), (made, pick, isOpenEnded) => {
      const history = historyOf(made);
      const rules = rulesOf(made);
      const periods = timeline(history, rules);
      const instants = instantsOf(made, history, periods);
      const steps = relationshipStates(history, rules);
      for (let i = 0; i < 12; i++) {
        const t = instants[(pick + i * 7919) % instants.length]!;
        const known = toHistory(
          made.phases
            .filter(({ from }) => from <= t)
            .map((phase) => (isOpenEnded && phase.to > t ? { ...phase, to: Infinity } : phase)),
          made.interactions.filter((interaction) => interaction.at <= t),
        );
        expect(valueAt(relationshipStates(known, rules), t)).toEqual(valueAt(steps, t));
      }
    }),
  );

  testProperty(
    'keeps its past and its present when a policy is published',
    fc.property(cases, (made) => {
      const latest = made.policies.find(({ version }) => version === made.policies.length)!;
      fc.pre(made.policies.length > 1 && Number.isFinite(latest.effectiveFrom));
      const history = historyOf(made);
      const before = { ...made, policies: made.policies.filter((policy) => policy !== latest) };
      const [old, now] = [timeline(history, rulesOf(before)), timeline(history, rulesOf(made))];
      for (const t of instantsOf(made, history, now).filter((t) => t < latest.effectiveFrom)) {
        expect(sameTurn(periodAt(now, t), periodAt(old, t))).toBe(true);
      }
    }),
  );
});

/** Objects print alike whatever order their keys were made in. */
const sortedKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

describe('stretches of one type', () => {
  testProperty(
    'are the periods with equal neighbours joined',
    fc.property(cases, (made) => {
      const periods = timeline(historyOf(made), rulesOf(made));
      const copies = structuredClone(periods);
      const stretches = intervalsByType(periods);
      expect(periods).toEqual(copies);
      expect(stretches[0]!.from).toBe(-Infinity);
      expect(stretches.at(-1)!.to).toBe(Infinity);
      stretches.slice(1).forEach((stretch, i) => {
        expect(stretch.from).toBe(stretches[i]!.to);
        expect(stretch.type).not.toBe(stretches[i]!.type);
      });
      for (const period of periods) expect(periodAt(stretches, period.from).type).toBe(period.type);
    }),
    2,
  );
});

describe('the top rank', () => {
  testProperty(
    'is that of the highest plan offered at the instant, whatever the order of the plans',
    fc.property(cases, ({ plans, instants }) => {
      const topRank = topRankOf(plans);
      const dates = plans.flatMap(({ offeredFrom, offeredUntil }) => [offeredFrom, offeredUntil]);
      for (const date of [...dates.filter(Number.isFinite), ...instants]) {
        for (const t of [date - 1, date, date + 1]) expect(valueAt(topRank, t)).toBe(oracleTopRank(plans, t));
      }
    }),
    5,
  );
});

describe('a history by hand', () => {
  const rules: Rules = { policies: [BASELINE_POLICY], topRank: startingWith(3), minorPerMajor: 100 };
  const oracleRules = {
    policies: [BASELINE_POLICY],
    plans: [{ rank: 3, offeredFrom: -Infinity, offeredUntil: Infinity }],
    minorPerMajor: 100,
  };
  /** [start, type] of each stretch, checked with the oracle on the way. */
  const story = (history: History): string[] =>
    intervalsByType(timeline(history, rules)).map(({ from, type }) => {
      if (Number.isFinite(from)) expect(oracleStanding(history, oracleRules, from).type).toBe(type);
      return Number.isFinite(from) ? `${type} ${written(from).replace('T00:00:00.000Z', '')}` : type;
    });

  test('without a record is a PROSPECT for ever', () => {
    expect(story(toHistory([], []))).toEqual(['PROSPECT']);
  });

  test('goes from trial to customer to client to former client', () => {
    const terms = { subscriptionId: 'one', planRank: 3, termMonths: 12 };
    const history = toHistory(
      [phase('2022-01-31', '2022-02-28', { ...terms, status: 'TRIALING' }), phase('2022-02-28', '2025-02-28', terms)],
      [],
    );
    expect(story(history)).toEqual([
      'PROSPECT',
      'TRIAL 2022-01-31',
      'CUSTOMER 2022-02-28',
      'CLIENT 2024-02-28',
      'FORMER_CLIENT 2025-02-28',
    ]);
  });

  test('is a PROSPECT again after a trial that led nowhere, and on a free plan', () => {
    const history = toHistory(
      [phase('2024-01-01', '2024-01-15', { status: 'TRIALING' }), phase('2024-02-01', null, { unitPriceMinor: 0 })],
      [],
    );
    expect(story(history)).toEqual(['PROSPECT', 'TRIAL 2024-01-01', 'PROSPECT 2024-01-15']);
  });

  test('is a customer for 90 days after a purchase, unless a trial, which never ends it', () => {
    const history = toHistory(
      [phase('2024-01-15', '2024-06-01', { status: 'TRIALING' })],
      [interaction('2024-01-01', { kind: 'PURCHASE' })],
    );
    expect(story(history)).toEqual([
      'PROSPECT',
      'CUSTOMER 2024-01-01',
      'TRIAL 2024-03-31',
      'FORMER_CUSTOMER 2024-06-01',
    ]);
  });

  test('is nothing by a purchase where purchaseDays is 0', () => {
    const none = { ...rules, policies: [{ ...BASELINE_POLICY, purchaseDays: 0 }] };
    const bought = toHistory([], [interaction('2024-01-01', { kind: 'PURCHASE' })]);
    expect(timeline(bought, none).map(({ type }) => type)).toEqual(['PROSPECT']);
  });

  test('has no turn after the last instant that can be written', () => {
    const lastsToo = toHistory([phase('2024-01-01', '9999-12-01T23:59:59.999Z')], []);
    expect(relationshipStates(lastsToo, rules).starts.at(-1)).toBeLessThanOrEqual(LAST_INSTANT);
    expect(evidenceAt(lastsToo, BASELINE_POLICY, rules, at('9999-12-31'))[0]).toMatchObject({
      observed: 95_711,
      changesAt: Infinity,
    });
  });

  test('stays what it was through a gap in its tenure, and remembers what it was last', () => {
    const history = toHistory([phase('2020-01-01', '2023-01-01', { planRank: 3 }), phase('2023-01-31', null)], []);
    expect(story(history)).toEqual([
      'PROSPECT',
      'CUSTOMER 2020-01-01',
      'CLIENT 2022-01-01',
      'FORMER_CLIENT 2023-01-01',
      'CUSTOMER 2023-01-31',
    ]);
    expect(valueAt(relationshipStates(history, rules), at('2023-01-31')).payingSince).toBe(at('2020-01-01'));
  });

  test('counts no revenue while paused, and says what is paused', () => {
    const terms = { subscriptionId: 'one' };
    const history = toHistory(
      [
        phase('2024-01-01', '2024-03-01', terms),
        phase('2024-03-01', '2024-04-01', { ...terms, status: 'PAUSED' }),
        phase('2024-04-01', null, { ...terms, status: 'PAST_DUE' }),
      ],
      [],
    );
    const money = timeline(history, rules).map(({ mrrMinor, pausedMrrMinor }) => [mrrMinor, pausedMrrMinor]);
    expect(money).toEqual([
      [0, 0],
      [4_900, 0],
      [0, 4_900],
      [4_900, 0],
    ]);
    expect(story(history)).toEqual(['PROSPECT', 'CUSTOMER 2024-01-01']);
  });
});
