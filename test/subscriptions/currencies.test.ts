import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  everyRow,
  importRecords,
  instant,
  mutate,
  mutated,
  phase,
  record,
  subscription,
  usd,
  type Given,
  type MutationName,
} from '../support/records.js';
import { recordAcme, startSubscription } from './subscriptions.js';

const eur = (amount: string) => ({ amount, currencyCode: 'EUR' });
const inEuros = { unitPrice: eur('45.00') };
const inPounds = { unitPrice: { amount: '40.00', currencyCode: 'GBP' } };

// Now is 2026-03-15T12:00:00Z.
describe('the currency of an account', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
    await recordAcme(workspace);
    await record(workspace, {
      exchangeRates: [
        { currencyCode: 'EUR', from: '2024-01-01', rate: '1.1' },
        { currencyCode: 'GBP', from: '2024-01-01', rate: '1.3' },
      ],
    });
  });
  afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

  const start = (externalId: string, from: string, given: Given = {}): Promise<Given> =>
    startSubscription(workspace, { externalId, startsAt: instant(from), ...given });
  const input = (externalId: string, given: Given): Given => ({ subscription: { externalId }, ...given });
  const at = (day: string): Given => ({ at: instant(day) });
  const refusal = async (name: MutationName, given: Given): Promise<Given> => {
    const rows = await everyRow(server, workspace);
    const { thing, userErrors } = await mutate(workspace, name, given);
    expect({ thing, count: userErrors.length }).toEqual({ thing: null, count: 1 });
    expect(await everyRow(server, workspace)).toEqual(rows);
    return { ...userErrors[0]!, field: userErrors[0]!.field.join('.') };
  };
  const conflict = (field: string, own = 'EUR', other = 'USD'): Given => ({
    field,
    code: 'CONFLICT',
    message: expect.stringMatching(
      new RegExp(`this one is in ${own} and another one in ${other}\\. Record a second account`),
    ) as string,
  });
  const refusedByImport = async (...subscriptions: Given[]): Promise<string[]> =>
    (await importRecords(workspace, { subscriptions })).userErrors.map(
      ({ field, code }) => `${subscriptions[Number(field[1])]!.externalId as string} ${field[2]} ${code}`,
    );

  it('may change from one subscription to the next, and within a subscription', async () => {
    await start('a', '2024-01-01');
    await mutated(workspace, 'subscriptionCancel', input('a', at('2025-01-01')));
    await start('b', '2025-01-01', inEuros);
    await mutated(workspace, 'subscriptionChange', input('b', { ...at('2026-01-01'), unitPrice: usd('50') }));
    await start('c', '2026-02-01');
    const { data } = await workspace.ask(`{ account(by: { externalId: "acme" }) {
      subscriptions { nodes { unitPrice { amount currencyCode } monthlyRecurringRevenue { amount currencyCode } } } } }`);
    expect(data.account.subscriptions.nodes).toEqual([
      { unitPrice: usd('49.00'), monthlyRecurringRevenue: usd('49.00') },
      { unitPrice: usd('50.00'), monthlyRecurringRevenue: usd('50.00') },
      { unitPrice: usd('49.00'), monthlyRecurringRevenue: usd('0.00') },
    ]);
  });

  it('may differ from account to account', async () => {
    await start('a', '2024-01-01');
    await record(workspace, { accounts: [{ externalId: 'euros', name: 'Euros' }] });
    await start('b', '2024-01-01', { account: { externalId: 'euros' }, ...inEuros });
  });

  it('is one at a time when a subscription is started', async () => {
    await start('a', '2024-01-01');
    const given = (more: Given): Given => ({
      ...{ account: { externalId: 'acme' }, plan: { externalId: 'basic' }, billingInterval: 'MONTH', ...inEuros },
      ...more,
    });
    expect(await refusal('subscriptionStart', given({}))).toMatchObject(conflict('unitPrice.currencyCode'));
    const items = [{ planExternalId: 'basic', role: 'BASE', ...inEuros }];
    expect(await refusal('subscriptionStart', given({ plan: undefined, unitPrice: undefined, items }))).toMatchObject(
      conflict('items'),
    );
  });

  it('is one at a time when a subscription is changed, started again or uncanceled', async () => {
    await start('a', '2024-01-01', inEuros);
    await start('b', '2024-01-01', inEuros);
    expect(await refusal('subscriptionChange', input('a', { unitPrice: usd('50') }))).toMatchObject(
      conflict('unitPrice.currencyCode', 'USD', 'EUR'),
    );
    await mutated(workspace, 'subscriptionCancel', input('a', at('2025-01-01')));
    await mutated(workspace, 'subscriptionCancel', input('b', at('2025-06-01')));
    await start('c', '2025-06-01');
    expect(await refusal('subscriptionUncancel', input('a', {}))).toMatchObject(conflict('subscription'));
    expect(await refusal('subscriptionChange', input('a', { status: 'ACTIVE' }))).toMatchObject(
      conflict('subscription'),
    );
    expect(await refusal('subscriptionCancel', input('a', at('2025-07-01')))).toMatchObject(conflict('subscription'));
    await mutated(workspace, 'subscriptionCancel', input('a', at('2025-05-01')));
  });

  it('does not depend on a subscription that was withdrawn, until that is taken back', async () => {
    await start('a', '2026-06-01', inEuros);
    await mutated(workspace, 'subscriptionCancel', input('a', {}));
    await start('b', '2026-01-01');
    expect(await refusal('subscriptionUncancel', input('a', {}))).toMatchObject(conflict('subscription'));
  });

  it('ends with the term of a subscription that does not renew', async () => {
    await start('a', '2026-01-01', { ...inEuros, autoRenews: false, termMonths: 3 });
    expect(await refusedByImport(subscription('b', 'acme', [phase('2026-03-31')]))).toEqual(['b phases CONFLICT']);
    expect(await refusedByImport(subscription('b', 'acme', [phase('2026-04-01')]))).toEqual([]);
    expect(await refusal('subscriptionChange', input('a', { autoRenews: true }))).toMatchObject(
      conflict('subscription'),
    );
  });

  it('is checked after the whole import has been applied', async () => {
    const both = (prices: Given) => [
      subscription('a', 'acme', [phase('2024-01-01', null, prices)]),
      subscription('b', 'acme', [phase('2024-01-01', null, prices)]),
    ];
    await record(workspace, { subscriptions: both(inEuros) });
    expect(await record(workspace, { subscriptions: both({}) })).toMatchObject({ updated: 2 });
  });

  it('refuses only the imported subscriptions in conflict, and those that conflict with what a refused one leaves recorded', async () => {
    const on = (externalId: string, from: string, to: string | null, prices: Given = {}): Given =>
      subscription(externalId, 'acme', [phase(from, to, prices)]);
    expect(
      await refusedByImport(
        on('a', '2020-01-01', '2021-01-01', inEuros),
        on('b', '2020-06-01', '2020-09-01'),
        on('c', '2021-01-01', '2022-01-01', inPounds),
      ),
    ).toEqual(['a phases CONFLICT', 'b phases CONFLICT']);
    // "c" cannot move into the time of "d" in dollars, so it stays in 2021, where "e" in euros would overlap it.
    expect(
      await refusedByImport(
        on('c', '2023-01-01', '2024-01-01', inPounds),
        on('d', '2023-06-01', '2024-01-01'),
        on('e', '2021-06-01', '2021-09-01', inEuros),
        on('f', '2024-01-01', null, inEuros),
      ),
    ).toEqual(['c phases CONFLICT', 'd phases CONFLICT', 'e phases CONFLICT']);
  });
});
