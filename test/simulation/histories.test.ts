import { UTC } from '../../src/classification/calendar.js';
import fc from 'fast-check';
import { BASELINE_POLICY, type Policy } from '../../src/classification/policy.js';
import { valueAt } from '../../src/classification/steps.js';
import { relationshipStates, topRankOf, type RelationshipType } from '../../src/classification/timeline.js';
import { InputCheck } from '../../src/graphql/input-check.js';
import { readPolicy } from '../../src/policies/policy-check.service.js';
import { SIMULATION_LIMITS } from '../../src/simulation/simulation.service.js';
import { account, phase, plan, record, subscription } from '../support/records.js';
import { casesIn, DAY, historyOf } from '../support/histories.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { countsOf, SIMULATION, simulationOf } from './policy-simulation.js';
import { RANKS, stamp, writeHistories } from './base.js';

const CASES = fc.sample(casesIn('UTC'), { seed: 20_260_315, numRuns: 120 });
/** Returns whether a policy is valid; generated policies may contradict themselves. */
function isValid(policy: Policy): boolean {
  const check = new InputCheck();
  readPolicy(check, [], { ...policy, criteria: [...policy.criteria] }, policy);
  return check.errors.length === 0;
}
const DRAFTS = fc
  .sample(casesIn('UTC'), { seed: 7, numRuns: 50 })
  .map(({ policies }) => policies[0]!)
  .filter(isValid)
  .slice(0, 6);
const LATER = CASES.flatMap(({ policies }) => policies)
  .filter(({ effectiveFrom }) => Number.isFinite(effectiveFrom))
  .slice(0, 3)
  .map((policy, i) => ({ ...policy, version: i + 2 }));
const POLICIES = [BASELINE_POLICY, ...LATER];
const versionOf = (account: number): number => 1 + (account % POLICIES.length);
const topRank = topRankOf(RANKS.map((rank) => ({ rank, offeredFrom: -Infinity, offeredUntil: Infinity })));

/**
 * Returns the type that the kernel derives for an account from the versions rolled out to it and, if given, the draft.
 */
function typeOf(number: number, at: number, draft: Policy | null): RelationshipType {
  const policies = POLICIES.filter(({ version }) => version <= versionOf(number));
  const rules = { policies: draft ? [...policies, draft] : policies, topRank, minorPerMajor: 100, zone: UTC };
  return valueAt(relationshipStates(historyOf(CASES[number]!), rules), at).type;
}

const simulations = { ...SIMULATION_LIMITS };

describe('a simulation of generated histories', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer({ limits: { simulations } });
    workspace = await server.addWorkspace();
    await writeHistories(server, workspace, CASES, LATER, versionOf);
    // Accounts of another workspace must never be counted.
    const other = await server.addWorkspace();
    await record(other, {
      plans: [plan('basic', 1)],
      accounts: [account('a')],
      subscriptions: [subscription('s', 'a', [phase('2020-01-01')])],
    });
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => server.close());

  it.each(DRAFTS.map((_, i) => i))('agrees with the kernel for every account under draft %d', async (i) => {
    // In batches of which the last one is full, is not full, or is the only one.
    jest.replaceProperty(simulations, 'partSize', [10, 7, 10_000][i % 3]!);
    const { name, criteria, clientScore, gapDays, purchaseDays } = DRAFTS[i]!;
    const starts = CASES[i * 3 + 1]!.phases.map(({ from }) => from);
    for (const at of [NOW, NOW - 700 * DAY, ...CASES[i * 3]!.instants.slice(0, 2), ...starts.slice(0, 1)]) {
      const policy = { name, criteria, clientScore, gapDays, purchaseDays };
      const answer = await workspace.ask(SIMULATION, { policy, asOf: stamp(at), first: 1000 });
      const simulated = simulationOf(answer);
      const draft = { ...DRAFTS[i]!, version: POLICIES.length + 1, effectiveFrom: at };
      const expected = CASES.map((_, number) => ({
        account: String(number),
        from: typeOf(number, at, null),
        to: typeOf(number, at, draft),
      }));
      const flips = simulated.flips
        .map(({ account, from, to }) => ({ account: account.externalId, from, to }))
        .sort((a, b) => Number(a.account) - Number(b.account));
      expect({ at, flips }).toEqual({ at, flips: expected.filter(({ from, to }) => from !== to) });
      for (const type of simulated.counts.map((count) => count.type)) {
        expect({ type, accounts: countsOf(simulated, 'now')[type] }).toEqual({
          type,
          accounts: expected.filter(({ from }) => from === type).length,
        });
        expect({ type, accounts: countsOf(simulated, 'draft')[type] }).toEqual({
          type,
          accounts: expected.filter(({ to }) => to === type).length,
        });
      }
      const sortKeys = simulated.flips.map(({ account, monthlyRecurringRevenue }) => ({
        revenue: Number(monthlyRecurringRevenue.amount),
        id: account.id,
      }));
      expect(sortKeys).toEqual(sortKeys.toSorted((a, b) => b.revenue - a.revenue || (a.id < b.id ? -1 : 1)));
    }
  });
});
