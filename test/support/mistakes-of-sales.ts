/** What partners get wrong in what is sold: in a phase of an import, in a start and in a change of a subscription. */
import { usd, type Given } from './records.js';
import { mistake, outOfRange, type Mistake } from './mistakes.js';

const eur = (amount: string): Given => ({ amount, currencyCode: 'EUR' });
const item = (role: string, changes: Given = {}): Given => ({
  planExternalId: 'basic',
  role,
  ...(role === 'USAGE' ? {} : { unitPrice: usd('49.00') }),
  ...changes,
});
const BASE = item('BASE');

const price = (what: string, unitPrice: Given, field: string, code: string, ...says: string[]): Mistake =>
  mistake(`${what} as unitPrice`, { unitPrice }, `unitPrice.${field}`, code, ...says);
const items = (title: string, all: Given[], field: string, code: string, ...says: string[]): Mistake =>
  // The plan, price and quantity of a single item are left out.
  mistake(
    title,
    { plan: undefined, planExternalId: undefined, unitPrice: undefined, items: all },
    field,
    code,
    ...says,
  );
const period = (unit: string, count: number, most: number): Mistake =>
  mistake(
    `a billing period of ${count} ${unit}`,
    { billingInterval: undefined, billingPeriod: { unit, count } },
    'billingPeriod.count',
    'OUT_OF_RANGE',
    `from 1 to ${most}`,
    `got ${count}`,
  );

/** Of the terms of a subscription. */
export const TERMS_MISTAKES: Mistake[] = [
  price('a negative amount', usd('-1.00'), 'amount', 'OUT_OF_RANGE', 'from 0', '-1.00'),
  price(
    'an amount above the maximum',
    usd('10000000000.01'),
    'amount',
    'OUT_OF_RANGE',
    '10000000000',
    '10000000000.01',
  ),
  price('13 decimal places', usd('0.0000000000001'), 'amount', 'INVALID', 'at most 12', '0.0000000000001', 'Round'),
  price('words', usd('forty'), 'amount', 'INVALID', 'decimal number', '"forty"'),
  price('an unknown currency', { amount: '1', currencyCode: 'XXQ' }, 'currencyCode', 'INVALID', 'ISO 4217', '"XXQ"'),
  price(
    'a currency without a rate',
    eur('1'),
    'currencyCode',
    'NOT_FOUND',
    'EUR',
    'exchangeRateUpsert',
    'exchangeRates',
  ),
  mistake(
    'a quantity that makes the price too high',
    { quantity: 1_000_000, unitPrice: usd('10000.01') },
    'unitPrice.amount',
    'OUT_OF_RANGE',
    'quantity times unit price, summed over all items, to be at most 10000000000',
    '10000010000',
  ),
  outOfRange('quantity', -3, 0, 1_000_000_000),
  outOfRange('quantity', 1_000_000_001, 0, 1_000_000_000),
  mistake('7 decimal places as quantity', { quantity: 0.1234567 }, 'quantity', 'INVALID', 'at most 6', '0.1234567'),
  outOfRange('termMonths', -1, 0, 600),
  outOfRange('termMonths', 601, 0, 600),
  outOfRange('noticeDays', -1, 0, 3650),
  outOfRange('noticeDays', 3651, 0, 3650),
  period('DAY', 0, 365),
  period('DAY', 366, 365),
  period('WEEK', 53, 52),
  period('MONTH', 37, 36),
  period('YEAR', 4, 3),
  mistake(
    'a billing interval and a billing period',
    { billingInterval: 'MONTH', billingPeriod: { unit: 'MONTH', count: 1 } },
    'billingPeriod',
    'INVALID',
    'got both',
    'Leave one of them out',
  ),
  items('items without one for the role BASE', [item('ADD_ON')], 'items', 'INVALID', 'exactly one', 'none', 'BASE'),
  items('two items for the role BASE', [BASE, BASE], 'items', 'INVALID', 'exactly one', 'got 2', 'ADD_ON'),
  items('an empty list of items', [], 'items', 'INVALID', 'exactly one', 'none'),
  items(
    '21 items',
    [BASE, ...Array.from({ length: 20 }, () => item('ADD_ON'))],
    'items',
    'TOO_MANY',
    'at most 20 items',
    'got 21',
  ),
  items(
    'a price for usage',
    [BASE, item('USAGE', { unitPrice: usd('1') })],
    'items.1.unitPrice',
    'INVALID',
    'USAGE',
    'Leave it out',
  ),
  items(
    'an item without a price',
    [BASE, item('ADD_ON', { unitPrice: null })],
    'items.1.unitPrice',
    'REQUIRED',
    'ADD_ON',
  ),
  items(
    'two currencies',
    [BASE, item('ADD_ON', { unitPrice: { amount: '1', currencyCode: 'GBP' } })],
    'items.1.unitPrice.currencyCode',
    'INVALID',
    'USD',
    'GBP',
    'one currency',
  ),
  items(
    'items that cost too much together',
    [item('BASE', { unitPrice: usd('9999999999') }), item('ADD_ON', { unitPrice: usd('1.01') })],
    'items',
    'OUT_OF_RANGE',
    'at most 10000000000',
    '10000000000.01',
  ),
  items(
    'an item on no plan',
    [BASE, item('ADD_ON', { planExternalId: 'nowhere' })],
    'items.1.planExternalId',
    'NOT_FOUND',
    '"nowhere"',
  ),
  items(
    'an item on a blank plan',
    [BASE, item('ADD_ON', { planExternalId: ' ' })],
    'items.1.planExternalId',
    'REQUIRED',
    'not blank',
  ),
  items(
    'an item that is charged every 0 days',
    [BASE, item('ADD_ON', { billingPeriod: { unit: 'DAY', count: 0 } })],
    'items.1.billingPeriod.count',
    'OUT_OF_RANGE',
    'from 1 to 365',
  ),
  items(
    'another billing period of the BASE item than that of the phase',
    [item('BASE', { billingPeriod: { unit: 'YEAR' } })],
    'items.0.billingPeriod',
    'INVALID',
    'two different ones',
  ),
  mistake(
    'both items and a quantity',
    { ...items('', [BASE], '', '').changes, quantity: 2 },
    'quantity',
    'INVALID',
    'got both',
  ),
  mistake(
    'both items and a price',
    { ...items('', [BASE], '', '').changes, unitPrice: usd('1') },
    'unitPrice',
    'INVALID',
    'got both',
  ),
];

