import type { PhaseItemInput } from '@clientele/sdk';
import Stripe from 'stripe';
import { mapCustomer } from '../../../../../src/cli/import/stripe/mapping/map-customer.js';
import { REASONS } from '../../../../../src/cli/import/stripe/mapping/reasons.js';
import { bill } from './biller.js';
import { catalogOf, customer, objects, price, product, type Fields } from './objects.js';
import type { Sale, Script } from './script.js';

const PRODUCTS = [
  product('starter', { clientele_rank: '1' }),
  product('team', { clientele_rank: '2' }),
  product('metered', { clientele_rank: '9' }),
];
const START = { start: '2024-01-01', readAt: '2024-03-10' };

interface Mapped {
  items: PhaseItemInput[];
  exactness: string;
  reasons: string[];
}

/** Maps a subscription on some items. `inCatalog`: the prices of the catalog, if they are not those of the items. */
function map(
  sales: Sale[],
  more: Partial<Script> = {},
  inCatalog?: Stripe.Price[],
  customerFields: Fields = {},
): Mapped {
  const items = Object.fromEntries(sales.map((sale, i) => [`si_${i}`, sale]));
  const { subscription, ...billed } = bill({ id: 'sub_1', customer: 'cus_1', ...START, items, ...more });
  const { records, verdicts } = mapCustomer(
    objects(customer('cus_1', customerFields), { subscriptions: [subscription], ...billed }),
    catalogOf(PRODUCTS, inCatalog ?? sales.map((sale) => sale.price), START),
  );
  const [record] = records.flatMap((one) => ('subscription' in one ? one.subscription : []));
  return { items: [...(record?.phases.at(-1)?.items ?? [])], ...verdicts[0]! };
}

const unitPrice = ({ items }: Mapped): unknown => items[0]?.unitPrice;

test.each([
  ['usd', '1999', '19.99'],
  ['usd', '0.123456789012', '0.00123456789'],
  ['jpy', '1999', '1999'],
  ['clp', '5000', '5000'],
  ['kwd', '5120', '5.12'],
  ['isk', '50000', '500'],
  ['ugx', '50000', '500'],
])('a price in %s of %s minor units is %s', (currency, minor, amount) => {
  const mapped = map([{ price: price('price_1', 'team', minor, { currency }) }]);

  expect(unitPrice(mapped)).toEqual({ amount, currencyCode: currency.toUpperCase() });
});

test('a price with more decimals than Clientele records is rounded half to even, and not called exact', () => {
  const mapped = map([{ price: price('price_1', 'team', '0.00000000125', {}) }]);

  expect(unitPrice(mapped)).toEqual({ amount: '0.000000000012', currencyCode: 'USD' });
  expect(mapped.reasons).toEqual([REASONS.priceRounded]);
});

test('a decimal of the library, as its client returns it, is read exactly', () => {
  const [decimal, cents] = [Stripe.Decimal.from('1250.5'), price('price_1', 'team', '1250.5')];

  expect(unitPrice(map([{ price: cents }], {}, [{ ...cents, unit_amount_decimal: decimal }]))).toEqual({
    amount: '12.505',
    currencyCode: 'USD',
  });
});

test('a price has another amount for each currency option', () => {
  const euros = price('price_1', 'team', '1700', { currency: 'eur' });
  const dollars = price('price_1', 'team', '1999', {
    currency_options: { eur: { unit_amount: 1700, unit_amount_decimal: '1700', tax_behavior: 'exclusive' } },
  });

  expect(unitPrice(map([{ price: euros }], {}, [dollars]))).toEqual({ amount: '17', currencyCode: 'EUR' });
});

describe('roles', () => {
  const TEAM = { price: price('price_team', 'team', '1000'), quantity: 5 };
  const STARTER = { price: price('price_starter', 'starter', '9000'), quantity: 2 };
  const METERED = { price: price('price_metered', 'metered', '1', { recurring: { usage_type: 'metered' } }) };
  const roles = ({ items }: Mapped): string[] =>
    items.map(({ role, planIdentity }) => `${role} ${planIdentity!.externalId}`);

  test('the item of the highest product is the main item, and metered ones are usage', () => {
    expect(roles(map([STARTER, METERED, TEAM]))).toEqual(['BASE team', 'ADD_ON starter', 'USAGE metered']);
  });

  test('metadata can name another main item', () => {
    const named = { ...STARTER, price: price('price_starter', 'starter', '9000', { metadata: { base: 'true' } }) };

    expect(roles(map([TEAM, named]))).toEqual(['BASE starter', 'ADD_ON team']);
  });

  test('a subscription that sells by usage only has a free main item, and is not called exact', () => {
    const mapped = map([METERED]);

    expect(roles(mapped)).toEqual(['BASE metered', 'USAGE metered']);
    expect(unitPrice(mapped)).toEqual({ amount: '0', currencyCode: 'USD' });
    expect(mapped.reasons).toEqual([REASONS.usageOnly]);
  });
});

