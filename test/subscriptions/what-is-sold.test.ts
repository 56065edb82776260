import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  everyRow,
  importRecords,
  instant,
  mutate,
  mutated,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';
import { recordAcme } from './subscriptions.js';

const ITEMS =
  'items { plan { externalId } role quantity unitPrice { amount currencyCode } billingPeriod { unit count } countsAsSeats }';
const SOLD = `plan { externalId } quantity unitPrice { amount currencyCode } billingPeriod { unit count } billingInterval ${ITEMS}`;
const DISCOUNTS = 'discounts { code percentOff amountOff { amount currencyCode } duration from to }';
const SHOWN = `{ subscription(by: { externalId: "s" }) {
  ${SOLD} ${DISCOUNTS} monthlyRecurringRevenue { amount currencyCode } phases { from to ${SOLD} }
} }`;
const LISTED = `query ($filter: AccountSubscriptionFilter) {
  account(by: { externalId: "acme" }) { subscriptions(filter: $filter) { totalCount nodes { ${SOLD} ${DISCOUNTS} } } }
}`;

const START = '2025-01-01';
const eur = (amount: string) => ({ amount, currencyCode: 'EUR' });
const MONTH = { unit: 'MONTH', count: 1 };
const BASE = { planExternalId: 'basic', role: 'BASE', quantity: 3, unitPrice: usd('49.00') };
const SUPPORT = {
  planExternalId: 'support',
  role: 'ADD_ON',
  unitPrice: usd('180'),
  billingPeriod: { unit: 'YEAR' },
};
const METERED = { planExternalId: 'metered', role: 'USAGE' };

const shownBase = (changes: Given = {}): Given => ({
  plan: { externalId: 'basic' },
  role: 'BASE',
  quantity: 3,
  unitPrice: usd('49.00'),
  billingPeriod: MONTH,
  countsAsSeats: true,
  ...changes,
});
const SHOWN_SUPPORT = {
  plan: { externalId: 'support' },
  role: 'ADD_ON',
  quantity: 1,
  unitPrice: usd('180.00'),
  billingPeriod: { unit: 'YEAR', count: 1 },
  countsAsSeats: false,
};
const SHOWN_METERED = {
  plan: { externalId: 'metered' },
  role: 'USAGE',
  quantity: 0,
  unitPrice: null,
  billingPeriod: MONTH,
  countsAsSeats: false,
};

interface Row {
  title: string;
  /** Of a phase. A single item is on the plan "basic", monthly. */
  terms: Given;
  items: Given[];
  billingInterval?: string | null;
  revenue: string;
  /** The columns that servers of the previous version read: quantity, price, interval, and whether there is more. */
  columns: [quantity: number, priceMinor: number, months: number, hasItems: boolean];
}

