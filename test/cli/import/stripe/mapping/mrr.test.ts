/** Ranks of products, and recurring revenue by Stripe's definition and by Clientele's. */
import { Fraction } from 'fraction.js';
import type { Stripe } from 'stripe';
import { mapCustomer } from '../../../../../src/cli/import/stripe/mapping/map-customer.js';
import { Reconciliation } from '../../../../../src/cli/import/stripe/reconciliation.js';
import type { MrrComparison } from '../../../../../src/cli/import/stripe/mapping/mrr.js';
import { mapPlans, rankProducts } from '../../../../../src/cli/import/stripe/mapping/plans.js';
import { REASONS } from '../../../../../src/cli/import/stripe/mapping/reasons.js';
import { bill } from './biller.js';
import { at, catalogOf, coupon, customer, discount, objects, price, product } from './objects.js';
import type { Script } from './script.js';

const TEAM = price('price_team', 'team', '5000');
const PRODUCTS = [product('team')];

const byId = <T extends { id: string }>(all: T[]): Map<string, T> => new Map(all.map((one) => [one.id, one]));

function compared(id: string, more: Partial<Script>): MrrComparison[] {
  const script = {
    id,
    customer: 'cus_1',
    start: '2024-01-01',
    readAt: '2024-07-10',
    items: { si_1: { price: TEAM, quantity: 2 } },
  };
  const { subscription, ...billed } = bill({ ...script, ...more });
  return mapCustomer(
    objects(customer('cus_1'), { subscriptions: [subscription], ...billed }),
    catalogOf(PRODUCTS, [TEAM], { readAt: '2024-07-10' }),
  ).stripeMrr;
}
const figures = ({ stripe, clientele, reasons }: MrrComparison): unknown => [
  stripe.toString(),
  clientele.toString(),
  reasons,
];

describe('recurring revenue', () => {
  const half = (duration: string, end: string | null): Stripe.Discount =>
    discount('di_1', coupon('HALF', duration, { percent_off: 50 }), '2024-07-01', end);

  test.each<[string, Partial<Script>, unknown[]]>([
    ['an active subscription counts in both', {}, ['100', '100', []]],
    ['a discount that lasts lowers both', { discounts: [half('forever', null)] }, ['50', '50', []]],
    [
      'a discount that ends lowers that of Clientele only',
      { discounts: [half('repeating', '2024-10-01')] },
      ['100', '50', [REASONS.repeatingDiscount]],
    ],
    [
      'a pause of payment collection lowers that of Clientele only',
      { fields: { pause_collection: { behavior: 'void', resumes_at: null } } },
      ['100', '0', [REASONS.paused]],
    ],
  ])('%s', (_, more, expected) => {
    expect(compared('sub_1', more).map(figures)).toEqual([expected]);
  });

  test.each<[string, Partial<Script>]>([
    ['trial', { start: '2024-07-01', trialEnd: '2024-07-20' }],
    ['canceled subscription', { ended: '2024-05-10' }],
    ['subscription that never began', { fields: { status: 'incomplete' } }],
  ])('a %s counts in neither', (_, more) => {
    expect(compared('sub_1', more)).toEqual([]);
  });

  test('the figures of all subscriptions add up exactly, with those that make the difference', () => {
    const all = [
      ...compared('sub_1', {}),
      ...compared('sub_2', { fields: { pause_collection: { behavior: 'void', resumes_at: at('2024-09-01') } } }),
    ];

    const reconciliation = new Reconciliation();
    for (const one of all) reconciliation.add(one);
    expect(reconciliation.report().join(' ').replace(/\s+/g, ' ')).toBe(
      ` Monthly recurring revenue: Stripe's own formula gives 200.00 USD, Clientele 100.00 USD. One subscription makes the difference: 1 × ${REASONS.paused} sub_2 (100.00 and 0.00)`,
    );
  });

  test('a price net of tax, which is recorded with 12 decimal places, makes no difference', () => {
    const net = new Fraction(2900, 119);
    const reconciliation = new Reconciliation();
    reconciliation.add({
      ...{ subject: 'sub_1', currencyCode: 'USD', stripe: net, clientele: net.round(12), reasons: [] },
    });
    expect(reconciliation.report()).toEqual([
      '',
      "Monthly recurring revenue: 24.37 USD, by Stripe's own formula as well.",
    ]);
  });
});

describe('ranks', () => {
  const prices = byId([
    price('price_1', 'starter', '2000'),
    price('price_2', 'team', '48000', { recurring: { interval: 'year' } }),
    price('price_3', 'team', '4500'),
    price('price_4', 'enterprise', '9000'),
    price('price_5', 'setup', '99900', { recurring: null, type: 'one_time' }),
    price('price_6', 'calls', '999999', { recurring: { usage_type: 'metered' } }),
    price('price_7', 'twin', '2000'),
  ]);
  const products = byId(['starter', 'team', 'enterprise', 'setup', 'calls', 'twin', 'none'].map((id) => product(id)));

  test('products are ranked by their highest monthly price, those without a recurring price 0', () => {
    expect(Object.fromEntries(rankProducts(products, prices))).toEqual({
      ...{ starter: 1, twin: 1, team: 2, enterprise: 3, setup: 0, calls: 0, none: 0 },
    });
  });

  test('metadata gives a product its rank, if it is a whole number from 0 to 1,000,000', () => {
    const given = byId([
      product('starter', { clientele_rank: '70' }),
      product('team', { clientele_rank: '-1' }),
      product('enterprise', { clientele_rank: 'high' }),
    ]);

    expect(Object.fromEntries(rankProducts(given, prices))).toMatchObject({ starter: 70, team: 2, enterprise: 3 });
  });

  test('all products become plans', () => {
    expect(mapPlans({ products: byId([product('team')]), ranks: new Map([['team', 2]]) })).toEqual([
      { plan: { identities: [{ source: 'stripe', externalId: 'team' }], name: 'team', rank: 2 } },
    ]);
  });
});
