/** Records of unusual subscriptions, sent to a server. */
import type { ImportRecord } from '@clientele/sdk';
import { mapCustomer } from '../../../../../src/cli/import/stripe/mapping/map-customer.js';
import { mapPlans } from '../../../../../src/cli/import/stripe/mapping/plans.js';
import { importRecords, type Given, type ImportRecords } from '../../../../support/records.js';
import { startTestServer, type TestServer } from '../../../../support/server.js';
import { bill } from './biller.js';
import {
  at,
  catalogOf,
  coupon,
  creditNote,
  customer,
  discount,
  invoiceItem,
  objects,
  price,
  product,
  type Fields,
} from './objects.js';
import type { Script } from './script.js';

const TEAM = price('price_team', 'team', '5000');
const STARTER = price('price_starter', 'starter', '2000.5');
const METERED = price('price_metered', 'calls', '1', { recurring: { usage_type: 'metered' } });
const PRODUCTS = [product('team'), product('starter'), product('calls')];
const READ_AT = '2024-07-10';
const CATALOG = catalogOf(PRODUCTS, [TEAM, STARTER, METERED], { readAt: READ_AT });

const open = (day: string): Record<string, Fields> => ({
  [day]: { status: 'open', attempt_count: 2, status_transitions: { paid_at: null, voided_at: null } },
});
const off = (id: string, duration: string, end: string | null, more: Fields) =>
  discount(`di_${id}`, coupon(id, duration, more), '2024-01-01', end);

const CASES: Record<string, Partial<Script>> = {
  'canceled in the second in which it began': { ended: '2024-01-01' },
  'canceled during its trial': { trialEnd: '2024-02-01', ended: '2024-01-20' },
  'canceled at the end of its trial': {
    ...{ start: '2024-07-01', trialEnd: '2024-07-20' },
    fields: { cancel_at: at('2024-07-20'), canceled_at: at('2024-07-05') },
  },
  'canceled in the future, with a reason': {
    fields: {
      ...{ cancel_at: at('2024-09-15'), canceled_at: at('2024-07-05') },
      cancellation_details: { comment: null, feedback: 'too_expensive', reason: 'cancellation_requested' },
    },
  },
  'unpaid at once': { invoices: open('2024-07-01'), fields: { status: 'unpaid' } },
  'past due': { invoices: open('2024-07-01'), fields: { status: 'past_due' } },
  'paused without a payment method': { trialEnd: '2024-01-15', resumed: '2030-01-01', fields: { status: 'paused' } },
  'paused for good': { fields: { pause_collection: { behavior: 'void', resumes_at: null } } },
  'charged by usage only': { items: { si_1: { price: METERED, usage: { '2024-02-01': 100 } } } },
  'with discounts of all kinds': {
    discounts: [
      off('ONCE', 'once', null, { percent_off: 10 }),
      off('HALF', 'repeating', '2024-04-01', { percent_off: 50 }),
      off('THIRD', 'forever', null, { percent_off: 33.33 }),
      off('TEN', 'forever', null, { amount_off: 1000, currency: 'usd' }),
    ],
  },
  'with an item that is free of charge and one in fractions': {
    items: { si_1: { price: STARTER, quantity: 0 }, si_2: { price: TEAM, quantity: 2 } },
    changes: [{ at: '2024-03-10', items: { si_1: null } }],
  },
  'changed in the second in which it began': {
    changes: [{ at: '2024-01-01', items: { si_1: { price: TEAM, quantity: 5 } } }],
  },
};

/** The records of all cases, each a customer of its own. */
function recordsOfAll(): ImportRecord[] {
  const customers = Object.entries(CASES).flatMap(([name, more], i) => {
    const script = { id: `sub_${i}`, customer: `cus_${i}`, start: '2024-01-01', readAt: READ_AT };
    const { subscription, ...billed } = bill({ ...script, items: { si_1: { price: TEAM, quantity: 3 } }, ...more });
    const given = objects(customer(`cus_${i}`, { name }), {
      ...{ subscriptions: [subscription], ...billed },
      invoiceItems: [invoiceItem(`ii_${i}`, 4_999, '2024-02-03', { description: 'Workshop' })],
      creditNotes: [creditNote(`cn_${i}`, 1_050, '2024-02-20')],
    });
    return mapCustomer(given, CATALOG).records;
  });
  return [...mapPlans(CATALOG), ...customers];
}

const LISTS = {
  plan: 'plans',
  account: 'accounts',
  subscription: 'subscriptions',
  interaction: 'interactions',
  usage: 'usage',
};

function inputOf(records: readonly ImportRecord[]): ImportRecords {
  const of = (kind: string): Given[] =>
    records.flatMap((record): Given[] => (kind in record ? [(record as Record<string, Given>)[kind]!] : []));
  return Object.fromEntries(Object.entries(LISTS).map(([kind, list]) => [list, of(kind)]));
}

describe('records read from Stripe', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  test('the server takes all of them, and sent again they change nothing', async () => {
    const workspace = await server.addWorkspace();
    const records = recordsOfAll();
    expect(records.filter((record) => 'subscription' in record)).toHaveLength(Object.keys(CASES).length);

    const first = await importRecords(workspace, inputOf(records));
    const again = await importRecords(workspace, inputOf(recordsOfAll()));

    expect(first).toEqual({ created: records.length, updated: 0, unchanged: 0, refused: 0, userErrors: [] });
    expect(again).toEqual({ created: 0, updated: 0, unchanged: records.length, refused: 0, userErrors: [] });
  });
});