const ROWS: Row[] = [
  {
    title: 'a whole quantity at a price in cents',
    terms: { quantity: 3, unitPrice: usd('49') },
    items: [shownBase()],
    revenue: '147.00',
    columns: [3, 4900, 1, false],
  },
  {
    title: 'a fraction of a unit at a fraction of a cent',
    terms: { quantity: 2.125001, unitPrice: usd('0.001234567890') },
    items: [shownBase({ quantity: 2.125001, unitPrice: usd('0.00123456789') })],
    revenue: '0.00',
    columns: [2, 0, 1, true],
  },
  {
    title: 'nothing yet',
    terms: { quantity: 0, unitPrice: usd('49.00') },
    items: [shownBase({ quantity: 0 })],
    revenue: '0.00',
    columns: [0, 4900, 1, false],
  },
  {
    title: 'as much as possible',
    terms: { quantity: 1_000_000_000, unitPrice: usd('10') },
    items: [shownBase({ quantity: 1_000_000_000, unitPrice: usd('10.00') })],
    revenue: '10000000000.00',
    columns: [1_000_000_000, 1000, 1, false],
  },
  {
    title: 'a price for two weeks',
    terms: { unitPrice: usd('10'), billingInterval: undefined, billingPeriod: { unit: 'WEEK', count: 2 } },
    items: [shownBase({ quantity: 1, unitPrice: usd('10.00'), billingPeriod: { unit: 'WEEK', count: 2 } })],
    billingInterval: null,
    revenue: '21.67',
    columns: [1, 1000, 1, true],
  },
  {
    title: 'a price for twelve months, which are a year',
    terms: { unitPrice: usd('120'), billingInterval: undefined, billingPeriod: { unit: 'MONTH', count: 12 } },
    items: [shownBase({ quantity: 1, unitPrice: usd('120.00'), billingPeriod: { unit: 'YEAR', count: 1 } })],
    billingInterval: 'YEAR',
    revenue: '10.00',
    columns: [1, 12000, 12, false],
  },
  {
    title: 'a price for three months, which are a quarter',
    terms: { unitPrice: usd('30'), billingInterval: undefined, billingPeriod: { unit: 'MONTH', count: 3 } },
    items: [shownBase({ quantity: 1, unitPrice: usd('30.00'), billingPeriod: { unit: 'MONTH', count: 3 } })],
    billingInterval: 'QUARTER',
    revenue: '10.00',
    columns: [1, 3000, 3, false],
  },
  {
    title: 'a price for three years',
    terms: { unitPrice: usd('360'), billingInterval: undefined, billingPeriod: { unit: 'YEAR', count: 3 } },
    items: [shownBase({ quantity: 1, unitPrice: usd('360.00'), billingPeriod: { unit: 'YEAR', count: 3 } })],
    billingInterval: null,
    revenue: '10.00',
    columns: [1, 36000, 12, true],
  },
  {
    title: 'several items, the BASE item shown first',
    terms: { planExternalId: undefined, items: [SUPPORT, METERED, BASE] },
    items: [shownBase(), SHOWN_SUPPORT, SHOWN_METERED],
    revenue: '162.00',
    columns: [3, 4900, 1, true],
  },
  {
    title: 'items with a billing period of the BASE item',
    terms: {
      planExternalId: undefined,
      billingInterval: undefined,
      items: [
        { ...BASE, billingPeriod: { unit: 'MONTH', count: 6 } },
        { ...SUPPORT, billingPeriod: null, countsAsSeats: true },
      ],
    },
    items: [
      shownBase({ billingPeriod: { unit: 'MONTH', count: 6 } }),
      { ...SHOWN_SUPPORT, billingPeriod: { unit: 'MONTH', count: 6 }, countsAsSeats: true },
    ],
    billingInterval: null,
    revenue: '54.50',
    columns: [3, 4900, 3, true],
  },
  {
    title: 'units that are no seats',
    terms: { planExternalId: undefined, items: [{ ...BASE, countsAsSeats: false }] },
    items: [shownBase({ countsAsSeats: false })],
    revenue: '147.00',
    columns: [3, 4900, 1, true],
  },
  {
    title: 'an item that says no more than the fields of a single one',
    terms: { planExternalId: undefined, items: [BASE] },
    items: [shownBase()],
    revenue: '147.00',
    columns: [3, 4900, 1, false],
  },
  {
    title: 'a price in another currency, with its digits',
    terms: { unitPrice: eur('19.9') },
    items: [shownBase({ quantity: 1, unitPrice: eur('19.90') })],
    revenue: '23.88',
    columns: [1, 1990, 1, true],
  },
];

