import type Stripe from 'stripe';
import { readList } from './lists.js';
import type { OWNED, OwnedObject } from './objects.js';

/** Which objects of a kind to read. Default: all. */
export interface Selection {
  customer?: string;
  created?: Stripe.RangeQueryParam;
}

type Reader = (stripe: Stripe, selection: Selection) => AsyncIterable<OwnedObject>;

/** How each kind of object is listed. */
export const READERS: Record<(typeof OWNED)[number], Reader> = {
  customer: (stripe, { created }) => readList((page) => stripe.customers.list(page), created),
  subscription: readSubscriptions,
  subscription_schedule: (stripe, { customer, created }) =>
    readList((page) => stripe.subscriptionSchedules.list({ customer, ...page }), created),
  invoice: readInvoices,
  invoiceitem: (stripe, { customer, created }) =>
    readList((page) => stripe.invoiceItems.list({ customer, ...page }), created),
  credit_note: (stripe, { customer, created }) =>
    readList((page) => stripe.creditNotes.list({ customer, ...page }), created),
};

async function* readSubscriptions(stripe: Stripe, selection: Selection): AsyncGenerator<Stripe.Subscription> {
  const { customer, created } = selection;
  // Discounts are ids unless they are expanded, and cannot be read by id. Deleted coupons are left inside them only. Stripe
  // expands at most four levels.
  const expand = ['data.discounts.source.coupon', 'data.items.data.discounts'];
  // Without a status, Stripe leaves out canceled subscriptions.
  const list = readList((page) => stripe.subscriptions.list({ customer, status: 'all', expand, ...page }), created);
  for await (const subscription of list) {
    const { id, items } = subscription;
    if (items.has_more) {
      const all = { subscription: id, expand: ['data.discounts.source.coupon'] };
      items.data = await collect(readList((page) => stripe.subscriptionItems.list({ ...all, ...page })));
      items.has_more = false;
    }
    yield subscription;
  }
}

async function* readInvoices(stripe: Stripe, { customer, created }: Selection): AsyncGenerator<Stripe.Invoice> {
  const expand = ['data.discounts.source.coupon'];
  const list = readList((page) => stripe.invoices.list({ customer, expand, ...page }), created);
  for await (const invoice of list) {
    const { id, lines } = invoice;
    // An invoice contains only its first lines, 10 in most versions of the API.
    if (lines.has_more) {
      lines.data = await collect(readList((page) => stripe.invoices.listLineItems(id, page)));
      lines.has_more = false;
    }
    yield invoice;
  }
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