describe('tiers', () => {
  const tier = (up_to: number | null, unit: number, flat: number | null = null): Fields => ({
    ...{ up_to, unit_amount: unit, unit_amount_decimal: String(unit) },
    ...{ flat_amount: flat, flat_amount_decimal: flat === null ? null : String(flat) },
  });
  const tiered = (tiers_mode: string, tiers: Fields[] | undefined): Stripe.Price =>
    price('price_1', 'team', null, { billing_scheme: 'tiered', tiers_mode, tiers });

  test.each([
    ['graduated', 15, '9.333333333333'],
    ['graduated', 10, '10'],
    ['volume', 15, '8'],
    ['volume', 10, '10'],
  ])('%s tiers have an effective price for %s units', (mode, quantity, amount) => {
    const mapped = map([{ price: tiered(mode, [tier(10, 1000), tier(null, 800)]), quantity }]);

    expect(unitPrice(mapped)).toEqual({ amount, currencyCode: 'USD' });
    expect(mapped.reasons).toContain(REASONS.tiers);
  });

  test('a flat amount is part of the effective price', () => {
    const flat = tiered('graduated', [tier(5, 0, 2000), tier(null, 300)]);

    // The catalog has the flat amount; the bill is not compared.
    expect(unitPrice(map([{ price: flat, quantity: 10 }]))).toEqual({ amount: '3.5', currencyCode: 'USD' });
  });

  test('tiers that are not known are replaced by the amounts of invoices', () => {
    const full = tiered('graduated', [tier(10, 1000), tier(null, 800)]);
    const mapped = map([{ price: full, quantity: 15 }], {}, [tiered('graduated', undefined)]);

    expect(unitPrice(mapped)).toEqual({ amount: '9.333333333333', currencyCode: 'USD' });
    expect(mapped.reasons).toContain(REASONS.tiersUnknown);
  });
});

describe('included tax', () => {
  const inclusive = price('price_1', 'team', '2900', { tax_behavior: 'inclusive' });
  const sale: Sale = { price: inclusive, quantity: 3 };

  test('the rate of an inclusive tax rate is taken off exactly, to 12 places', () => {
    const mapped = map([sale], { taxPercent: 19 });

    expect(unitPrice(mapped)).toEqual({ amount: '24.36974789916', currencyCode: 'USD' });
    expect(mapped.exactness).toBe('EXACT');
  });

  test('without tax rates, the rate is taken from the amounts of invoices', () => {
    const mapped = map([sale], { taxPercent: 8.1, fields: { default_tax_rates: [] } });

    expect(Number(mapped.items[0]!.unitPrice!.amount)).toBeCloseTo(29 / 1.081, 10);
    expect(mapped.reasons).toEqual([REASONS.taxInferred]);
  });

  test('a rate that nothing tells leaves the tax in the price, which is not called exact', () => {
    expect(map([sale])).toMatchObject({ items: [{ unitPrice: { amount: '29' } }], reasons: [REASONS.taxUnknown] });
  });

  test('an exempt customer pays the price as it is', () => {
    expect(map([sale], {}, undefined, { tax_exempt: 'reverse' })).toMatchObject({
      items: [{ unitPrice: { amount: '29' } }],
      exactness: 'EXACT',
    });
  });

  test('tax that is added to the price is ignored', () => {
    const exclusive = { percentage: 19, inclusive: false, object: 'tax_rate' };

    expect(
      map([{ price: price('price_1', 'team', '2900') }], { fields: { default_tax_rates: [exclusive] } }),
    ).toMatchObject({
      items: [{ unitPrice: { amount: '29' } }],
      exactness: 'EXACT',
    });
  });
});

describe('billing periods', () => {
  test('a price that is charged less often than Clientele can record is refused', () => {
    const weekly = price('price_1', 'team', '1000', { recurring: { interval: 'week', interval_count: 100 } });

    expect(map([{ price: weekly }])).toMatchObject({ exactness: 'REFUSED', reasons: [REASONS.longPeriod] });
  });

  test('a price with an interval that is not known is recorded by the periods of its invoices', () => {
    const unknown = price('price_1', 'team', '1000', { recurring: { interval: 'month' } });
    const future = price('price_1', 'team', '1000', { recurring: { interval: 'fortnight' } });

    expect(map([{ price: unknown }], {}, [future])).toMatchObject({
      exactness: 'APPROXIMATE',
      reasons: [REASONS.unknownInterval, REASONS.inferredPeriod],
    });
  });
});
