/** Accounts, purchases and usage. */
import { accountReference, identityOf } from '../../../../../src/cli/import/stripe/mapping/ids.js';
import { mapCustomer } from '../../../../../src/cli/import/stripe/mapping/map-customer.js';
import type { CustomerObjects } from '../../../../../src/cli/import/stripe/mapping/objects.js';
import { REASONS } from '../../../../../src/cli/import/stripe/mapping/reasons.js';
import { bill } from './biller.js';
import { at, catalogOf, creditNote, customer, invoiceItem, objects, price, product, type Fields } from './objects.js';

const TEAM = price('price_team', 'team', '5000');
const METERED = price('price_metered', 'calls', '1', { recurring: { usage_type: 'metered' } });
const CATALOG = catalogOf([product('team'), product('calls')], [TEAM, METERED], { readAt: '2024-07-10' });

const map = (fields: Fields, more: Partial<CustomerObjects> = {}) =>
  mapCustomer(objects(customer('cus_1', fields), more), CATALOG);
const accountOf = (fields: Fields): unknown => map(fields).records[0];

describe('account', () => {
  test.each([
    [
      { name: 'Acme Ltd', email: 'ann@acme.example' },
      { name: 'Acme Ltd', domain: 'acme.example' },
    ],
    [
      { name: null, email: 'ann@ACME.example' },
      { name: 'acme.example', domain: 'acme.example' },
    ],
    [{ name: '', email: 'ann@gmail.com' }, { name: 'ann@gmail.com' }],
    [{ name: null, email: null }, { name: 'cus_1' }],
    [{ name: 'x'.repeat(300), email: null }, { name: 'x'.repeat(200) }],
  ])('a customer with %j is the account %j', (fields, expected) => {
    expect(accountOf(fields)).toEqual({ account: { ...identityOf('cus_1'), ...expected } });
  });

  test('country and metadata are attributes below stripe', () => {
    expect(accountOf({ name: 'Acme', address: { country: 'DE' }, metadata: { crm: '4711' } })).toEqual({
      account: {
        ...identityOf('cus_1'),
        name: 'Acme',
        attributes: { stripe: { country: 'DE', metadata: { crm: '4711' } } },
      },
    });
  });

  test('metadata beyond 16 KiB is left out, which is said', () => {
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key ${i}`, 'x'.repeat(500)]));
    const { records, verdicts } = map({ name: 'Acme', metadata });

    expect(records).toEqual([{ account: { ...identityOf('cus_1'), name: 'Acme' } }]);
    expect(verdicts).toEqual([{ subject: 'cus_1', exactness: 'APPROXIMATE', reasons: [REASONS.metadataTooLong] }]);
  });

  test('a deleted customer keeps its history, with the name on its invoices', () => {
    const { subscription, invoices } = bill({
      ...{ id: 'sub_1', customer: 'cus_1', start: '2024-01-01', ended: '2024-03-01', readAt: '2024-07-10' },
      ...{ items: { si_1: { price: TEAM } }, invoices: { '2024-02-01': { customer_name: 'Acme Ltd' } } },
    });
    const deleted = { id: 'cus_1', object: 'customer', deleted: true } as const;
    const { records } = mapCustomer(
      { ...objects(customer('cus_1'), { subscriptions: [subscription], invoices }), customer: deleted },
      CATALOG,
    );

    expect(records).toMatchObject([{ account: { name: 'Acme Ltd' } }, { subscription: identityOf('sub_1') }]);
  });

  test('a deleted customer without subscriptions and invoices becomes no record', () => {
    const deleted = { id: 'cus_1', object: 'customer', deleted: true } as const;

    expect(mapCustomer({ ...objects(customer('cus_1'), {}), customer: deleted }, CATALOG)).toEqual({
      ...{ records: [], verdicts: [], stripeMrr: [] },
    });
  });
});

describe('purchases', () => {
  const purchasesOf = (more: Partial<CustomerObjects>): unknown[] => map({}, more).records.slice(1);
  const purchase = (id: string, occurredAt: string, amount: string): unknown => ({
    interaction: {
      ...identityOf(id),
      ...accountReference('cus_1'),
      ...{ kind: 'PURCHASE', occurredAt: `${occurredAt}T00:00:00.000Z` },
      amount: { amount, currencyCode: 'USD' },
    },
  });

  test('invoice items without a subscription and credit notes are purchases with a sign', () => {
    const invoiceItems = [invoiceItem('ii_1', 50_000, '2024-03-10'), invoiceItem('ii_2', -2_000, '2024-03-11')];

    expect(purchasesOf({ invoiceItems, creditNotes: [creditNote('cn_1', 3_000, '2024-05-10')] })).toEqual([
      purchase('ii_1', '2024-03-10', '500'),
      purchase('ii_2', '2024-03-11', '-20'),
      purchase('cn_1', '2024-05-10', '-30'),
    ]);
  });

  test('what is not charged, was voided, is free, prorated or of a subscription is no purchase', () => {
    expect(
      purchasesOf({
        invoiceItems: [
          invoiceItem('ii_1', 100, '2024-03-10', { invoice: null }),
          invoiceItem('ii_2', 0, '2024-03-10'),
          invoiceItem('ii_3', 100, '2024-03-10', { proration: true }),
          invoiceItem('ii_4', 100, '2024-03-10', { subscription: 'sub_1' }),
          invoiceItem('ii_5', 100, '2024-08-10'),
        ],
        creditNotes: [creditNote('cn_1', 3_000, '2024-05-10', { status: 'void' })],
      }),
    ).toEqual([]);
  });

  test('an amount in another currency than the workspace is left out, which is said', () => {
    const { records, verdicts } = map(
      {},
      { invoiceItems: [invoiceItem('ii_1', 100, '2024-03-10', { currency: 'eur' })] },
    );

    expect(records).toHaveLength(1);
    expect(verdicts).toEqual([{ subject: 'ii_1', exactness: 'REFUSED', reasons: [REASONS.otherCurrency] }]);
  });

  test('an export without invoice items tells them by the lines of invoices', () => {
    const line = {
      ...{ id: 'il_1', object: 'line_item', amount: 11_900, currency: 'usd', description: 'Workshop', quantity: 1 },
      ...{ period: { start: at('2024-03-10'), end: at('2024-03-10') }, type: 'invoiceitem', proration: false },
      ...{
        invoice_item: 'ii_1',
        subscription: null,
        discount_amounts: [],
        tax_amounts: [{ amount: 1_900, inclusive: true }],
      },
    };
    const invoice = {
      id: 'in_1',
      object: 'invoice',
      created: at('2024-03-10'),
      currency: 'usd',
      status: 'paid',
      lines: { data: [line] },
    };

    expect(purchasesOf({ invoices: [invoice as never] })).toEqual([purchase('ii_1', '2024-03-10', '100')]);
  });
});

test('usage is recorded in the month in which it was used', () => {
  const { subscription, invoices } = bill({
    ...{ id: 'sub_1', customer: 'cus_1', start: '2024-01-01', readAt: '2024-03-10' },
    ...{ items: { si_1: { price: TEAM }, si_2: { price: METERED, usage: { '2024-01-01': 1_234 } } } },
  });
  const { records } = map({}, { subscriptions: [subscription], invoices });

  expect(records.flatMap((one) => ('usage' in one ? one.usage : []))).toMatchObject([
    {
      ...accountReference('cus_1'),
      ...{ at: '2024-01-31T23:59:59.999Z', amount: { amount: '12.34', currencyCode: 'USD' } },
    },
  ]);
});
