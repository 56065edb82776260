import pg from 'pg';
import { account, phase, plan, record, subscription, usd, type Given } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { HISTORIES, typeAt, writeGeneratedBase } from './generated-base.js';
import { isKeptAt, justBefore, movementsIn, revenueAt } from './naive.js';
import { statementNames } from '../support/statement-names.js';

const QUERY = `query ($from: Date!, $to: Date!, $interval: MetricInterval, $type: RelationshipType, $cost: MoneyInput!, $ratio: Float) {
  retention(from: $from, to: $to, interval: $interval, type: $type) {
    from to accounts churnedAccounts logoChurn grossRevenueRetention netRevenueRetention quickRatio
    averageRevenuePerAccount { amount } lifetimeValue { amount } lifetimeValueReason
    retentionSaving(acquisitionCost: $cost, costRatio: $ratio) { amount }
  }
}`;

interface Point {
  from: string;
  to: string;
  accounts: number;
  churnedAccounts: number;
  logoChurn: number | null;
  grossRevenueRetention: number | null;
  netRevenueRetention: number | null;
  quickRatio: number | null;
  averageRevenuePerAccount: { amount: string } | null;
  lifetimeValue: { amount: string } | null;
  lifetimeValueReason: string | null;
  retentionSaving: { amount: string };
}

async function retention(workspace: TestWorkspace, given: Given): Promise<Point[]> {
  const { data, errors } = await workspace.ask(QUERY, { cost: usd('100.00'), ...given });
  expect(errors).toBeUndefined();
  return (data as { retention: Point[] }).retention;
}

