import { startTestServer, type TestServer } from '../support/server.js';
import { account, phase, plan, rate, record, subscription, type Given } from '../support/records.js';

type Price = [amount: string, billingInterval: 'MONTH' | 'QUARTER' | 'YEAR', changes?: Given];

/** The prices of an account's subscriptions, and their monthly recurring revenue. */
const REVENUES: [string, string, Price[], string][] = [
  ['a monthly price unchanged', 'USD', [['99.99', 'MONTH']], '99.99'],
  ['a price times its quantity', 'USD', [['9.99', 'MONTH', { quantity: 7 }]], '69.93'],
  ['a third of a quarterly price', 'USD', [['100.00', 'QUARTER']], '33.33'],
  ['a twelfth of a yearly price', 'USD', [['1000.00', 'YEAR']], '83.33'],
  ['half a cent rounded down to the even cent', 'USD', [['0.06', 'YEAR']], '0.00'],
  ['one and a half cents rounded up to the even cent', 'USD', [['0.18', 'YEAR']], '0.02'],
  ['two and a half cents rounded to two', 'USD', [['0.30', 'YEAR']], '0.02'],
  [
    'two half cents added before rounding',
    'USD',
    [
      ['0.06', 'YEAR'],
      ['0.06', 'YEAR'],
    ],
    '0.01',
  ],
  [
    'three thirds of a cent as one cent',
    'USD',
    [
      ['0.01', 'QUARTER'],
      ['0.01', 'QUARTER'],
      ['0.01', 'QUARTER'],
    ],
    '0.01',
  ],
  [
    'monthly, quarterly and yearly prices together',
    'USD',
    [
      ['1', 'MONTH'],
      ['1', 'QUARTER'],
      ['1', 'YEAR'],
    ],
    '1.42',
  ],
  ['nothing for a paused subscription', 'USD', [['5', 'MONTH', { status: 'PAUSED' }]], '0.00'],
  ['nothing for a trial', 'USD', [['5', 'MONTH', { status: 'TRIALING' }]], '0.00'],
  ['a past-due subscription', 'USD', [['5', 'MONTH', { status: 'PAST_DUE' }]], '5.00'],
  ['the largest amount', 'USD', [['10000000000', 'MONTH']], '10000000000.00'],
  ['yen without decimal places', 'JPY', [['18', 'YEAR']], '2'],
  ['yen below one as zero', 'JPY', [['6', 'YEAR']], '0'],
  ['dinars with three decimal places', 'KWD', [['1.000', 'QUARTER']], '0.333'],
];

describe('monthly recurring revenue', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it.each(REVENUES)('counts %s', async (_, currencyCode, prices, amount) => {
    const workspace = await server.addWorkspace({ currencyCode });
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: [account('acme')],
      subscriptions: prices.map(([price, billingInterval, changes = {}], i) =>
        subscription(`s${i}`, 'acme', [
          phase('2025-01-01', null, { unitPrice: { amount: price, currencyCode }, billingInterval, ...changes }),
        ]),
      ),
    });
    const { data } = await workspace.ask(`{
      account(by: { externalId: "acme" }) {
        now: monthlyRecurringRevenue { amount currencyCode }
        before: monthlyRecurringRevenue(asOf: "2024-12-31T23:59:59.999Z") { amount currencyCode }
      }
      accounts(orderBy: { field: MONTHLY_RECURRING_REVENUE }) { nodes { monthlyRecurringRevenue { amount } } }
      clientBase { counts { accounts monthlyRecurringRevenue { amount currencyCode } } }
    }`);
    const zero = amount.replace(/\d/g, '0').replace(/^0+(?=\d)/, '');
    expect(data.account).toEqual({ now: { amount, currencyCode }, before: { amount: zero, currencyCode } });
    expect(data.accounts.nodes).toEqual([{ monthlyRecurringRevenue: { amount } }]);
    expect(data.clientBase.counts.filter((count: { accounts: number }) => count.accounts > 0)).toEqual([
      { accounts: 1, monthlyRecurringRevenue: { amount, currencyCode } },
    ]);
  });

  it('writes the largest sums without an exponent', async () => {
    const workspace = await server.addWorkspace();
    const unitPrice = { amount: '10000000000', currencyCode: 'EUR' };
    const ids = ['s1', 's2'];
    await record(workspace, {
      plans: [plan('basic', 1)],
      exchangeRates: [rate('EUR', '2025-01-01', '999999999')],
      accounts: [account('acme')],
      subscriptions: ids.map((id) => subscription(id, 'acme', [phase('2025-01-01', null, { unitPrice })])),
    });
    const { data } = await workspace.ask(`{ clientBase { counts { type monthlyRecurringRevenue { amount } } } }`);
    const amounts = data.clientBase.counts.map((count: Given) => count.monthlyRecurringRevenue);
    expect(amounts).toContainEqual({ amount: expect.stringMatching(/^\d{20}\.\d\d$/) as string });
  });
});
