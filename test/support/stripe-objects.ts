/* Objects in the shapes of Stripe's published fixtures, with the fields that imports read. */
import type Stripe from 'stripe';

/** 1 January 2025. */
export const JANUARY = Date.UTC(2025, 0, 1) / 1000;
export const DAY = 86_400;

/** A test states only the fields that matter to it; nothing reads the others. */
type Some<Kind> = Partial<Record<keyof Kind, unknown>>;

const make = <Kind>(fields: Some<Kind>): Kind => fields as Kind;

export const customer = (id: string, fields: Some<Stripe.Customer> = {}): Stripe.Customer =>
  make<Stripe.Customer>({
    id,
    object: 'customer',
    address: null,
    created: JANUARY,
    currency: 'usd',
    description: null,
    discount: null,
    email: `billing@${id.replace(/\W/g, '-')}.example`,
    livemode: false,
    metadata: {},
    name: `Company ${id}`,
    ...fields,
  });

export const product = (id: string, name: string, fields: Some<Stripe.Product> = {}): Stripe.Product =>
  make<Stripe.Product>({ id, object: 'product', active: true, created: JANUARY, metadata: {}, name, ...fields });

export const price = (id: string, productId: string, amount: number, fields: Some<Stripe.Price> = {}): Stripe.Price =>
  make<Stripe.Price>({
    id,
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: JANUARY,
    currency: 'usd',
    metadata: {},
    product: productId,
    recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed', meter: null, trial_period_days: null },
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'recurring',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
    ...fields,
  });

export const coupon = (id: string, fields: Some<Stripe.Coupon> = {}): Stripe.Coupon =>
  make<Stripe.Coupon>({
    id,
    object: 'coupon',
    amount_off: null,
    created: JANUARY,
    currency: null,
    duration: 'forever',
    duration_in_months: null,
    metadata: {},
    name: id,
    percent_off: 20,
    ...fields,
  });

export const discount = (id: string, couponId: string, fields: Some<Stripe.Discount> = {}): Stripe.Discount =>
  make<Stripe.Discount>({
    id,
    object: 'discount',
    end: null,
    source: { coupon: couponId, type: 'coupon' },
    start: JANUARY,
    subscription: null,
    subscription_item: null,
    ...fields,
  });

const list = <Item>(url: string, data: Item[]): { object: 'list'; data: Item[]; has_more: boolean; url: string } => ({
  object: 'list',
  data,
  has_more: false,
  url,
});

interface Sold {
  customer: string;
  price: Stripe.Price;
  quantity?: number;
  /** First second of the subscription. */
  start?: number;
  /** The number of the present billing period, a month each. Default: 0. */
  period?: number;
}

/** The first second of a month of a monthly subscription, of which month 0 is the first. */
export function monthOf(start: number, month: number): number {
  const first = new Date(start * 1000);
  return Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, first.getUTCDate()) / 1000;
}

export function subscription(id: string, sold: Sold, fields: Some<Stripe.Subscription> = {}): Stripe.Subscription {
  const { quantity = 1, start = JANUARY, period = 0 } = sold;
  const item = {
    id: `si_${id}`,
    object: 'subscription_item',
    created: start,
    current_period_start: monthOf(start, period),
    current_period_end: monthOf(start, period + 1),
    discounts: [],
    metadata: {},
    price: sold.price,
    quantity,
    subscription: id,
    tax_rates: [],
  };
  return make<Stripe.Subscription>({
    id,
    object: 'subscription',
    automatic_tax: { enabled: false },
    billing_cycle_anchor: start,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: 'charge_automatically',
    created: start,
    currency: sold.price.currency,
    customer: sold.customer,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: null,
    items: list(`/v1/subscription_items?subscription=${id}`, [item]),
    latest_invoice: null,
    livemode: false,
    metadata: {},
    pause_collection: null,
    schedule: null,
    start_date: start,
    status: 'active',
    trial_end: null,
    trial_start: null,
    ...fields,
  });
}

