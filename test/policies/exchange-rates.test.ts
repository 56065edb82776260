import { mutated, rate, record, type Given } from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

const POLICY = {
  name: 'Large',
  clientScore: 1,
  criteria: [{ fact: 'MONTHLY_RECURRING_REVENUE', comparison: 'AT_LEAST', threshold: 100, weight: 1 }],
};
const PUBLISH = `mutation ($expectedVersion: Int!, $policy: PolicyInput!) {
  policyPublish(input: { expectedVersion: $expectedVersion, policy: $policy }) {
    policy { version exchangeRates { currencyCode rate } } userErrors { message }
  }
}`;

describe('The exchange rates of a policy', () => {
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

  const upsert = (...given: Parameters<typeof rate>) => mutated(workspace, 'exchangeRateUpsert', rate(...given));
  const remove = (currencyCode: string, from: string) =>
    mutated(workspace, 'exchangeRateDelete', { currencyCode, from });

  const publish = async (expectedVersion: number): Promise<void> => {
    const { data } = await workspace.ask(PUBLISH, { expectedVersion, policy: POLICY });
    expect((data as { policyPublish: Given }).policyPublish).toMatchObject({ userErrors: [] });
  };

  /** The rates that each version keeps, such as `EUR 1.1, GBP 1.3`. */
  async function kept(): Promise<Record<number, string>> {
    const { data } = await workspace.ask('{ policies { nodes { version exchangeRates { currencyCode rate } } } }');
    const { nodes } = (data as { policies: { nodes: { version: number; exchangeRates: Given[] }[] } }).policies;
    return Object.fromEntries(
      nodes.map(({ version, exchangeRates }) => [
        version,
        exchangeRates.map(({ currencyCode, rate }) => `${String(currencyCode)} ${String(rate)}`).join(', '),
      ]),
    );
  }

  it('are those in effect when it was published, and later rates do not change them', async () => {
    await upsert('EUR', '2026-03-15', '1.10');
    await upsert('EUR', '2026-03-16', '1.20');
    await upsert('EUR', '2026-03-01', '1.00');
    await upsert('GBP', '2026-05-01', '1.30');
    await publish(1);
    await upsert('EUR', '2026-03-15', '1.15');
    await upsert('GBP', '2026-03-01', '1.25');
    server.clock.now = Date.parse('2026-03-20T00:00:00Z');
    await publish(2);
    expect(await kept()).toEqual({ 1: 'EUR 1.1, GBP 1.3', 2: 'EUR 1.1, GBP 1.3', 3: 'EUR 1.2, GBP 1.25' });
  });

  it('are, of a currency that had none, the first one that is recorded, for good', async () => {
    await publish(1);
    expect(await kept()).toEqual({ 1: '', 2: '' });
    await upsert('EUR', '2026-03-01', '1.10');
    expect(await kept()).toEqual({ 1: 'EUR 1.1', 2: 'EUR 1.1' });
    await upsert('EUR', '2025-01-01', '0.90');
    await remove('EUR', '2026-03-01');
    await remove('EUR', '2025-01-01');
    await publish(2);
    await upsert('EUR', '2026-03-01', '1.50');
    expect(await kept()).toEqual({ 1: 'EUR 1.1', 2: 'EUR 1.1', 3: 'EUR 1.5' });
  });

  it('are the earliest of several first ones that one import records', async () => {
    await record(workspace, {
      exchangeRates: [
        rate('EUR', '2026-03-01', '1.10'),
        rate('EUR', '2024-01-01', '1.05'),
        rate('EUR', '2025-01-01', '1.02'),
      ],
    });
    expect(await kept()).toEqual({ 1: 'EUR 1.05' });
  });

  it('are the first ones where a server of an earlier version published it without any', async () => {
    await upsert('EUR', '2026-03-01', '1.10');
    await server.database.dataSource.query(
      `INSERT INTO policy (workspace_id, version, id, name, criteria, client_score, gap_days, purchase_days,
                           effective_from, published_at, published_by)
       SELECT workspace_id, 2, gen_random_uuid(), name, criteria, client_score, gap_days, purchase_days,
              '2026-01-01', '2026-01-01', 'Earlier'
       FROM policy WHERE workspace_id = $1`,
      [workspace.id],
    );
    expect(await kept()).toEqual({ 1: 'EUR 1.1', 2: 'EUR 1.1' });
    await upsert('EUR', '2020-01-01', '0.50');
    await upsert('EUR', '2026-03-01', '1.90');
    expect(await kept()).toEqual({ 1: 'EUR 1.1', 2: 'EUR 1.1' });
  });

  it('survive that two callers record the first rate and publish at the same time', async () => {
    await Promise.all([upsert('EUR', '2026-03-01', '1.10'), publish(1), upsert('EUR', '2026-02-01', '1.30')]);
    const rates = Object.values(await kept());
    expect(rates).toHaveLength(2);
    for (const one of rates) expect(one).toMatch(/^EUR 1\.[13]$/);
  });
});
