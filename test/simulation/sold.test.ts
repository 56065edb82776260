import fc from 'fast-check';
import { UTC } from '../../src/classification/calendar.js';
import { BASELINE_POLICY, type Policy } from '../../src/classification/policy.js';
import { valueAt } from '../../src/classification/steps.js';
import { relationshipStates, topRankOf, type RelationshipType } from '../../src/classification/timeline.js';
import { Caller } from '../../src/database/cancellation.js';
import { SIMULATION_LIMITS, simulate } from '../../src/simulation/simulation.service.js';
import { DAY, historyOf, policies, soldCasesIn } from '../support/histories.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { record } from '../support/records.js';
import { RATES } from '../support/sold-histories.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { RANKS, writeHistories } from './base.js';

/** What is sold in the workspace's currency has its digits. */
const CASES = fc.sample(
  soldCasesIn('UTC').filter(({ minorPerMajor }) => minorPerMajor === 100),
  { seed: 20_261_201, numRuns: 100 },
);
const REVENUE: Policy = {
  ...BASELINE_POLICY,
  version: 2,
  name: 'Revenue',
  criteria: [
    {
      fact: 'MONTHLY_RECURRING_REVENUE',
      comparison: 'AT_LEAST',
      threshold: 50,
      windowDays: null,
      weight: 1,
      required: false,
    },
    { fact: 'SEATS', comparison: 'AT_LEAST', threshold: 2.25, windowDays: null, weight: 1, required: false },
    {
      fact: 'COMPLETED_BILLING_CYCLES',
      comparison: 'AT_LEAST',
      threshold: 6,
      windowDays: null,
      weight: 1,
      required: false,
    },
  ],
  exchangeRates: RATES,
};
const DRAFTS = [REVENUE, ...fc.sample(policies, { seed: 11, numRuns: 2 })];
const STORED = [BASELINE_POLICY, REVENUE];
const topRank = topRankOf(RANKS.map((rank) => ({ rank, offeredFrom: -Infinity, offeredUntil: Infinity })));

/** The rates of the policy, and others that take effect later. */
const RECORDED_RATES = Object.entries(RATES).flatMap(([currencyCode, rate]) => [
  { currencyCode, from: '2023-01-01', rate },
  { currencyCode, from: '2026-03-15', rate: (Number(rate) * 1.25).toFixed(8) },
]);

describe('accounts that buy items with discounts in several currencies', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, { exchangeRates: RECORDED_RATES });
    await writeHistories(server, workspace, CASES, [REVENUE], (account) => 1 + (account % 2));
  });
  afterAll(() => server.close());

  it('have the derived rows that their facts determine', async () => {
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('are simulated as the kernel classifies them', async () => {
    const typeOf = (number: number, at: number, draft: Policy | null): RelationshipType => {
      const known = STORED.slice(0, 1 + (number % 2));
      const rules = { policies: draft ? [...known, draft] : known, topRank, minorPerMajor: 100, zone: UTC };
      return valueAt(relationshipStates(historyOf(CASES[number]!), rules), at).type;
    };
    for (const [i, draft] of DRAFTS.entries()) {
      for (const asOf of [NOW - 700 * DAY, CASES[i]!.phases[0]?.from ?? NOW]) {
        const factors = new Map(Object.keys(RATES).map((code) => [code, { n: 1n, d: 1n }]));
        const task = {
          workspaceId: workspace.id,
          draft,
          asOf,
          topRank,
          minorPerMajor: 100,
          factors,
          zone: UTC,
          flips: 1000,
        };
        const { transitions } = await simulate(workspace.scope(), task, new Caller(), {
          ...SIMULATION_LIMITS,
          partSize: 30,
        });
        const found = transitions.map(({ from, to, accounts }) => `${from} ${to} ${accounts}`).sort();
        const counts = new Map<string, number>();
        for (const number of CASES.keys()) {
          const key = `${typeOf(number, asOf, null)} ${typeOf(number, asOf, { ...draft, version: 3, effectiveFrom: asOf })}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        expect({ asOf, found }).toEqual({ asOf, found: [...counts].map(([key, count]) => `${key} ${count}`).sort() });
      }
    }
  });
});
