/** The shapes of Stripe's subscriptions as Stripe's objects, by the number of the shape. */
import type { Catalog, CustomerObjects } from '../../../../../src/cli/import/stripe/mapping/objects.js';
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
  schedule,
  type Fields,
} from './objects.js';
import type { Change, Sale, Script } from './script.js';

/** What the objects of a shape become. */
export interface StripeShape {
  objects: CustomerObjects;
  catalog: Catalog;
}

export const PRODUCTS = [
  product('s1', { clientele_rank: '1' }),
  product('t2', { clientele_rank: '2' }),
  product('e3', { clientele_rank: '3' }),
  product('support', { clientele_rank: '0' }),
  product('metered', { clientele_rank: '0' }),
];
const READ_AT = '2026-01-10';
const YEARLY = { recurring: { interval: 'year' } };
const every = (interval_count: number, interval: string): Fields => ({ recurring: { interval, interval_count } });

const sale = (productId: string, cents: string, quantity = 1, more: Fields = {}): Sale => ({
  price: price(
    `price_${productId}_${cents}_${JSON.stringify(more['recurring'] ?? '').replace(/\W/g, '')}`,
    productId,
    cents,
    more,
  ),
  quantity,
});
const FOUR = sale('t2', '2500', 4);

type Given = Partial<Script> & { items?: Record<string, Sale> };

/** One subscription on one item. */
const single = (start: string, item: Sale, more: Given = {}): Given[] => [{ start, items: { si_1: item }, ...more }];
const change = (day: string, item: Sale, as?: Change['as']): Change => ({
  at: day,
  items: { si_1: item },
  ...(as && { as }),
});

const percent = (id: string, percent_off: number, duration: string, start: string, end: string | null = null) =>
  discount(`di_${id}`, coupon(id, duration, { percent_off }), start, end);
const amountOff = (id: string, amount_off: number, start: string) =>
  discount(`di_${id}`, coupon(id, 'forever', { amount_off, currency: 'usd' }), start, null);

const VOIDED = (created: string): Fields => ({
  status: 'void',
  status_transitions: {
    finalized_at: at(created),
    paid_at: null,
    voided_at: at(created) + 3600,
    marked_uncollectible_at: null,
  },
});
const FAILED = (paid: string, more: Fields = {}): Fields => ({
  attempt_count: 4,
  status_transitions: {
    finalized_at: null,
    paid_at: at(paid),
    voided_at: null,
    marked_uncollectible_at: null,
    ...more,
  },
});

const GRADUATED = price('price_graduated', 's1', null, {
  billing_scheme: 'tiered',
  tiers_mode: 'graduated',
  tiers: [
    { flat_amount: null, flat_amount_decimal: null, unit_amount: 1000, unit_amount_decimal: '1000', up_to: 10 },
    { flat_amount: null, flat_amount_decimal: null, unit_amount: 800, unit_amount_decimal: '800', up_to: null },
  ],
});
const PACKAGES = price('price_packages', 's1', '3000', { transform_quantity: { divide_by: 10, round: 'up' } });
const METERED = price('price_metered', 'metered', '10', { recurring: { usage_type: 'metered' } });
const INCLUSIVE = sale('s1', '2900', 3, { tax_behavior: 'inclusive' });
const EUR = (cents: string, quantity = 1, more: Fields = {}): Sale =>
  sale('t2', cents, quantity, { ...more, currency: 'eur' });

