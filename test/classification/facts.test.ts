import { UTC } from '../../src/classification/calendar.js';
import fc from 'fast-check';
import { amountAt, whenReached } from '../../src/classification/amount.js';
import { FACT_NAMES, factOf, type FactName } from '../../src/classification/facts.js';
import { toHistory, type Interaction, type RecordedPhase } from '../../src/classification/history.js';
import type { Policy } from '../../src/classification/policy.js';
import { valueAt } from '../../src/classification/steps.js';
import { topRankOf } from '../../src/classification/timeline.js';
import {
  at,
  cases,
  historyOf,
  oracleHistoryOf,
  interaction,
  phase,
  reportTallies,
  rulesOf,
  tally,
  testProperty,
  written,
} from '../support/histories.js';
import {
  candidateInstants,
  oracleFact,
  oracleHistory,
  UTC_CLOCK,
  type OracleFactName,
  type OracleTerms,
} from './oracle.js';

afterAll(reportTallies);

const kernelFact = (name: FactName, history: ReturnType<typeof toHistory>, terms: OracleTerms, t: number): number =>
  amountAt(valueAt(factOf(name).amounts(history, { ...terms, topRank: topRankOf(terms.plans), zone: UTC }), t), t, UTC);

describe('every fact', () => {
  const THRESHOLDS = [1, 2, 13];
  /** Makes the candidates include the instants at which growing amounts reach the thresholds. */
  const policyOfAllFacts = (gapDays: number, windowDays: number | null): Policy => ({
    version: 1,
    name: 'Every fact',
    criteria: FACT_NAMES.flatMap((fact) =>
      THRESHOLDS.map((threshold) => ({
        fact,
        comparison: 'AT_LEAST' as const,
        threshold,
        windowDays: factOf(fact).windowed ? windowDays : null,
        weight: 1,
        required: false,
      })),
    ),
    clientScore: 1,
    gapDays,
    purchaseDays: 0,
    effectiveFrom: -Infinity,
  });

  testProperty(
    'equals the oracle and reaches thresholds together with the oracle, at each possible change and 1 ms around it',
    fc.property(
      cases,
      fc.constantFrom(0, 1, 7, 30, 31),
      fc.constantFrom(null, 1, 30, 90, 365),
      (testCase, gapDays, windowDays) => {
        const [history, recorded] = [historyOf(testCase), oracleHistoryOf(testCase)];
        const { zone } = rulesOf(testCase);
        const { plans, minorPerMajor } = testCase;
        const { exchangeRates } = testCase.policies[0]!;
        const topRank = topRankOf(plans);
        const policies = [{ ...policyOfAllFacts(gapDays, windowDays), exchangeRates }];
        const candidates = candidateInstants(recorded, { policies, plans, minorPerMajor });
        const disagreements: unknown[] = [];
        for (const name of FACT_NAMES) {
          const terms = {
            windowDays: factOf(name).windowed ? windowDays : null,
            gapDays,
            plans,
            minorPerMajor,
            exchangeRates,
          };
          const amounts = factOf(name).amounts(history, { ...terms, topRank, zone });
          const outcomes = (['AT_LEAST', 'AT_MOST'] as const).flatMap((comparison) =>
            THRESHOLDS.map((n) => ({ comparison, n, isReached: whenReached(amounts, comparison, n, zone) })),
          );
          const starts = [amounts, ...outcomes.map(({ isReached }) => isReached)]
            .flatMap((steps) => steps.starts)
            .filter(Number.isFinite);
          const instants = new Set([...candidates, ...testCase.instants, ...starts, ...starts.map((t) => t - 1)]);
          for (const t of instants) {
            const kernel = amountAt(valueAt(amounts, t), t, zone);
            const oracle = oracleFact(name, recorded, terms, t);
            const disagreement = { name, terms, at: written(t), kernel, oracle };
            if (!Object.is(kernel, oracle)) disagreements.push(disagreement);
            for (const { comparison, n, isReached } of outcomes) {
              const expected = comparison === 'AT_LEAST' ? oracle >= n : oracle <= n;
              if (valueAt(isReached, t) !== expected) disagreements.push({ ...disagreement, comparison, n });
            }
          }
          tally('values of facts compared', instants.size);
        }
        expect(disagreements).toEqual([]);
        tally('histories for facts');
      },
    ),
  );
});

/** Each example checks the oracle, and the kernel if the kernel has the fact. */
interface Example {
  /** Completes a sentence that starts with the fact. */
  about: string;
  fact: OracleFactName;
  phases?: RecordedPhase[];
  interactions?: Interaction[];
  terms?: Partial<OracleTerms>;
  /** Instants and the value of the fact at each. */
  values: [at: string, value: number][];
}

