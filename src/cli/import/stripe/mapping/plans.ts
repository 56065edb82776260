import type { ImportRecord } from '@clientele/sdk';
import { Fraction } from 'fraction.js';
import type { Stripe } from 'stripe';
import { ZERO } from './decimals.js';
import { idOf, identityOf } from './ids.js';
import type { Catalog } from './objects.js';
import { PriceBook, type BillingPeriod } from './prices.js';
import { Reasons } from './reasons.js';

const MAX_RANK = 1_000_000;
const MONTHS: Record<BillingPeriod['unit'], Fraction> = {
  DAY: new Fraction(12, 365),
  WEEK: new Fraction(12, 52),
  MONTH: new Fraction(1),
  YEAR: new Fraction(12),
};
const ONE = new Fraction(1);

/**
 * Ranks products: by `metadata.clientele_rank`, a whole number from 0 to 1,000,000; the others by the highest monthly price of a
 * unit, from 1 on. Products without a recurring price are ranked 0, as are those with metered prices only. Prices are
 * compared in the currency in which most products have one.
 */
export function rankProducts(
  products: ReadonlyMap<string, Stripe.Product>,
  prices: ReadonlyMap<string, Stripe.Price>,
): Map<string, number> {
  const currency = mostCommonCurrency(prices);
  const highest = new Map<string, Fraction>();
  const book = new PriceBook(emptyCatalog(products, prices), currency, new Reasons());
  for (const price of prices.values()) {
    const terms = price.recurring ? book.find(price.id) : null;
    if (!terms || terms.isMetered) continue;
    const amount = (terms.amountOf(ONE) ?? ZERO).div(MONTHS[terms.period.unit].mul(terms.period.count));
    const known = highest.get(terms.productId);
    if (!known || amount.gt(known)) highest.set(terms.productId, amount);
  }
  const steps = [...new Set([...highest.values()].sort((a, b) => a.compare(b)).map((amount) => amount.toFraction()))];
  return new Map(
    [...products.values()].map(({ id, metadata }) => {
      const amount = highest.get(id);
      return [id, givenRank(metadata) ?? (amount ? steps.indexOf(amount.toFraction()) + 1 : 0)];
    }),
  );
}

/** Writes all products as plans. They go before the records of customers. */
export const mapPlans = ({ products, ranks }: Pick<Catalog, 'products' | 'ranks'>): ImportRecord[] =>
  [...products.values()].map(({ id, name }) => ({
    plan: { ...identityOf(id), name: (name.trim() || id).slice(0, 200), rank: ranks.get(id) ?? 0 },
  }));

function givenRank(metadata: Stripe.Metadata | null | undefined): number | undefined {
  const text = metadata?.['clientele_rank']?.trim() ?? '';
  return /^\d{1,7}$/.test(text) && Number(text) <= MAX_RANK ? Number(text) : undefined;
}

function mostCommonCurrency(prices: ReadonlyMap<string, Stripe.Price>): string {
  const counts = new Map<string, Set<string>>();
  for (const { currency, product } of prices.values()) {
    counts.set(currency, (counts.get(currency) ?? new Set()).add(idOf(product) ?? ''));
  }
  return [...counts].toSorted((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? 'usd';
}

const emptyCatalog = (products: Catalog['products'], prices: Catalog['prices']): Catalog => ({
  products,
  prices,
  coupons: new Map(),
  ranks: new Map(),
  workspace: { currencyCode: '', timeZone: 'UTC' },
  readAt: 0,
});
