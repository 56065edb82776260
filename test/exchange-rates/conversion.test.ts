import { checkWorkspace, rebuildWorkspace } from '../../src/derivation/rebuild.service.js';
import { mutate, mutated, rate, record, usd, type Given } from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { setTimeZone } from '../support/workspaces.js';
import { accountPages, nodesOf, walk } from '../support/pages.js';
import { accountsPaying, denominate, recordAccounts } from './foreign.js';

const LIST = `query ($asOf: DateTime, $filter: AccountFilter) {
  accounts(asOf: $asOf, filter: $filter, orderBy: { field: MONTHLY_RECURRING_REVENUE, direction: ASC }) {
    totalCount nodes { externalId monthlyRecurringRevenue(asOf: $asOf) { amount currencyCode } }
  }
}`;

interface Listed {
  totalCount: number;
  nodes: { externalId: string; monthlyRecurringRevenue: { amount: string; currencyCode: string } }[];
}

describe('Revenue in another currency', () => {
  let server: TestServer;
  let other: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    other = await startTestServer({ database: server.database });
  });
  beforeEach(async () => {
    server.clock.now = NOW;
    other.clock.now = NOW;
    workspace = await server.addWorkspace();
    await recordAccounts(workspace, { euro: '100', pound: '90', dollar: '115' });
    await record(workspace, { exchangeRates: [rate('EUR', '2026-01-01', '1.10'), rate('GBP', '2026-01-01', '1.30')] });
    await denominate(server, workspace, ['euro'], 'EUR');
    await denominate(server, workspace, ['pound'], 'GBP');
  });
  afterAll(async () => {
    await other.app.close();
    await server.close();
  });

  /** Whatever happened, what is stored once a list has been read is what the facts and the rates yield. */
  afterEach(async () => {
    await listed();
    const report = await checkWorkspace(workspace.scope(), () => undefined);
    expect(report).toMatchObject({ waiting: 0, differences: [] });
  });

  const upsert = (given: Given) => mutated(workspace, 'exchangeRateUpsert', given);

  /** The accounts in the order of their revenue, each with its revenue, on a server. */
  async function listed(variables: Given = {}, on = server, currency: unknown = expect.any(String)): Promise<string[]> {
    const { data, errors } = await on.ask(LIST, variables, { authorization: `Bearer ${workspace.key}` });
    expect(errors).toBeUndefined();
    const { totalCount, nodes } = (data as { accounts: Listed }).accounts;
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ externalId, monthlyRecurringRevenue: { amount, currencyCode } }) => {
      expect(currencyCode).toEqual(currency);
      return `${externalId} ${amount}`;
    });
  }
  const revenueOf = async (externalId: string, asOf: string | null = null): Promise<string> => {
    const { data } = await workspace.ask(
      'query ($by: AccountBy!, $asOf: DateTime) { account(by: $by) { monthlyRecurringRevenue(asOf: $asOf) { amount } } }',
      { by: { externalId }, asOf },
    );
    return (data as { account: { monthlyRecurringRevenue: { amount: string } } }).account.monthlyRecurringRevenue
      .amount;
  };
  const stored = async (): Promise<Record<string, number>> => {
    const rows = await server.database.dataSource.query<{ name: string; mrr: string }[]>(
      'SELECT external_id AS name, mrr_minor AS mrr FROM account_now WHERE workspace_id = $1 ORDER BY 1',
      [workspace.id],
    );
    return Object.fromEntries(rows.map(({ name, mrr }) => [name, Number(mrr)]));
  };

  it('is listed, ordered and shown in the currency of the workspace', async () => {
    expect(await listed({}, server, 'USD')).toEqual(['euro 110.00', 'dollar 115.00', 'pound 117.00']);
    expect(await revenueOf('euro')).toBe('110.00');
  });

  it('is converted by a rate that is recorded, replaced or deleted, at once', async () => {
    await upsert(rate('EUR', '2026-02-01', '1.16'));
    expect(await stored()).toEqual({ dollar: 115_00, euro: 116_00, pound: 117_00 });
    expect(await listed()).toEqual(['dollar 115.00', 'euro 116.00', 'pound 117.00']);
    await upsert(rate('EUR', '2026-02-01', '1.20'));
    expect(await listed()).toEqual(['dollar 115.00', 'pound 117.00', 'euro 120.00']);
    await mutated(workspace, 'exchangeRateDelete', { currencyCode: 'EUR', from: '2026-02-01' });
    expect(await listed()).toEqual(['euro 110.00', 'dollar 115.00', 'pound 117.00']);
  });

  it('is not converted again by a rate of the past that is no longer in effect', async () => {
    await listed();
    const revision = () =>
      server.database.dataSource.query<unknown[]>('SELECT * FROM applied_rate WHERE workspace_id = $1 ORDER BY 2', [
        workspace.id,
      ]);
    const before = await revision();
    await upsert(rate('EUR', '2025-06-01', '1.05'));
    expect(await revision()).toEqual(before);
  });

  it('changes at the midnight from which a rate holds, on every server', async () => {
    await upsert(rate('EUR', '2026-04-01', '1.20'));
    const midnight = Date.parse('2026-04-01T00:00:00Z');
    server.clock.now = midnight - 1;
    expect(await listed()).toEqual(['euro 110.00', 'dollar 115.00', 'pound 117.00']);
    expect(await revenueOf('euro')).toBe('110.00');
    server.clock.now = midnight;
    expect(await revenueOf('euro')).toBe('120.00');
    other.clock.now = midnight;
    const after = ['dollar 115.00', 'pound 117.00', 'euro 120.00'];
    expect(await Promise.all([listed(), listed({}, other), listed()])).toEqual([after, after, after]);
  });

  it('is converted by the job of every minute where nobody reads', async () => {
    await upsert(rate('EUR', '2026-04-01', '1.20'));
    server.clock.now = Date.parse('2026-04-01T00:01:00Z');
    await server.runScheduledJobs();
    expect(await stored()).toEqual({ dollar: 115_00, euro: 120_00, pound: 117_00 });
  });

  it('follows a change of the time zone, which moves the midnights', async () => {
    await upsert(rate('EUR', '2026-04-01', '1.20'));
    server.clock.now = Date.parse('2026-03-31T20:00:00Z');
    expect((await listed())[0]).toBe('euro 110.00');
    await setTimeZone(workspace, 'Asia/Tokyo');
    expect((await listed()).at(-1)).toBe('euro 120.00');
    await setTimeZone(workspace, 'America/New_York');
    expect((await listed())[0]).toBe('euro 110.00');
    server.clock.now = Date.parse('2026-04-01T04:00:00Z');
    expect((await listed()).at(-1)).toBe('euro 120.00');
    await server.runJobs();
  });

  it('is found where a concurrent transaction has stored it at an older rate', async () => {
    await listed();
    await upsert(rate('EUR', '2026-02-01', '1.20'));
    await server.database.dataSource.query(
      `UPDATE account_now SET mrr_minor = 11000, rates_revision = 1 WHERE workspace_id = $1 AND currency_code = 'EUR'`,
      [workspace.id],
    );
    expect(await revenueOf('euro')).toBe('120.00');
    const waiting = await checkWorkspace(workspace.scope(), () => undefined);
    expect(waiting).toEqual({ accounts: 3, waiting: 1, differences: [] });
    expect(await listed()).toEqual(['dollar 115.00', 'pound 117.00', 'euro 120.00']);
  });

  it('is converted by a rebuild', async () => {
    await upsert(rate('EUR', '2026-04-01', '1.20'));
    server.clock.now = Date.parse('2026-04-02T00:00:00Z');
    await server.database.dataSource.query('UPDATE account_now SET mrr_minor = 1 WHERE workspace_id = $1', [
      workspace.id,
    ]);
    const { differences } = await rebuildWorkspace(workspace.scope(), () => undefined);
    expect(differences).toHaveLength(2);
    expect(await stored()).toEqual({ dollar: 115_00, euro: 120_00, pound: 117_00 });
  });

  it('is listed as of another instant at the rates of that instant', async () => {
    await record(workspace, {
      exchangeRates: [
        rate('EUR', '2025-01-01', '1.02'),
        rate('EUR', '2027-01-01', '2'),
        rate('GBP', '2025-01-01', '1.00'),
      ],
    });
    expect(await listed({ asOf: '2025-06-01T00:00:00Z' })).toEqual(['pound 90.00', 'euro 102.00', 'dollar 115.00']);
    expect(await listed({ asOf: '2027-01-01T00:00:00Z' })).toEqual(['dollar 115.00', 'pound 117.00', 'euro 200.00']);
    // The earliest rate also holds before its day.
    expect(await listed({ asOf: '2024-06-01T00:00:00Z' })).toEqual(['pound 90.00', 'euro 102.00', 'dollar 115.00']);
    expect(await revenueOf('euro', '2025-06-01T00:00:00Z')).toBe('102.00');
    expect(await revenueOf('euro', '2027-01-01T00:00:00Z')).toBe('200.00');
  });

  it.each([null, '2026-03-01T00:00:00.000Z'])('is filtered by converted amounts, at %s', async (asOf) => {
    const where = (monthlyRecurringRevenue: Given) => listed({ asOf, filter: { monthlyRecurringRevenue } });
    expect(await where({ eq: usd('110') })).toEqual(['euro 110.00']);
    expect(await where({ gt: usd('110'), lte: usd('117') })).toEqual(['dollar 115.00', 'pound 117.00']);
    expect(await where({ in: [usd('110'), usd('117')] })).toEqual(['euro 110.00', 'pound 117.00']);
    expect(await where({ eq: usd('100') })).toEqual([]);
  });

  it.each([null, '2026-03-01T00:00:00.000Z'])(
    'is paged by converted amounts in both directions, at %s',
    async (asOf) => {
      const ask = accountPages(workspace, 'externalId', {
        asOf,
        orderBy: { field: 'MONTHLY_RECURRING_REVENUE', direction: 'DESC' },
      });
      const order = [{ externalId: 'pound' }, { externalId: 'dollar' }, { externalId: 'euro' }];
      expect(nodesOf(await walk(ask, 1))).toEqual(order);
      expect(nodesOf(await walk(ask, 2, true))).toEqual(order);
    },
  );

  it.each([
    ['0.125', '12.50'],
    // Exactly half a cent: 12.345 and 12.355 are rounded to the even cent.
    ['0.12345', '12.34'],
    ['0.12355', '12.36'],
    ['0.123450000001', '12.35'],
    ['0.00000000001', '0.00'],
    ['123456789.012', '12345678901.20'],
  ])('is rounded half to even at a rate of %s, alike in lists of now and of an instant', async (value, amount) => {
    await upsert(rate('EUR', '2026-01-01', value));
    const asOf = new Date(server.clock.now).toISOString();
    for (const list of [await listed(), await listed({ asOf })]) expect(list).toContain(`euro ${amount}`);
    expect(await revenueOf('euro')).toBe(amount);
    expect(await stored()).toMatchObject({ euro: Number(amount.replace('.', '')) });
  });

  it('can be recorded in the import that records the first rate of its currency', async () => {
    workspace = await server.addWorkspace();
    await record(workspace, {
      ...accountsPaying({ euro: '100', pound: '90' }, 'EUR'),
      exchangeRates: [rate('EUR', '2025-01-01', '1.05'), rate('EUR', '2026-01-01', '1.10')],
    });
    expect(await listed()).toEqual(['pound 99.00', 'euro 110.00']);
    expect(await listed({ asOf: '2025-06-01T00:00:00Z' })).toEqual(['pound 94.50', 'euro 105.00']);
  });

  it('is converted between currencies of different digits', async () => {
    workspace = await server.addWorkspace({ currencyCode: 'JPY' });
    await recordAccounts(workspace, { dinar: '12345' }, 'JPY');
    await record(workspace, { exchangeRates: [rate('KWD', '2026-01-01', '485.5')] });
    await denominate(server, workspace, ['dinar'], 'KWD');
    // 12.345 dinars, whose minor unit is a thousandth, are 5,993.4975 yen.
    for (const asOf of [null, new Date(NOW).toISOString()])
      expect(await listed({ asOf }, server, 'JPY')).toEqual(['dinar 5993']);
  });

  it('keeps the last rate of its currency', async () => {
    const which = { currencyCode: 'EUR', from: '2026-01-01' };
    const refused = await mutate(workspace, 'exchangeRateDelete', which);
    expect(refused).toMatchObject({ thing: null, userErrors: [{ field: ['from'], code: 'CONFLICT' }] });
    expect(refused.userErrors[0]!.message).toContain('the currency of 1 phase of a subscription;');
    expect(await listed()).toHaveLength(3);
    await upsert(rate('EUR', '2025-01-01', '1.05'));
    await mutated(workspace, 'exchangeRateDelete', which);
    expect((await listed())[0]).toBe('euro 105.00');
    await mutated(workspace, 'subscriptionDelete', { subscription: { externalId: 'euro' } });
    const last = { currencyCode: 'EUR', from: '2025-01-01' };
    await mutated(workspace, 'usageRecord', {
      externalId: 'calls',
      account: { externalId: 'dollar' },
      at: '2026-02-01T00:00:00Z',
      amount: { amount: '10', currencyCode: 'EUR' },
    });
    const used = await mutate(workspace, 'exchangeRateDelete', last);
    expect(used.userErrors).toMatchObject([
      { code: 'CONFLICT', message: expect.stringContaining('1 usage record') as string },
    ]);
  });
});