// Now is 2026-03-15T12:00:00Z.
describe('what a subscription sells', () => {
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
      plans: [plan('top', 2), plan('support', 0), plan('metered', 0), plan('unused', 0)],
      exchangeRates: [{ currencyCode: 'EUR', from: '2024-01-01', rate: '1.2' }],
    });
  });
  afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

  const terms = (given: Given): Given => ({
    ...phase(START),
    ...('items' in given ? { unitPrice: undefined } : {}),
    ...given,
  });
  const importTerms = (given: Given, more: Given = {}) =>
    record(workspace, { subscriptions: [subscription('s', 'acme', [terms(given)], more)] });
  const toMutation = ({ from: _, to: __, status: ___, planExternalId, ...given }: Given): Given => ({
    ...given,
    plan: planExternalId ? { externalId: planExternalId } : undefined,
  });
  const start = (given: Given = {}): Promise<Given> =>
    mutated(workspace, 'subscriptionStart', {
      account: { externalId: 'acme' },
      externalId: 's',
      startsAt: instant(START),
      ...toMutation(terms(given)),
    });
  const input = (given: Given): Given => ({ subscription: { externalId: 's' }, ...given });
  const change = (given: Given): Promise<Given> => mutated(workspace, 'subscriptionChange', input(given));
  const shown = async (): Promise<Given> => (await workspace.ask(SHOWN)).data.subscription as Given;
  const shownPhases = async (): Promise<Given[]> => (await shown()).phases as Given[];
  const refusal = async (name: 'subscriptionChange' | 'subscriptionStart', given: Given): Promise<Given> => {
    const rows = await everyRow(server, workspace);
    const { thing, userErrors } = await mutate(workspace, name, given);
    expect({ thing, count: userErrors.length }).toEqual({ thing: null, count: 1 });
    expect(await everyRow(server, workspace)).toEqual(rows);
    return { ...userErrors[0]!, field: userErrors[0]!.field.join('.') };
  };

  const expectShown = async ({ items, billingInterval = 'MONTH', revenue, columns }: Row): Promise<void> => {
    const { plan, quantity, unitPrice, billingPeriod } = items[0]!;
    const sold = { plan, quantity, unitPrice, billingPeriod, billingInterval, items };
    const { monthlyRecurringRevenue, phases, ...now } = await shown();
    expect(now).toEqual({ ...sold, discounts: [] });
    expect(monthlyRecurringRevenue).toEqual(usd(revenue));
    expect((phases as Given[]).at(-1)).toMatchObject(sold);
    expect((await workspace.ask(LISTED)).data.account.subscriptions.nodes).toEqual([{ ...sold, discounts: [] }]);
    const rows = await server.database.dataSource.query<unknown[]>(
      `SELECT quantity, unit_price_minor::float8 AS price, interval_months AS months, items IS NOT NULL AS "hasItems"
       FROM subscription_phase WHERE workspace_id = $1 ORDER BY from_at DESC LIMIT 1`,
      [workspace.id],
    );
    const [quantityColumn, price, months, hasItems] = columns;
    expect(rows).toEqual([{ quantity: quantityColumn, price, months, hasItems }]);
  };

  it.each(ROWS.map((row) => [row.title, row] as const))('is shown as imported: %s', async (_, row) => {
    await importTerms(row.terms);
    await expectShown(row);
    expect(await importTerms(row.terms)).toMatchObject({ updated: 0, unchanged: 1 });
  });

  it.each(ROWS.map((row) => [row.title, row] as const))('is shown as started and changed: %s', async (_, row) => {
    await start(row.terms);
    await expectShown(row);
    const phases = await shownPhases();
    await change({ at: instant('2025-02-01'), plan: { externalId: 'top' } });
    const quantity = row.terms.items ? {} : { quantity: 1 };
    await change({ at: instant('2025-03-01'), ...toMutation(terms({ ...quantity, ...row.terms })) });
    await expectShown(row);
    await change({ at: instant('2025-02-01'), plan: { externalId: 'basic' } });
    expect((await shownPhases())[0]).toEqual({ ...phases[0], to: instant('2025-02-01') });
  });

  it('keeps the other items when a field of the BASE item changes, and all fields when items change later', async () => {
    await start({ planExternalId: undefined, items: [BASE, SUPPORT] });
    await change({ at: instant('2025-03-01'), quantity: 5, billingPeriod: { unit: 'WEEK', count: 1 } });
    await change({
      at: instant('2025-02-01'),
      items: [{ ...BASE, quantity: 4 }, SUPPORT, METERED],
      billingInterval: 'MONTH',
    });
    await change({ at: instant('2025-04-01'), plan: { externalId: 'top' } });
    const weekly = { quantity: 5, billingPeriod: { unit: 'WEEK', count: 1 } };
    expect((await shownPhases()).map(({ items }) => items)).toEqual([
      [shownBase(), SHOWN_SUPPORT],
      [shownBase({ quantity: 4 }), SHOWN_SUPPORT, SHOWN_METERED],
      [shownBase(weekly), SHOWN_SUPPORT, SHOWN_METERED],
      [shownBase({ ...weekly, plan: { externalId: 'top' } }), SHOWN_SUPPORT, SHOWN_METERED],
    ]);
  });

  it('is restored when a cancellation that set it aside is taken back', async () => {
    await start({ planExternalId: undefined, items: [BASE, SUPPORT], noticeDays: 30 });
    await change({ at: instant('2027-01-01'), items: [BASE, METERED], billingInterval: 'MONTH', autoRenews: false });
    const before = await shownPhases();
    await mutated(workspace, 'subscriptionCancel', input({ at: instant('2026-06-01') }));
    expect(await shownPhases()).toHaveLength(1);
    await mutated(workspace, 'subscriptionUncancel', input({}));
    expect(await shownPhases()).toEqual(before);
  });

  it('stays in one currency and below the largest total in every phase that a change reaches', async () => {
    await start({ planExternalId: undefined, items: [{ ...BASE, quantity: 1 }, SUPPORT] });
    expect(await refusal('subscriptionChange', input({ unitPrice: eur('49.00') }))).toMatchObject({
      field: 'unitPrice.currencyCode',
      code: 'INVALID',
      message: expect.stringMatching(/in EUR and another item in USD\. Pass all items/) as string,
    });
    expect(await refusal('subscriptionChange', input({ unitPrice: usd('9999999999') }))).toMatchObject({
      field: 'unitPrice.amount',
      code: 'OUT_OF_RANGE',
    });
    await change({
      items: [
        { ...BASE, unitPrice: eur('45') },
        { ...SUPPORT, unitPrice: eur('160') },
      ],
      billingInterval: 'MONTH',
    });
    expect((await shown()).unitPrice).toEqual(eur('45.00'));
  });

  it('is found by the plan of any item, whose plans cannot be deleted', async () => {
    await start({ planExternalId: undefined, items: [BASE, SUPPORT] });
    await change({ at: instant('2027-01-01'), items: [BASE, METERED], billingInterval: 'MONTH' });
    await mutated(workspace, 'subscriptionCancel', input({ at: instant('2026-06-01') }));
    const count = async (externalId: string): Promise<unknown> =>
      (await workspace.ask(LISTED, { filter: { plan: { in: [{ externalId }] } } })).data.account.subscriptions
        .totalCount;
    expect(await Promise.all(['basic', 'support', 'metered', 'top'].map(count))).toEqual([1, 1, 0, 0]);
    for (const externalId of ['basic', 'support', 'metered']) {
      expect((await mutate(workspace, 'planDelete', { plan: { externalId } })).userErrors).toMatchObject([
        { field: ['plan'], code: 'CONFLICT' },
      ]);
    }
    expect((await mutate(workspace, 'planDelete', { plan: { externalId: 'unused' } })).userErrors).toEqual([]);
  });

  it('names the item of an import whose plan does not exist', async () => {
    const items = [BASE, { ...SUPPORT, planExternalId: 'nowhere' }];
    const answer = await importRecords(workspace, {
      subscriptions: [
        subscription('s', 'acme', [phase('2024-01-01', START), terms({ planExternalId: undefined, items })]),
      ],
    });
    expect(answer.userErrors).toMatchObject([
      { field: ['subscriptions', '0', 'phases', '1', 'items', '1', 'planExternalId'], code: 'NOT_FOUND' },
    ]);
  });

  describe('at a discount', () => {
    const SPRING = { code: 'SPRING', percentOff: '12.50', duration: 'REPEATING', to: instant('2026-06-01') };
    const TEN_OFF = { amountOff: usd('10'), duration: 'FOREVER', from: instant('2025-06-01') };
    const SHOWN_BOTH = [
      { ...SPRING, percentOff: '12.5', amountOff: null, from: instant(START) },
      { ...TEN_OFF, code: null, percentOff: null, amountOff: usd('10.00'), to: null },
    ];
    const discounts = async (): Promise<unknown> => (await shown()).discounts;
    const revenue = async (): Promise<unknown> => ((await shown()).monthlyRecurringRevenue as Given).amount;

    it('shows them as started, and keeps, replaces and clears them with a change', async () => {
      await start({ unitPrice: usd('100'), discounts: [TEN_OFF, SPRING] });
      expect([await discounts(), await revenue()]).toEqual([SHOWN_BOTH, '77.50']);
      await change({ quantity: 2 });
      expect([await discounts(), await revenue()]).toEqual([SHOWN_BOTH, '165.00']);
      await change({ discounts: [TEN_OFF] });
      expect([await discounts(), await revenue()]).toEqual([[SHOWN_BOTH[1]], '190.00']);
      await change({ discounts: null });
      expect([await discounts(), await revenue()]).toEqual([[], '200.00']);
      await change({ discounts: [SPRING] });
      await change({ discounts: [] });
      expect(await discounts()).toEqual([]);
    });

    it('shows them as imported, and keeps, replaces and clears them with an import', async () => {
      await importTerms({}, { discounts: [SPRING, TEN_OFF] });
      expect(await discounts()).toEqual(SHOWN_BOTH);
      expect(await importTerms({}, { discounts: [SPRING, TEN_OFF] })).toMatchObject({ unchanged: 1 });
      expect(await importTerms({})).toMatchObject({ unchanged: 1 });
      expect(await importTerms({}, { discounts: [TEN_OFF] })).toMatchObject({ updated: 1 });
      expect(await discounts()).toEqual([SHOWN_BOTH[1]]);
      expect(await importTerms({}, { discounts: null })).toMatchObject({ updated: 1 });
      expect(await discounts()).toEqual([]);
    });

    it('refuses an amount off in a currency other than that of the prices', async () => {
      const off = [{ ...TEN_OFF, code: 'TEN', amountOff: eur('10') }];
      const message = expect.stringMatching(
        /the currency of the prices, USD; the discount "TEN" takes off an amount in EUR from 2025-06-01/,
      ) as string;
      const refused = { code: 'INVALID', message };
      const given = {
        account: { externalId: 'acme' },
        ...toMutation(terms({})),
        startsAt: instant(START),
        discounts: off,
      };
      expect(await refusal('subscriptionStart', given)).toMatchObject({ field: 'discounts', ...refused });
      const imported = await importRecords(workspace, {
        subscriptions: [subscription('s', 'acme', [terms({})], { discounts: off })],
      });
      expect(imported.userErrors).toMatchObject([{ field: ['subscriptions', '0', 'discounts'], ...refused }]);
      await start({ unitPrice: eur('100'), discounts: off });
      expect(
        await refusal('subscriptionChange', input({ at: instant('2025-04-01'), unitPrice: usd('110') })),
      ).toMatchObject({
        field: 'unitPrice.currencyCode',
        ...refused,
      });
      await change({
        at: instant('2025-04-01'),
        unitPrice: usd('110'),
        discounts: [{ ...off[0], from: instant(START), to: instant('2025-04-01') }],
      });
    });
  });
});