describe('retention', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  describe('of generated histories', () => {
    let workspace: TestWorkspace;
    beforeAll(async () => {
      workspace = await server.addWorkspace();
      await writeGeneratedBase(server, workspace);
      const other = await server.addWorkspace();
      await record(other, {
        plans: [plan('basic', 1)],
        accounts: [account('a')],
        subscriptions: [subscription('s', 'a', [phase('2022-02-10', '2023-05-03')])],
      });
    });

    const RANGES = [
      ['WEEK', '2022-10-01', '2024-04-01'],
      ['MONTH', '2021-01-01', '2027-12-31'],
      ['QUARTER', '2020-01-01', '2030-01-01'],
      ['YEAR', '1995-01-01', '2035-12-31'],
      ['WHOLE', '2023-03-17', '2027-06-30'],
    ].flatMap((range) => [null, 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER'].map((type) => [...range, type] as const));

    it.each(RANGES)(
      'by %s from %s to %s equals a recount account by account, for type %s',
      async (interval, rangeFrom, to, type) => {
        const shown = await retention(workspace, { interval, from: rangeFrom, to, type });
        const expected = shown.map((point) => {
          const [from, until] = [Date.parse(point.from), Date.parse(point.to)];
          const ofType = HISTORIES.filter((_, i) => type === null || typeAt(i, justBefore(from)) === type);
          const paying = ofType
            .map((history) => ({
              start: revenueAt(history, justBefore(from)).mrr,
              end: revenueAt(history, justBefore(until)).mrr,
            }))
            .filter(({ start }) => start > 0);
          const kept = ofType.filter((history) => isKeptAt(history, justBefore(from)));
          const churned = kept.filter((history) => !isKeptAt(history, justBefore(until))).length;
          const sum = (of: (one: (typeof paying)[number]) => number): number =>
            paying.reduce((total, one) => total + of(one), 0);
          const moved = ofType.map((history) => movementsIn(history, from, until));
          const total = (...kinds: (keyof (typeof moved)[number])[]): number =>
            moved.reduce((all, one) => all + kinds.reduce((part, kind) => part + one[kind], 0), 0);
          const start = sum((one) => one.start);
          const lost = total('contraction', 'churn', 'pause');
          return {
            accounts: kept.length,
            churnedAccounts: churned,
            logoChurn: kept.length === 0 ? null : churned / kept.length,
            grossRevenueRetention: start === 0 ? null : sum((one) => Math.min(one.start, one.end)) / start,
            netRevenueRetention: start === 0 ? null : sum((one) => one.end) / start,
            quickRatio: lost === 0 ? null : total('new', 'expansion', 'reactivation', 'resume') / lost,
          };
        });
        expect(shown).toMatchObject(expected);
        const hasLosses = shown.some(({ churnedAccounts }) => churnedAccounts > 0);
        if (type !== 'CLIENT') expect(hasLosses).toBe(type !== 'FORMER_CUSTOMER');
      },
    );

    it.each([null, 'CLIENT'])('is read by one statement, however long the range, for type %s', async (type) => {
      const query = jest.spyOn(pg.Client.prototype, 'query');
      try {
        await retention(workspace, { from: '2020-01-01', to: '2026-12-31', type });
        const names = statementNames(query);
        expect(names.filter((name) => name.startsWith('sum'))).toHaveLength(1);
        expect(names).toHaveLength(1);
      } finally {
        query.mockRestore();
      }
    });
  });

  describe('of example accounts', () => {
    let workspace: TestWorkspace;
    beforeEach(async () => {
      workspace = await server.addWorkspace();
      await record(workspace, {
        plans: [plan('basic', 1)],
        accounts: ['a', 'b', 'c', 'd'].map((name) => account(name)),
        subscriptions: [
          // In February, one account doubles, one is paused, one leaves and one starts.
          subscription('a', 'a', [phase('2025-01-10', '2025-02-10'), phase('2025-02-10', null, { quantity: 2 })]),
          subscription('b', 'b', [phase('2025-01-10', '2025-02-10'), phase('2025-02-10', null, { status: 'PAUSED' })]),
          subscription('c', 'c', [phase('2025-01-10', '2025-02-10')]),
          subscription('d', 'd', [phase('2025-02-20')]),
        ],
      });
    });

    it.each([
      ['a calendar year', 'YEAR', '2025-01-01', '2025-12-31', '2025-01-01'],
      ['a calendar quarter', 'QUARTER', '2025-01-01', '2025-03-31', '2025-01-01'],
      ['a month of 28 days', 'MONTH', '2025-02-01', '2025-02-28', '2025-02-01'],
      ['a month of 31 days', 'MONTH', '2025-01-01', '2025-01-31', '2025-01-01'],
    ])('of %s equals that of the whole range', async (_, interval, from, to, start) => {
      await record(workspace, {
        accounts: [account('e'), account('f')],
        subscriptions: [
          subscription('e', 'e', [phase('2024-01-10')]),
          subscription('f', 'f', [phase('2024-01-10', '2025-01-20')]),
        ],
      });
      const [calendar] = await retention(workspace, { interval, from: start, to: start });
      expect(calendar!.accounts).toBeGreaterThan(0);
      expect(await retention(workspace, { interval: 'WHOLE', from, to })).toEqual([calendar]);
    });

    it.each([
      ['twelve months from the middle of a month', '2025-02-05', '2026-02-04', 12],
      ['a single day', '2025-02-10', '2025-02-10', 1 / 28],
      ['six weeks', '2025-02-01', '2025-03-14', 1 + 14 / 31],
    ])('has a lifetime value from the months of the range: %s', async (_, from, to, months) => {
      const [point] = await retention(workspace, { interval: 'WHOLE', from, to });
      const { accounts, churnedAccounts, averageRevenuePerAccount: average } = point!;
      expect(churnedAccounts).toBe(1);
      expect(Number(point!.lifetimeValue!.amount)).toBeCloseTo(Number(average!.amount) * accounts * months, 1);
    });

    it('includes logo churn, GRR, NRR, quick ratio, ARPA, LTV and the retention saving', async () => {
      const [february] = await retention(workspace, { from: '2025-02-01', to: '2025-02-01' });
      expect(february).toEqual({
        from: '2025-02-01T00:00:00.000Z',
        to: '2025-03-01T00:00:00.000Z',
        accounts: 3,
        churnedAccounts: 1,
        logoChurn: 1 / 3,
        grossRevenueRetention: 1 / 3,
        netRevenueRetention: 2 / 3,
        quickRatio: 1,
        averageRevenuePerAccount: { amount: '49.00' },
        // $49.00 a month for three months.
        lifetimeValue: { amount: '147.00' },
        lifetimeValueReason: null,
        // Two were kept at $20.00 each instead of acquired at $100.00.
        retentionSaving: { amount: '160.00' },
      });
    });

    it('counts an account that ends while it is paused as lost when it ends, and not before', async () => {
      await record(workspace, {
        subscriptions: [
          subscription('b', 'b', [
            phase('2025-01-10', '2025-02-10'),
            phase('2025-02-10', '2025-04-15', { status: 'PAUSED' }),
          ]),
        ],
      });
      const shown = await retention(workspace, { from: '2025-02-01', to: '2025-05-01' });
      expect(shown.map(({ accounts, churnedAccounts }) => [accounts, churnedAccounts])).toEqual([
        [3, 1],
        [3, 0],
        [3, 1],
        [2, 0],
      ]);
    });

    it('computes the lifetime in months, whatever the interval', async () => {
      const [quarter] = await retention(workspace, { from: '2025-04-01', to: '2025-04-01', interval: 'QUARTER' });
      expect(quarter).toMatchObject({ accounts: 3, churnedAccounts: 0, lifetimeValue: null });
      await record(workspace, { subscriptions: [subscription('d', 'd', [phase('2025-02-20', '2025-05-01')])] });
      const [withChurn] = await retention(workspace, { from: '2025-04-01', to: '2025-04-01', interval: 'QUARTER' });
      // $147.00 by 3 accounts, one of them paused, for 3 quarters: 9 months.
      expect(withChurn).toMatchObject({
        accounts: 3,
        averageRevenuePerAccount: { amount: '49.00' },
        lifetimeValue: { amount: '441.00' },
      });
    });

    it('has a reason instead of a lifetime value if no account left, no account paid or the interval has not ended', async () => {
      const [january, , march] = await retention(workspace, { from: '2025-01-01', to: '2025-03-01' });
      expect(january).toMatchObject({
        accounts: 0,
        logoChurn: null,
        grossRevenueRetention: null,
        netRevenueRetention: null,
        quickRatio: null,
        averageRevenuePerAccount: null,
        lifetimeValue: null,
        lifetimeValueReason: 'No account paid when the interval started, so none could leave.',
        retentionSaving: { amount: '0.00' },
      });
      expect(march).toMatchObject({ accounts: 3, logoChurn: 0, quickRatio: null, lifetimeValue: null });
      expect(march!.lifetimeValueReason).toMatch(/^No account left/);
      const [current] = await retention(workspace, { from: '2026-03-01', to: '2026-03-01' });
      expect(current!.lifetimeValueReason).toMatch(/^The interval has not ended/);
      const [future] = await retention(workspace, { from: '2027-03-01', to: '2027-03-01' });
      expect(future).toMatchObject({ accounts: 3, logoChurn: 0, lifetimeValue: null });
    });

    it('rounds the retention saving to the cent, and refuses a cost ratio below 1 and another currency', async () => {
      const saving = async (cost: Given, ratio?: number) =>
        (await retention(workspace, { from: '2025-02-01', to: '2025-02-01', cost, ratio }))[0]!.retentionSaving.amount;
      expect(await saving(usd('100.00'), 1)).toBe('0.00');
      expect(await saving(usd('100.00'), 3)).toBe('133.33');
      expect(await saving(usd('0.01'), 4)).toBe('0.02');
      expect(await saving(usd('9999999999.99'), 7.5)).toBe('17333333333.32');
      for (const given of [{ ratio: 0.5 }, { cost: { amount: '1', currencyCode: 'EUR' } }]) {
        const { errors } = await workspace.ask(QUERY, {
          from: '2025-02-01',
          to: '2025-02-01',
          cost: usd('1'),
          ...given,
        });
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      }
    });

    it('refuses more than 120 intervals', async () => {
      const { errors } = await workspace.ask(QUERY, { from: '2000-01-01', to: '2025-02-01', cost: usd('1') });
      expect(errors).toMatchObject([{ extensions: { userErrors: [{ code: 'TOO_MANY', field: ['to'] }] } }]);
    });
  });
});
