import { account, importRecords, mutate, mutated, record, subscription, usd, phase, plan } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

describe('usage', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: [account('acme'), account('other')],
      subscriptions: [subscription('acme-1', 'acme', [phase('2024-01-01', null, { unitPrice: usd('100.00') })])],
    });
  });

  const usage = (externalId: string, at: string, amount: string, accountExternalId = 'acme') => ({
    ...{ externalId, accountExternalId, at, amount: usd(amount) },
  });

  /** Usage revenue and recurring revenue of the account acme at instants. */
  async function shownAt(...instants: string[]): Promise<string[]> {
    const fields = instants.map(
      (at, i) => `a${i}: account(by: { externalId: "acme" }) {
        usageRevenue(asOf: "${at}") { amount } monthlyRecurringRevenue(asOf: "${at}") { amount } }`,
    );
    const { data, errors } = await workspace.ask(`{ ${fields.join('\n')} }`);
    expect(errors).toBeUndefined();
    return Object.values(data as Record<string, Record<string, { amount: string }>>).map(
      ({ usageRevenue, monthlyRecurringRevenue }) => `${usageRevenue!.amount} + ${monthlyRecurringRevenue!.amount}`,
    );
  }

  it('is averaged over the three whole months before the current one, beside recurring revenue', async () => {
    await record(workspace, {
      usage: [
        usage('u1', '2024-02-28T00:00:00Z', '30.00'),
        usage('u2', '2024-03-31T00:00:00Z', '60.00'),
        usage('u3', '2024-04-30T00:00:00Z', '45.00'),
      ],
    });
    expect(
      await shownAt('2024-03-31T23:59:59.999Z', '2024-04-01T00:00:00Z', '2024-05-15T00:00:00Z', '2025-01-01T00:00:00Z'),
    ).toEqual(['10.00 + 100.00', '30.00 + 100.00', '45.00 + 100.00', '0.00 + 100.00']);
  });

  it('counts the months of the time zone of the workspace', async () => {
    const berlin = await server.addWorkspace({ timeZone: 'Europe/Berlin' });
    await record(berlin, {
      accounts: [account('acme')],
      usage: [usage('u1', '2024-03-31T22:00:00Z', '30.00'), usage('u2', '2024-04-30T21:59:59.999Z', '15.00')],
    });
    workspace = berlin;
    // In Berlin, 31 March 22:00 UTC is 1 April, and May begins on 30 April at 22:00 UTC.
    expect(await shownAt('2024-04-30T21:59:59.999Z', '2024-04-30T22:00:00Z')).toEqual(['0.00 + 0.00', '15.00 + 0.00']);
  });

  it('rounds a third of the exact sum half to even', async () => {
    await record(workspace, {
      usage: [usage('u1', '2024-03-01T00:00:00Z', '0.10'), usage('u2', '2024-02-01T00:00:00Z', '0.05')],
    });
    expect(await shownAt('2024-04-01T00:00:00Z')).toEqual(['0.05 + 100.00']);
    await record(workspace, { usage: [usage('u1', '2024-03-01T00:00:00Z', '0.11')] });
    expect(await shownAt('2024-04-01T00:00:00Z')).toEqual(['0.05 + 100.00']);
  });

  it('is recorded one by one or by import, and again under the same externalId without counting twice', async () => {
    const input = {
      ...{ account: { externalId: 'acme' }, externalId: 'u1', at: '2024-03-01T00:00:00Z', amount: usd('90.00') },
    };
    const first = await mutated(workspace, 'usageRecord', input);
    expect(first).toMatchObject({ externalId: 'u1', amount: { amount: '90.00', currencyCode: 'USD' } });
    expect(await mutated(workspace, 'usageRecord', input)).toEqual(first);
    expect(await record(workspace, { usage: [usage('u1', input.at, '90.00')] })).toMatchObject({ unchanged: 1 });
    expect(await shownAt('2024-04-01T00:00:00Z')).toEqual(['30.00 + 100.00']);
    expect(await record(workspace, { usage: [usage('u1', input.at, '30.00')] })).toMatchObject({ updated: 1 });
    expect(await shownAt('2024-04-01T00:00:00Z')).toEqual(['10.00 + 100.00']);
  });

  it('of an erased account is erased with it', async () => {
    await record(workspace, { usage: [usage('u1', '2024-03-01T00:00:00Z', '30.00')] });
    await mutated(workspace, 'accountDelete', { account: { externalId: 'acme' } });
    const left = await server.database.dataSource.query('SELECT FROM usage_record WHERE workspace_id = $1', [
      workspace.id,
    ]);
    expect(left).toEqual([]);
  });

  it.each([
    ['an amount below 0', { amount: usd('-1.00') }, ['amount', 'amount'], 'OUT_OF_RANGE'],
    [
      'a currency without an exchange rate',
      { amount: { amount: '1', currencyCode: 'EUR' } },
      ['amount', 'currencyCode'],
      'NOT_FOUND',
    ],
    [
      'a currency that does not exist',
      { amount: { amount: '1', currencyCode: 'XXX' } },
      ['amount', 'currencyCode'],
      'INVALID',
    ],
    ['more decimal places than the currency has', { amount: usd('1.005') }, ['amount', 'amount'], 'INVALID'],
    ['an instant that does not exist', { at: '2024-02-30' }, ['at'], 'INVALID'],
    ['a blank externalId', { externalId: ' ' }, ['externalId'], 'REQUIRED'],
  ])('refuses %s, alone and in an import', async (_, wrong, field, code) => {
    const right = { externalId: 'u1', at: '2024-03-01T00:00:00Z', amount: usd('1.00') };
    const alone = await mutate(workspace, 'usageRecord', { ...right, ...wrong, account: { externalId: 'acme' } });
    expect(alone).toMatchObject({ thing: null, userErrors: [{ field, code }] });
    // Usage can be in any currency with an exchange rate.
    expect(alone.userErrors[0]!.message).not.toContain("the workspace's currency");
    const imported = await importRecords(workspace, {
      usage: [{ ...right, ...wrong, accountExternalId: 'acme' }, usage('u2', right.at, '3.00')],
    });
    expect(imported).toMatchObject({ created: 1, refused: 1, userErrors: [{ field: ['usage', '0', ...field], code }] });
  });

  it('cannot move to another account', async () => {
    await record(workspace, { usage: [usage('u1', '2024-03-01T00:00:00Z', '30.00')] });
    const answer = await importRecords(workspace, { usage: [usage('u1', '2024-03-01T00:00:00Z', '30.00', 'other')] });
    expect(answer).toMatchObject({
      refused: 1,
      userErrors: [{ code: 'CONFLICT', field: ['usage', '0', 'accountExternalId'] }],
    });
    const alone = { ...usage('u1', '2024-03-01T00:00:00Z', '30.00'), accountExternalId: undefined };
    const moved = await mutate(workspace, 'usageRecord', { ...alone, account: { externalId: 'other' } });
    expect(moved).toMatchObject({ thing: null, userErrors: [{ code: 'CONFLICT', field: ['account'] }] });
  });
});
