import type Stripe from 'stripe';
import { readList } from './lists.js';
import { addToCatalog, emptyCatalog, type CatalogObjects } from './objects.js';

/** Reads what is sold, archived products and prices included: old subscriptions refer to them. */
export async function readCatalog(stripe: Stripe): Promise<CatalogObjects> {
  const catalog = emptyCatalog();
  const add = async (list: AsyncIterable<Stripe.Product | Stripe.Price | Stripe.Coupon>): Promise<void> => {
    for await (const object of list) addToCatalog(catalog, object);
  };
  await Promise.all([
    add(readList((page) => stripe.products.list(page))),
    add(readList((page) => stripe.prices.list({ expand: ['data.tiers', 'data.currency_options'], ...page }))),
    add(readList((page) => stripe.coupons.list({ expand: ['data.applies_to'], ...page }))),
  ]);
  return catalog;
}
