import type Stripe from 'stripe';
import type { CustomerObjects } from '../mapping/objects.js';

export type { CustomerObjects };

/** What is sold, by id. It is kept in memory. */
export interface CatalogObjects {
  products: Map<string, Stripe.Product>;
  prices: Map<string, Stripe.Price>;
  coupons: Map<string, Stripe.Coupon>;
}

/** An object that belongs to one customer. */
export type OwnedObject =
  | Stripe.Customer
  | Stripe.DeletedCustomer
  | Stripe.Subscription
  | Stripe.SubscriptionSchedule
  | Stripe.Invoice
  | Stripe.InvoiceItem
  | Stripe.CreditNote;

/** Objects that are read, by their `object` field. All others are ignored. */
export const OWNED = [
  'customer',
  'subscription',
  'subscription_schedule',
  'invoice',
  'invoiceitem',
  'credit_note',
] as const;
export const IN_CATALOG = ['product', 'price', 'coupon'] as const;

export const emptyCatalog = (): CatalogObjects => ({ products: new Map(), prices: new Map(), coupons: new Map() });

export function addToCatalog(catalog: CatalogObjects, object: Stripe.Product | Stripe.Price | Stripe.Coupon): void {
  (catalog[`${object.object}s`] as Map<string, typeof object>).set(object.id, object);
}

/** A subscription as any version of the API may have written it. */
interface AnySubscription {
  items?: { data?: { price?: Stripe.Price | string | null }[] };
}

/**
 * Adds the prices, and the products if they are expanded, that a subscription contains and the catalog lacks: without any
 * price, all products would have the same rank.
 */
export function addWhatIsSold(catalog: CatalogObjects, { items }: AnySubscription): void {
  for (const { price } of items?.data ?? []) {
    if (!price || typeof price === 'string') continue;
    if (!catalog.prices.has(price.id)) catalog.prices.set(price.id, price);
    const product = price.product as Stripe.Price['product'] | null;
    if (!product || typeof product === 'string' || product.deleted || catalog.products.has(product.id)) continue;
    catalog.products.set(product.id, product);
  }
}

/** Returns the id of the customer that owns an object; undefined if the object has none, like an invoice of another account. */
export function ownerOf(object: OwnedObject): string | undefined {
  if (object.object === 'customer') return object.id;
  const { customer } = object;
  return typeof customer === 'string' ? customer : (customer?.id ?? undefined);
}

/**
 * Sorts the objects of one customer. An object that was read twice counts once, as it was read last. Without a customer
 * object, the customer has been deleted: Stripe lists its subscriptions and invoices, but no longer the customer.
 */
export function sortObjects(customerId: string, objects: Iterable<OwnedObject>): CustomerObjects {
  const byId = new Map<string, OwnedObject>();
  for (const object of objects) byId.set(object.id, object);
  let customer: CustomerObjects['customer'] = { id: customerId, object: 'customer', deleted: true };
  const lists = {
    subscription: [] as Stripe.Subscription[],
    subscription_schedule: [] as Stripe.SubscriptionSchedule[],
    invoice: [] as Stripe.Invoice[],
    invoiceitem: [] as Stripe.InvoiceItem[],
    credit_note: [] as Stripe.CreditNote[],
  };
  for (const object of byId.values()) {
    if (object.object === 'customer') customer = object;
    else (lists[object.object] as OwnedObject[]).push(object);
  }
  return {
    customer,
    subscriptions: lists.subscription,
    schedules: lists.subscription_schedule,
    invoices: lists.invoice,
    invoiceItems: lists.invoiceitem,
    creditNotes: lists.credit_note,
  };
}