/** The subscriptions of each shape. They are read when all has happened, unless the shape says otherwise. */
const SUBSCRIPTIONS: Record<string, Given[]> = {
  1: single('2024-01-31', sale('s1', '1000', 3)),
  2: single('2024-01-01', sale('e3', '120000', 10, YEARLY), {
    fields: { metadata: { clientele_term_months: '12', clientele_tailored: 'true' } },
  }),
  3: single('2024-02-29', sale('s1', '9000', 1, every(3, 'month'))),
  4: [...single('2024-01-01', sale('t2', '5000', 2)), ...single('2024-03-01', sale('s1', '12000', 1, YEARLY))],
  5: single('2024-01-01', sale('s1', '2000'), { trialEnd: '2024-01-15' }),
  6: single('2024-01-01', sale('s1', '2000'), { trialEnd: '2024-01-15', resumed: '2024-03-01' }),
  7: single('2024-01-01', sale('s1', '2000'), { readAt: '2024-01-20', fields: { status: 'incomplete_expired' } }),
  8: single('2024-01-01', FOUR, {
    invoices: { '2024-05-01': VOIDED('2024-05-01'), '2024-06-01': VOIDED('2024-06-01') },
  }),
  9: single('2024-01-01', FOUR, {
    readAt: '2024-05-20',
    fields: { pause_collection: { behavior: 'void', resumes_at: at('2024-06-15') } },
  }),
  10: single('2024-01-01', sale('s1', '1500', 2), {
    readAt: '2024-05-20',
    fields: { cancel_at: at('2024-06-01'), cancel_at_period_end: true, canceled_at: at('2024-05-10') },
  }),
  11: single('2024-01-01', FOUR, { invoices: { '2024-04-01': FAILED('2024-04-20') } }),
  12: single('2024-01-01', FOUR, {
    // Billing starts again when the subscription is paid.
    invoices: { '2024-04-01': FAILED('2024-04-30', { marked_uncollectible_at: at('2024-04-20') }) },
  }),
  13: single('2024-01-01', sale('s1', '1000', 4), { discounts: [percent('ONCE', 25, 'once', '2024-01-01')] }),
  14: single('2024-01-01', sale('s1', '2000'), {
    changes: [
      change('2024-04-01', sale('t2', '5000'), 'scheduled'),
      change('2024-07-01', sale('e3', '9000'), 'scheduled'),
    ],
  }),
  15: single('2024-01-01', sale('t2', '3000', 2), { created: '2024-03-10' }),
  16: single('2024-01-01', sale('s1', '4000'), { ended: '2024-06-01' }),
  17: single('2024-04-01', sale('t2', '100000', 1, { ...YEARLY, currency: 'jpy' })),
  18: single('2024-01-01', sale('s1', '3000'), {
    changes: [change('2024-04-16', sale('t2', '7500')), change('2024-09-10', sale('s1', '3000'), 'pending')],
  }),
  '18b': single('2024-01-01', sale('t2', '6000'), { changes: [change('2024-06-21', sale('t2', '60000', 1, YEARLY))] }),
  19: single('2024-01-01', sale('t2', '1500', 5), {
    changes: [change('2024-03-10', sale('t2', '1500', 8)), change('2024-10-20', sale('t2', '1500', 6), 'pending')],
  }),
  20: single('2024-01-01', sale('t2', '3000', 10), { discounts: [percent('LOYAL', 20, 'forever', '2024-06-01')] }),
  '20b': single('2024-01-01', sale('t2', '3000', 10), { discounts: [percent('FREE', 100, 'forever', '2024-06-01')] }),
  21: single('2024-01-01', FOUR, { discounts: [percent('SUMMER', 50, 'repeating', '2024-06-01', '2024-09-01')] }),
  '21b': single('2024-01-01', FOUR, { discounts: [percent('TWO', 100, 'repeating', '2024-06-01', '2024-08-01')] }),
  '21c': single('2024-01-01', FOUR, { discounts: [percent('THREE', 50, 'repeating', '2024-01-01', '2024-04-01')] }),
  '21d': single('2024-01-01', FOUR, { discounts: [percent('FIRST', 100, 'repeating', '2024-01-01', '2024-03-01')] }),
  '21e': single('2024-01-01', FOUR, {
    changes: [change('2024-07-01', sale('t2', '2500', 8))],
    discounts: [percent('SUMMER', 50, 'repeating', '2024-06-01', '2024-09-01')],
  }),
  '21f': single('2024-01-01', FOUR, {
    discounts: [
      percent('LOYAL', 20, 'forever', '2024-01-01'),
      percent('SUMMER', 50, 'repeating', '2024-06-01', '2024-09-01'),
    ],
  }),
  22: [
    {
      start: '2024-01-01',
      items: { si_1: sale('t2', '5000', 3), si_2: sale('support', '500', 10) },
      changes: [{ at: '2024-07-01', items: { si_2: sale('support', '500', 20) } }],
    },
  ],
  23: [{ start: '2024-01-01', items: { si_1: sale('e3', '120000', 2, YEARLY), si_2: sale('support', '1500') } }],
  24: [
    {
      start: '2024-01-01',
      items: {
        si_1: sale('s1', '10000'),
        si_2: { price: METERED, usage: { '2024-02-01': 3000, '2024-03-01': 6000, '2024-04-01': 4500 } },
      },
    },
  ],
  25: single(
    '2024-01-01',
    { price: GRADUATED, quantity: 15 },
    {
      changes: [change('2024-09-01', { price: GRADUATED, quantity: 25 })],
    },
  ),
  26: single(
    '2024-01-01',
    { price: PACKAGES, quantity: 25 },
    {
      changes: [change('2024-08-01', { price: PACKAGES, quantity: 31 })],
    },
  ),
  27: single('2024-01-01', sale('t2', '2000', 0), {
    changes: [
      change('2024-03-01', sale('t2', '2000', 4)),
      change('2025-01-01', sale('t2', '2000', 0)),
      change('2025-02-01', sale('t2', '2000', 4)),
    ],
  }),
  28: single('2024-01-01', INCLUSIVE, { taxPercent: 19 }),
  29: single('2022-03-01', sale('e3', '240000', 1, every(2, 'year'))),
  '29b': single('2022-03-01', sale('s1', '100000', 1, every(3, 'year'))),
  30: single('2024-12-31', sale('s1', '3333', 1, every(2, 'month'))),
  31: single('2024-08-31', sale('s1', '10000', 1, every(6, 'month'))),
  32: single('2024-01-01', sale('s1', '1000', 1, every(1, 'week'))),
  33: single('2024-02-28', sale('s1', '100', 1, every(1, 'day'))),
  34: single('2024-01-01', sale('t2', '2900', 7), { discounts: [amountOff('TEN', 1000, '2024-01-01')] }),
  '34b': single('2024-01-01', sale('t2', '2900', 7), {
    discounts: [percent('TENTH', 10, 'forever', '2024-01-01'), amountOff('TEN', 1000, '2024-01-01')],
  }),
  '34c': single('2024-01-01', sale('t2', '29000', 7, YEARLY), { discounts: [amountOff('TEN', 1000, '2024-01-01')] }),
  35: single('2024-01-01', EUR('1999', 5), { changes: [change('2024-09-15', EUR('1999', 8))], ended: '2025-05-01' }),
  // The currency of a subscription is fixed, so a second one replaces it.
  '35b': [...single('2024-01-01', EUR('10000'), { ended: '2024-06-15' }), ...single('2024-06-15', sale('t2', '12500'))],
  '35c': single('2024-01-01', EUR('100000', 1, YEARLY)),
  36: single('2024-01-01', sale('s1', '1.25', 7333, { metadata: { clientele_seats: 'false' } })),
  37: single('2024-01-01', sale('s1', '5000', 2), { ended: '2024-08-01' }),
};

