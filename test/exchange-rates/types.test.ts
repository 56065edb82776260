import fc from 'fast-check';
import { mutate, mutated, rate, type Given } from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { denominate, recordAccounts } from './foreign.js';

const PUBLISH = `mutation ($expectedVersion: Int!, $policy: PolicyInput!) {
  policyPublish(input: { expectedVersion: $expectedVersion, policy: $policy, effectiveFrom: "2000-01-01T00:00:00Z" }) {
    userErrors { message }
  }
}`;
const PERIODS =
  '{ accounts { nodes { externalId relationship { type evidence { observed } } relationshipPeriods { type from to } } } }';
const TYPES = '{ accounts { nodes { externalId relationship { type } } } }';

/** A policy by which accounts that pay an amount each month, in the workspace's currency, are clients. */
const clientsFrom = (threshold: number) => ({
  name: 'Large',
  clientScore: 1,
  criteria: [{ fact: 'MONTHLY_RECURRING_REVENUE', comparison: 'AT_LEAST', threshold, weight: 1 }],
});

describe('The types of accounts that pay in a currency other than that of the workspace', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
  });
  afterAll(() => server.close());

  const upsert = (given: Given) => mutated(workspace, 'exchangeRateUpsert', given);
  const publish = async (expectedVersion: number, threshold: number): Promise<void> => {
    const { data } = await workspace.ask(PUBLISH, { expectedVersion, policy: clientsFrom(threshold) });
    expect(data).toEqual({ policyPublish: { userErrors: [] } });
    await server.runJobs();
  };
  const types = async (): Promise<Record<string, string>> => {
    const { nodes } = ((await workspace.ask(TYPES)).data as { accounts: { nodes: Shown[] } }).accounts;
    return Object.fromEntries(nodes.map(({ externalId, relationship }) => [externalId, relationship.type]));
  };
  interface Shown {
    externalId: string;
    relationship: { type: string };
  }

  it('are judged by the rates of the policy: a later rate changes none, publishing again does', async () => {
    await upsert(rate('EUR', '2026-01-01', '1.10'));
    await publish(1, 120);
    await recordAccounts(workspace, { euro: '100', dollar: '130' });
    await denominate(server, workspace, ['euro'], 'EUR');
    const before = { dollar: 'CLIENT', euro: 'CUSTOMER' };
    expect(await types()).toEqual(before);
    await upsert(rate('EUR', '2026-02-01', '1.30'));
    expect(await types()).toEqual(before);
    const simulation = `query ($policy: PolicyInput!) { policySimulation(policy: $policy) { transitions { from to accounts } } }`;
    const { data } = await workspace.ask(simulation, { policy: clientsFrom(120) });
    expect((data as { policySimulation: { transitions: unknown } }).policySimulation.transitions).toContainEqual({
      from: 'CUSTOMER',
      to: 'CLIENT',
      accounts: 1,
    });
    await publish(2, 120);
    expect(await types()).toEqual({ dollar: 'CLIENT', euro: 'CLIENT' });
    await upsert(rate('EUR', '2026-02-01', '0.01'));
    expect(await types()).toEqual({ dollar: 'CLIENT', euro: 'CLIENT' });
  });

  it('do not change with any rate that is recorded, replaced or deleted, nor with the time from which it holds', async () => {
    const days = ['2024-01-01', '2025-07-01', '2026-03-15', '2026-03-16', '2026-09-01'];
    const change = fc.record({
      currencyCode: fc.constantFrom('EUR', 'GBP'),
      from: fc.constantFrom(...days),
      rate: fc.option(fc.integer({ min: 1, max: 9_999 }), { freq: 4 }),
    });
    const base = fc.record({
      prices: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 4, maxLength: 4 }),
      threshold: fc.integer({ min: 50, max: 200 }),
      changes: fc.array(change, { minLength: 3, maxLength: 8 }),
    });
    let clients = 0;
    let customers = 0;
    await fc.assert(
      fc.asyncProperty(base, async ({ prices, threshold, changes }) => {
        workspace = await server.addWorkspace();
        for (const code of ['EUR', 'GBP']) await upsert(rate(code, '2024-01-01', '1.1'));
        await publish(1, threshold);
        await recordAccounts(workspace, Object.fromEntries(prices.map((price, i) => [`a${i}`, String(price)])));
        await denominate(server, workspace, ['a0', 'a1'], 'EUR');
        await denominate(server, workspace, ['a2'], 'GBP');
        const before = (await workspace.ask(PERIODS)).data as { accounts: { nodes: Shown[] } };
        for (const { relationship } of before.accounts.nodes) {
          if (relationship.type === 'CLIENT') clients++;
          else customers++;
        }
        for (const { rate: value, ...which } of changes) {
          if (value === null) await mutate(workspace, 'exchangeRateDelete', which);
          else await upsert({ ...which, rate: String(value / 1_000) });
        }
        // Derives all accounts again.
        await denominate(server, workspace, ['a0', 'a1'], 'EUR');
        await denominate(server, workspace, ['a2'], 'GBP');
        expect((await workspace.ask(PERIODS)).data).toEqual(before);
      }),
      { numRuns: 8 },
    );
    expect(Math.min(clients, customers)).toBeGreaterThan(0);
  }, 60_000);
});