const discount = (title: string, changes: Given, field: string, code: string, ...says: string[]): Mistake =>
  mistake(
    title,
    { discounts: [{ code: 'SPRING', duration: 'FOREVER', percentOff: '20', ...changes }] },
    field ? `discounts.0.${field}` : 'discounts.0',
    code,
    ...says,
  );

/** Of the discounts on a subscription in US dollars. */
export const DISCOUNT_MISTAKES: Mistake[] = [
  discount('more than 100 % off', { percentOff: '100.01' }, 'percentOff', 'OUT_OF_RANGE', '100', '100.01'),
  discount('nothing off', { percentOff: '0.00' }, 'percentOff', 'OUT_OF_RANGE', 'more than 0'),
  discount('words as percentOff', { percentOff: 'half' }, 'percentOff', 'INVALID', 'decimal number', '"half"'),
  discount(
    '13 decimal places of a percentage',
    { percentOff: '1.0000000000001' },
    'percentOff',
    'INVALID',
    'at most 12',
  ),
  discount('both a percentage and an amount off', { amountOff: usd('1') }, '', 'INVALID', 'exactly one', 'got both'),
  discount('neither a percentage nor an amount off', { percentOff: null }, '', 'INVALID', 'exactly one', 'got neither'),
  discount(
    'a negative amount off',
    { percentOff: null, amountOff: usd('-1') },
    'amountOff.amount',
    'OUT_OF_RANGE',
    'from 0',
    'got -1',
  ),
  discount(
    'an amount off in a currency without a rate',
    { percentOff: null, amountOff: eur('1') },
    'amountOff.currencyCode',
    'NOT_FOUND',
    'EUR',
    'exchangeRateUpsert',
  ),
  discount(
    'a discount that ends before it begins',
    { from: '2025-03-01T00:00:00Z', to: '2025-02-01T00:00:00Z' },
    'to',
    'INVALID',
    'not before the start of the discount, 2025-03-01T00:00:00.000Z',
  ),
  discount(
    'a discount that ends before its subscription begins',
    { to: '1999-01-01T00:00:00Z' },
    'to',
    'INVALID',
    'not before the start',
  ),
  discount('a REPEATING discount without an end', { duration: 'REPEATING' }, 'to', 'REQUIRED', 'REPEATING', 'FOREVER'),
  discount('a start of a discount that is not a date', { from: 'soon' }, 'from', 'INVALID', 'RFC 3339'),
  discount('an end of a discount that is not a date', { to: 'soon' }, 'to', 'INVALID', 'RFC 3339'),
  discount('a blank code of a discount', { code: ' ' }, 'code', 'REQUIRED', 'not blank'),
  mistake(
    '51 discounts',
    { discounts: Array.from({ length: 51 }, () => ({ percentOff: '1', duration: 'ONCE' })) },
    'discounts',
    'TOO_MANY',
    'at most 50 discounts',
    'got 51',
  ),
];