const onOne = (...phases: RecordedPhase[]): RecordedPhase[] =>
  phases.map((phase) => ({ ...phase, subscriptionId: 'one' }));

const EXAMPLES: Example[] = [
  {
    about: 'counts anniversaries of the first day, clamped to short months',
    fact: 'TENURE_MONTHS',
    phases: [phase('2024-01-31', null)],
    values: [
      ['2024-01-30', 0],
      ['2024-02-28T23:59:59.999Z', 0],
      ['2024-02-29', 1],
      ['2024-03-30', 1],
      ['2024-03-31', 2],
      ['2025-01-31', 12],
    ],
  },
  {
    about: 'continues the run across a gap of exactly gapDays',
    fact: 'TENURE_MONTHS',
    phases: [phase('2023-01-01', '2023-06-01'), phase('2023-07-01', null)],
    values: [
      ['2023-06-30T23:59:59.999Z', 5],
      ['2023-07-01', 6],
      ['2024-01-01', 12],
    ],
  },
  {
    about: 'ends the run after a gap of gapDays and one millisecond',
    fact: 'TENURE_MONTHS',
    phases: [phase('2023-01-01', '2023-06-01'), phase('2023-07-01T00:00:00.001Z', null)],
    values: [
      ['2023-07-01', 6],
      ['2023-07-01T00:00:00.001Z', 0],
      ['2024-01-01', 5],
    ],
  },
  {
    about: 'excludes free and trial phases from a run, and includes paused phases',
    fact: 'TENURE_MONTHS',
    phases: onOne(
      phase('2023-01-01', '2023-02-01', { unitPriceMinor: 0 }),
      phase('2023-02-01', '2023-03-01', { status: 'TRIALING' }),
      phase('2023-03-01', '2023-04-01'),
      phase('2023-04-01', '2023-09-01', { status: 'PAUSED' }),
      phase('2023-09-01', null),
    ),
    values: [
      ['2023-02-28', 0],
      ['2023-10-01', 7],
    ],
  },
  {
    about: 'adds up paid time without pauses and gaps, and counts overlaps once',
    fact: 'LIFETIME_PAID_MONTHS',
    phases: [
      phase('2023-01-01', '2023-02-01'),
      phase('2023-01-15', '2023-02-15'),
      phase('2023-02-15', '2023-05-01', { status: 'PAUSED' }),
      phase('2023-06-01', null),
    ],
    // 45 days are paid until 15 February; counted from 1 January, 14 more days reach 1 March.
    values: [
      ['2022-12-31', 0],
      ['2023-01-31T23:59:59.999Z', 0],
      ['2023-02-01', 1],
      ['2023-06-01', 1],
      ['2023-06-14T23:59:59.999Z', 1],
      ['2023-06-15', 2],
    ],
  },
  {
    about: 'counts a cycle at its anniversary, also at the very end, and restarts after a pause',
    fact: 'COMPLETED_BILLING_CYCLES',
    phases: onOne(
      phase('2023-01-31', '2023-03-31'),
      phase('2023-03-31', '2023-04-15', { status: 'PAUSED' }),
      phase('2023-04-15', '2023-05-14', { quantity: 3 }),
    ),
    values: [
      ['2023-02-27', 0],
      ['2023-02-28', 1],
      ['2023-03-30T23:59:59.999Z', 1],
      ['2023-03-31', 2],
      ['2023-05-01', 2],
      ['2023-06-13', 2],
      ['2023-06-13T00:00:00.001Z', 0],
    ],
  },
  {
    about: 'continues the cycle when the quantity changes, and restarts when the interval changes',
    fact: 'COMPLETED_BILLING_CYCLES',
    phases: onOne(
      phase('2023-01-01', '2023-01-20'),
      phase('2023-01-20', '2023-03-15', { quantity: 9 }),
      phase('2023-03-15', null, { intervalMonths: 3 }),
    ),
    values: [
      ['2023-02-01', 1],
      ['2023-03-15', 2],
      ['2023-04-01', 2],
      ['2023-06-15', 3],
    ],
  },
  {
    about: 'compares with the highest plan offered at the instant',
    fact: 'TOP_TIER',
    phases: [phase('2023-01-01', null, { planRank: 2 })],
    terms: {
      plans: [
        { rank: 2, offeredFrom: -Infinity, offeredUntil: Infinity },
        { rank: 3, offeredFrom: at('2023-02-01'), offeredUntil: at('2023-03-01') },
      ],
    },
    values: [
      ['2022-12-31', 0],
      ['2023-01-01', 1],
      ['2023-02-01', 0],
      ['2023-02-28T23:59:59.999Z', 0],
      ['2023-03-01', 1],
    ],
  },
  {
    about: 'is 0 while no plan is offered',
    fact: 'TOP_TIER',
    phases: [phase('2023-01-01', null, { planRank: 2 })],
    values: [['2023-01-01', 0]],
  },
  {
    about: 'is the rank of the highest plan in force',
    fact: 'PLAN_RANK',
    phases: [phase('2023-01-01', null, { planRank: 1 }), phase('2023-02-01', '2023-03-01', { planRank: 4 })],
    values: [
      ['2022-12-31', 0],
      ['2023-02-01', 4],
      ['2023-03-01', 1],
    ],
  },
  {
    about: 'is 1 if at least one phase in force is tailored',
    fact: 'TAILORED',
    phases: [phase('2023-01-01', null), phase('2023-02-01', '2023-03-01', { tailored: true })],
    values: [
      ['2023-01-31', 0],
      ['2023-02-01', 1],
      ['2023-03-01', 0],
    ],
  },
  {
    about: 'excludes an interaction from exactly windowDays later on',
    fact: 'PERSONALIZED_INTERACTIONS',
    interactions: [
      interaction('2023-01-01', { personalized: true }),
      interaction('2023-01-31', { personalized: true }),
      interaction('2023-01-31', { personalized: false }),
    ],
    terms: { windowDays: 30 },
    values: [
      ['2022-12-31', 0],
      ['2023-01-01', 1],
      ['2023-01-30T23:59:59.999Z', 1],
      ['2023-01-31', 1],
      ['2023-03-01T23:59:59.999Z', 1],
      ['2023-03-02', 0],
    ],
  },
  {
    about: 'counts interactions of every kind',
    fact: 'INTERACTIONS',
    interactions: [interaction('2023-01-01', { kind: 'PURCHASE' }), interaction('2023-01-01', { kind: 'USAGE' })],
    values: [
      ['2022-12-31', 0],
      ['2023-01-01', 2],
    ],
  },
  {
    about: 'stays 1 after the first onboarding',
    fact: 'ONBOARDED',
    interactions: [interaction('2023-01-02', { kind: 'ONBOARDING' })],
    values: [
      ['2023-01-01', 0],
      ['2023-01-02', 1],
      ['2043-01-02', 1],
    ],
  },
  {
    about: 'adds up the quantities of all paid phases, paused or not',
    fact: 'SEATS',
    phases: [
      phase('2023-01-01', null, { quantity: 3 }),
      ...onOne(
        phase('2023-01-15', '2023-02-01', { quantity: 4 }),
        phase('2023-02-01', '2023-03-01', { quantity: 4, status: 'PAUSED' }),
      ),
      phase('2023-01-01', null, { quantity: 50, unitPriceMinor: 0 }),
      phase('2023-01-01', null, { quantity: 60, status: 'TRIALING' }),
    ],
    values: [
      ['2023-01-01', 3],
      ['2023-01-15', 7],
      ['2023-02-01', 7],
      ['2023-03-01', 3],
    ],
  },
  {
    about: 'is rounded half to even, once for the account',
    fact: 'MONTHLY_RECURRING_REVENUE',
    phases: [
      phase('2023-01-01', null, { unitPriceMinor: 6, intervalMonths: 12 }),
      phase('2023-02-01', null, { unitPriceMinor: 12, intervalMonths: 12 }),
      phase('2023-03-01', null, { unitPriceMinor: 6, intervalMonths: 12 }),
      phase('2023-03-01', null, { unitPriceMinor: 5_000, status: 'PAUSED' }),
    ],
    values: [
      ['2023-01-01', 0],
      ['2023-02-01', 0.02],
      ['2023-03-01', 0.02],
    ],
  },
  {
    about: 'is the longest commitment in force',
    fact: 'TERM_MONTHS',
    phases: [phase('2023-01-01', null, { termMonths: 12 }), phase('2023-01-01', null, { termMonths: 36 })],
    values: [['2023-01-01', 36]],
  },
  {
    about: 'counts the end of a term while the subscription continues, but not the end of the subscription',
    fact: 'RENEWALS',
    phases: onOne(phase('2021-01-31', '2023-01-31', { intervalMonths: 1, termMonths: 12 })),
    values: [
      ['2022-01-30', 0],
      ['2022-01-31', 1],
      ['2023-01-30', 1],
      ['2023-01-31', 1],
      ['2023-03-02', 1],
      ['2023-03-02T00:00:00.001Z', 0],
    ],
  },
  {
    about: 'counts each billing interval as a term if there is no commitment',
    fact: 'RENEWALS',
    phases: onOne(phase('2021-01-01', null, { intervalMonths: 3 })),
    values: [
      ['2021-03-31', 0],
      ['2021-04-01', 1],
      ['2021-12-31', 3],
    ],
  },
  {
    about:
      'counts a change of term exactly at the end of a term, paused or not; a change in mid-term restarts the term',
    fact: 'RENEWALS',
    phases: onOne(
      phase('2021-01-01', '2021-06-01', { termMonths: 12 }),
      phase('2021-06-01', '2022-01-01', { termMonths: 12, status: 'PAUSED' }),
      phase('2022-01-01', '2022-03-01', { termMonths: 24 }),
      phase('2022-03-01', null, { termMonths: 3 }),
    ),
    values: [
      ['2021-12-31', 0],
      ['2022-01-01', 1],
      ['2022-05-31', 1],
      ['2022-06-01', 2],
      ['2022-09-01', 3],
    ],
  },
  {
    about: 'counts an increase once, however much increases, and not if anything decreases',
    fact: 'EXPANSIONS',
    phases: [
      ...onOne(
        phase('2023-01-01', '2023-02-01', { quantity: 1, planRank: 1 }),
        phase('2023-02-01', '2023-03-01', { quantity: 2, planRank: 2 }),
        phase('2023-03-01', '2023-04-01', { quantity: 9, planRank: 1 }),
        phase('2023-04-01', '2023-05-01', { quantity: 9, planRank: 1, unitPriceMinor: 9_900 }),
      ),
      phase('2023-04-15', '2023-05-01', { quantity: 1, planRank: 0 }),
      phase('2023-06-01', null),
    ],
    values: [
      ['2023-01-01', 0],
      ['2023-02-01', 1],
      ['2023-03-01', 1],
      ['2023-04-01', 1],
      ['2023-04-15', 2],
      ['2023-06-01', 2],
    ],
  },
  {
    about: 'counts whole days, and is Infinity without interactions',
    fact: 'DAYS_SINCE_LAST_INTERACTION',
    interactions: [interaction('2023-01-01'), interaction('2023-01-03')],
    values: [
      ['2022-12-31', Infinity],
      ['2023-01-01', 0],
      ['2023-01-02T23:59:59.999Z', 1],
      ['2023-01-03', 0],
      ['2023-01-03T23:59:59.999Z', 0],
      ['2023-01-04', 1],
    ],
  },
  {
    about: 'counts only interactions of the kind ADVOCACY',
    fact: 'ADVOCACY',
    interactions: [interaction('2023-01-01', { kind: 'ADVOCACY' }), interaction('2023-01-01', { kind: 'FEEDBACK' })],
    terms: { windowDays: 1 },
    values: [
      ['2023-01-01', 1],
      ['2023-01-02', 0],
    ],
  },
  {
    about: 'averages the interactions that have a sentiment, and is 0 without any',
    fact: 'AVERAGE_SENTIMENT',
    interactions: [
      interaction('2023-01-01'),
      interaction('2023-01-02', { sentimentHundredths: 50 }),
      interaction('2023-01-03', { sentimentHundredths: -100 }),
    ],
    values: [
      ['2023-01-01', 0],
      ['2023-01-02', 0.5],
      ['2023-01-03', -0.25],
    ],
  },
  {
    about: 'is the share among interactions whose initiator is known',
    fact: 'PROACTIVE_SHARE',
    interactions: [
      interaction('2023-01-01', { initiative: 'UNKNOWN' }),
      interaction('2023-01-02', { initiative: 'US' }),
      interaction('2023-01-03', { initiative: 'THEM' }),
      interaction('2023-01-04', { initiative: 'THEM' }),
    ],
    values: [
      ['2023-01-01', 0],
      ['2023-01-02', 1],
      ['2023-01-03', 0.5],
      ['2023-01-04', 1 / 3],
    ],
  },
];

describe('the fact', () => {
  test.each(EXAMPLES)('$fact $about', ({ fact, phases = [], interactions = [], terms = {}, values }) => {
    const history = toHistory(phases, interactions, UTC);
    const recorded = oracleHistory(phases, interactions, UTC_CLOCK);
    const all = { windowDays: null, gapDays: 30, plans: [], minorPerMajor: 100, ...terms };
    expect(values.map(([t]) => [t, oracleFact(fact, recorded, all, at(t))])).toEqual(values);
    const name = FACT_NAMES.find((known) => known === (fact as string));
    if (name) expect(values.map(([t]) => [t, kernelFact(name, history, all, at(t))])).toEqual(values);
  });
});