/** What a customer has besides subscriptions. */
const MORE: Record<string, Partial<CustomerObjects>> = {
  9: { statusSince: new Map([['sub_9_0', at('2024-05-15')]]) },
  14: {
    schedules: [
      schedule(
        'sub_sched_14',
        null,
        [
          { from: '2024-01-01', to: '2024-04-01', items: [{ price: 'price_s1_2000_', quantity: 1 }] },
          { from: '2024-04-01', to: '2024-07-01', items: [{ price: 'price_t2_5000_', quantity: 1 }] },
          { from: '2024-07-01', to: '2024-08-01', items: [{ price: 'price_e3_9000_', quantity: 1 }] },
        ],
        { status: 'released', released_at: at('2024-08-01'), released_subscription: 'sub_14_0' },
      ),
    ],
  },
  16: { invoiceItems: [invoiceItem('ii_16_1', 50000, '2024-03-10'), invoiceItem('ii_16_2', 50000, '2024-07-01')] },
  37: { creditNotes: [creditNote('cn_37_1', 3000, '2024-05-10'), creditNote('cn_37_2', 10000, '2024-08-20')] },
};

export const NUMBERS = Object.keys(SUBSCRIPTIONS);

/** Returns a shape as Stripe has it. The customer's id is `cus_` and the number. */
export function stripeShape(number: string): StripeShape {
  const id = `cus_${number}`;
  const scripts = SUBSCRIPTIONS[number]!.map((given, i): Script => ({
    ...{ id: `sub_${number}_${i}`, customer: id, readAt: READ_AT, start: '', items: {} },
    ...given,
  }));
  const billed = scripts.map(bill);
  const prices = scripts.flatMap(({ items, changes = [] }) =>
    [items, ...changes.map((one) => one.items)].flatMap((all) => Object.values(all).flatMap((one) => one?.price ?? [])),
  );
  return {
    objects: objects(customer(id), {
      subscriptions: billed.map(({ subscription }) => subscription),
      invoices: billed.flatMap(({ invoices }) => invoices),
      invoiceItems: billed.flatMap(({ invoiceItems }) => invoiceItems),
      ...MORE[number],
    }),
    catalog: catalogOf(PRODUCTS, prices, {
      readAt: scripts[0]!.readAt,
      ...(number === '17' && { currencyCode: 'JPY' }),
    }),
  };
}