/** A line that bills one period of a subscription's item. */
export const line = (id: string, of: Stripe.Subscription, from: number, to: number): Stripe.InvoiceLineItem => {
  const { price: sold, quantity = 1 } = of.items.data[0]!;
  const amount = (sold.unit_amount ?? 0) * quantity;
  return make<Stripe.InvoiceLineItem>({
    id,
    object: 'line_item',
    amount,
    currency: of.currency,
    description: `${quantity} × ${sold.id}`,
    discount_amounts: [],
    discounts: [],
    metadata: {},
    parent: {
      type: 'subscription_item_details',
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: null,
        subscription: of.id,
        subscription_item: of.items.data[0]!.id,
      },
    },
    period: { start: from, end: to },
    pricing: {
      type: 'price_details',
      price_details: { price: sold.id, product: sold.product },
      unit_amount_decimal: String(sold.unit_amount),
    },
    quantity,
    subtotal: amount,
    taxes: [],
  });
};

export function invoice(
  id: string,
  of: Stripe.Subscription,
  lines: Stripe.InvoiceLineItem[],
  fields: Some<Stripe.Invoice> = {},
): Stripe.Invoice {
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  const created = lines[0]?.period.start ?? JANUARY;
  return make<Stripe.Invoice>({
    id,
    object: 'invoice',
    amount_due: total,
    amount_paid: total,
    billing_reason: 'subscription_cycle',
    created,
    currency: of.currency,
    customer: of.customer,
    discounts: [],
    lines: list(`/v1/invoices/${id}/lines`, lines),
    livemode: false,
    metadata: {},
    number: id,
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: { metadata: {}, subscription: of.id },
    },
    period_start: created,
    period_end: created,
    status: 'paid',
    status_transitions: { finalized_at: created, paid_at: created, marked_uncollectible_at: null, voided_at: null },
    subtotal: total,
    total,
    total_discount_amounts: [],
    total_taxes: [],
    ...fields,
  });
}

/** The invoices of a monthly subscription, one for each month from its start. */
export const monthlyInvoices = (of: Stripe.Subscription, months: number): Stripe.Invoice[] =>
  Array.from({ length: months }, (_, month) => {
    const [from, to] = [monthOf(of.start_date, month), monthOf(of.start_date, month + 1)];
    return invoice(`in_${of.id}_${month}`, of, [line(`il_${of.id}_${month}`, of, from, to)]);
  });

export const invoiceItem = (
  id: string,
  customerId: string,
  amount: number,
  fields: Some<Stripe.InvoiceItem> = {},
): Stripe.InvoiceItem =>
  make<Stripe.InvoiceItem>({
    id,
    object: 'invoiceitem',
    amount,
    currency: 'usd',
    customer: customerId,
    date: JANUARY + 5 * DAY,
    description: 'Set-up',
    discounts: [],
    invoice: `in_${id}`,
    livemode: false,
    metadata: {},
    parent: null,
    period: { start: JANUARY + 5 * DAY, end: JANUARY + 5 * DAY },
    pricing: null,
    proration: false,
    quantity: 1,
    ...fields,
  });

export const creditNote = (
  id: string,
  of: Stripe.Invoice,
  amount: number,
  fields: Some<Stripe.CreditNote> = {},
): Stripe.CreditNote =>
  make<Stripe.CreditNote>({
    id,
    object: 'credit_note',
    amount,
    created: of.created + DAY,
    currency: of.currency,
    customer: of.customer,
    discount_amounts: [],
    invoice: of.id,
    lines: list(`/v1/credit_notes/${id}/lines`, []),
    metadata: {},
    reason: null,
    status: 'issued',
    subtotal: amount,
    total: amount,
    type: 'post_payment',
    voided_at: null,
    ...fields,
  });

export const event = (id: string, type: string, created: number, object: unknown, previous?: object): Stripe.Event =>
  ({
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created,
    data: { object, ...(previous && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type,
  }) as unknown as Stripe.Event;
