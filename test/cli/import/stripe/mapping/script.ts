/** What happens to a subscription, and the objects that do not come from bills. */
import type { Stripe } from 'stripe';
import { at, type Fields } from './objects.js';

/** What an item sells: a price and a quantity; the amounts charged for each period if the price is metered. */
export interface Sale {
  price: Stripe.Price;
  quantity?: number;
  /** Cents charged, by the day on which the period begins. */
  usage?: Record<string, number>;
}

/** A change of items. Null removes an item. */
export interface Change {
  at: string;
  items: Record<string, Sale | null>;
  /**
   * How it is charged. `scheduled`: it takes effect before the period that begins in that instant is charged; `reset`: billing
   * periods begin with it.
   */
  as?: 'prorated' | 'pending' | 'unprorated' | 'scheduled' | 'reset';
}

export interface Script {
  id: string;
  customer: string;
  /** By the id of the item. */
  items: Record<string, Sale>;
  start: string;
  changes?: Change[];
  trialEnd?: string;
  /** When billing began again after a trial that ended without a card. */
  resumed?: string;
  /** When it was created, if its start was backdated. */
  created?: string;
  ended?: string;
  readAt: string;
  /** All discounts that it ever had, in the order in which they apply. */
  discounts?: Stripe.Discount[];
  /** Percentage of a tax that the prices include. */
  taxPercent?: number;
  /** What happened to invoices, by the day on which they were created. */
  invoices?: Record<string, Fields>;
  /** Fields of the present object. */
  fields?: Fields;
}

/** An item as it is billed. */
export interface Item extends Sale {
  id: string;
  created: number;
  from: number;
  to: number;
  anchor: number;
  period: number;
}

export const isMetered = ({ price }: Sale): boolean => price.recurring!.usage_type === 'metered';

/** A proration that is not invoiced yet. */
export function pendingItem(customer: string, line: Fields): Stripe.InvoiceItem {
  const { parent, period, pricing, amount, currency } = line as {
    parent: { subscription_item_details: Fields };
    period: { start: number };
  } & Fields;
  const { invoice_item: id, proration_details, subscription, subscription_item } = parent.subscription_item_details;
  return {
    ...{ id, object: 'invoiceitem', amount, currency, date: period.start, description: null, invoice: null },
    ...{ period, pricing, proration: true, proration_details, customer, discounts: [] },
    parent: { subscription_details: { subscription, subscription_item }, type: 'subscription_details' },
    ...{ quantity: line['quantity'], quantity_decimal: line['quantity_decimal'] },
  } as unknown as Stripe.InvoiceItem;
}

/** The present object of a script, read when it says. */
export function presentObject(script: Script, items: readonly Item[]): Stripe.Subscription {
  const { id, customer, start, trialEnd, ended, created, readAt, discounts = [], taxPercent, fields } = script;
  const trialing = trialEnd !== undefined && at(readAt) < at(trialEnd);
  const hasEnded = ended !== undefined && at(ended) <= at(readAt);
  const present = discounts.filter(({ start: from, end, source }) => {
    const { duration } = source.coupon as Stripe.Coupon;
    return from <= at(readAt) && at(readAt) < (end ?? Infinity) && duration !== 'once';
  });
  return {
    ...{
      id,
      object: 'subscription',
      billing_cycle_anchor: items[0]!.anchor,
      cancel_at: null,
      cancel_at_period_end: false,
    },
    ...{ canceled_at: hasEnded ? at(ended) : null, ended_at: hasEnded ? at(ended) : null },
    cancellation_details: { comment: null, feedback: null, reason: hasEnded ? 'cancellation_requested' : null },
    ...{
      collection_method: 'charge_automatically',
      created: at(created ?? start),
      currency: items[0]!.price.currency,
    },
    ...{ customer, discounts: present, livemode: false, metadata: {}, pause_collection: null, schedule: null },
    default_tax_rates: taxPercent ? [{ percentage: taxPercent, inclusive: true, object: 'tax_rate' }] : [],
    items: {
      object: 'list',
      data: items.map((item) => ({
        ...{
          id: item.id,
          object: 'subscription_item',
          created: item.created,
          discounts: [],
          metadata: {},
          tax_rates: [],
        },
        ...{ current_period_start: item.from, current_period_end: item.to, price: item.price, subscription: id },
        ...(!isMetered(item) && { quantity: item.quantity ?? 1 }),
      })),
    },
    start_date: at(start),
    status: hasEnded ? 'canceled' : trialing ? 'trialing' : 'active',
    ...{ trial_start: trialEnd ? at(start) : null, trial_end: trialEnd ? at(trialEnd) : null },
    ...fields,
  } as unknown as Stripe.Subscription;
}
