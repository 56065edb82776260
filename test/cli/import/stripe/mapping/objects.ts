/**
 * Objects of Stripe in the shapes of its published OpenAPI fixtures, with the fields that the mapping reads and those that make a
 * difference. Instants are days, such as `2024-01-31`, or RFC 3339.
 */
import type { Stripe } from 'stripe';
import type { Catalog, CustomerObjects } from '../../../../../src/cli/import/stripe/mapping/objects.js';
import { rankProducts } from '../../../../../src/cli/import/stripe/mapping/plans.js';

export type Fields = Record<string, unknown>;
// Objects leave out what nothing reads, so that the type must be given.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
const as = <T>(fields: Fields): T => fields as T;

/** Seconds since 1970 of a day or an instant. */
export const at = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text) / 1000;

export const customer = (id: string, more: Fields = {}): Stripe.Customer =>
  as({
    ...{
      id,
      object: 'customer',
      address: null,
      balance: 0,
      created: at('2024-01-01'),
      currency: null,
      delinquent: false,
    },
    ...{ description: null, discount: null, email: null, livemode: false, metadata: {}, name: id, tax_exempt: 'none' },
    ...more,
  });

export const product = (id: string, metadata: Stripe.Metadata = {}): Stripe.Product =>
  as({
    ...{ id, object: 'product', active: true, created: at('2022-01-01'), default_price: null, description: null },
    ...{ livemode: false, metadata, name: id, unit_label: null },
  });

/** A price per month in cents. */
export const price = (id: string, productId: string, amount: string | null, more: Fields = {}): Stripe.Price => {
  const { recurring, ...rest } = more;
  return as({
    ...{ id, object: 'price', active: true, billing_scheme: 'per_unit', created: at('2022-01-01'), currency: 'usd' },
    ...{
      custom_unit_amount: null,
      livemode: false,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product: productId,
    },
    recurring:
      recurring === null
        ? null
        : {
            ...{ interval: 'month', interval_count: 1, meter: null, trial_period_days: null, usage_type: 'licensed' },
            ...(recurring as Fields),
          },
    ...{ tax_behavior: 'unspecified', tiers_mode: null, transform_quantity: null, type: 'recurring' },
    unit_amount: amount === null || !/^\d+$/.test(amount) ? null : Number(amount),
    unit_amount_decimal: amount,
    ...rest,
  });
};

export const coupon = (id: string, duration: string, more: Fields): Stripe.Coupon =>
  as({
    ...{ id, object: 'coupon', amount_off: null, created: at('2022-01-01'), currency: null, duration },
    ...{ duration_in_months: null, livemode: false, metadata: {}, name: null, percent_off: null, valid: true },
    ...more,
  });

/** A coupon applied to a subscription from a day on. */
export const discount = (
  id: string,
  of: Stripe.Coupon,
  start: string,
  end: string | null,
  more: Fields = {},
): Stripe.Discount =>
  as({
    ...{ id, object: 'discount', checkout_session: null, customer: null, invoice: null, invoice_item: null },
    ...{ promotion_code: null, source: { coupon: of, type: 'coupon' }, subscription: null, subscription_item: null },
    ...{ start: at(start), end: end === null ? null : at(end), ...more },
  });

export const invoiceItem = (id: string, amount: number, date: string, more: Fields = {}): Stripe.InvoiceItem =>
  as({
    ...{ id, object: 'invoiceitem', amount, currency: 'usd', date: at(date), description: null, discountable: true },
    ...{ discounts: [], invoice: `in_of_${id}`, livemode: false, metadata: {}, parent: null, proration: false },
    ...{ period: { start: at(date), end: at(date) }, pricing: null, quantity: 1, quantity_decimal: '1', tax_rates: [] },
    ...more,
  });

export const creditNote = (id: string, amount: number, created: string, more: Fields = {}): Stripe.CreditNote =>
  as({
    ...{
      id,
      object: 'credit_note',
      amount,
      created: at(created),
      currency: 'usd',
      discount_amount: 0,
      effective_at: null,
    },
    ...{ memo: null, metadata: {}, reason: null, status: 'issued', subtotal: amount, total: amount },
    ...{ subtotal_excluding_tax: amount, total_excluding_tax: amount, type: 'post_payment', voided_at: null },
    ...more,
  });

interface SchedulePhase {
  from: string;
  to: string | null;
  items: { price: string; quantity?: number }[];
}

/** A schedule that ended with its last phase, or goes on. */
export const schedule = (
  id: string,
  subscription: string | null,
  phases: SchedulePhase[],
  more: Fields = {},
): Stripe.SubscriptionSchedule =>
  as({
    ...{ id, object: 'subscription_schedule', canceled_at: null, completed_at: null, created: at(phases[0]!.from) },
    ...{
      end_behavior: 'release',
      metadata: {},
      released_at: null,
      released_subscription: null,
      status: 'active',
      subscription,
    },
    phases: phases.map(({ from, to, items }) => ({
      ...{ add_invoice_items: [], currency: 'usd', discounts: [], metadata: {}, trial_end: null, items },
      ...{
        start_date: at(from),
        end_date: to === null ? at('2099-01-01') : at(to),
        proration_behavior: 'create_prorations',
      },
    })),
    ...more,
  });

export const objects = (of: Stripe.Customer, more: Partial<CustomerObjects>): CustomerObjects => ({
  customer: of,
  ...{ subscriptions: [], schedules: [], invoices: [], invoiceItems: [], creditNotes: [] },
  ...more,
});

const byId = <T extends { id: string }>(all: readonly T[]): Map<string, T> => new Map(all.map((one) => [one.id, one]));

export function catalogOf(
  products: readonly Stripe.Product[],
  prices: readonly Stripe.Price[],
  { readAt, currencyCode = 'USD', coupons = [] }: { readAt: string; currencyCode?: string; coupons?: Stripe.Coupon[] },
): Catalog {
  const known = { products: byId(products), prices: byId(prices) };
  return {
    ...known,
    coupons: byId(coupons),
    ranks: rankProducts(known.products, known.prices),
    workspace: { currencyCode, timeZone: 'UTC' },
    readAt: at(readAt),
  };
}
