import type { PhaseItemInput } from '@clientele/sdk';
import { Fraction } from 'fraction.js';
import { decimalText, isDecimal, minorPerMajor, moneyOf, ZERO } from './decimals.js';
import { planReference } from './ids.js';
import type { PriceTerms } from './prices.js';
import type { Reasons } from './reasons.js';
import { amountOfItem, type SoldItem } from './sold.js';
import type { RateOf } from './taxes.js';

/** How the items of a subscription are written. */
export interface ItemContext {
  ranks: ReadonlyMap<string, number>;
  rateOf: RateOf;
  reasons: Reasons;
}

const NO_UNITS = new Fraction(1);

/** Writes what a phase sells: the main item, the others, and metered prices. */
export function itemInputs(
  items: readonly SoldItem[],
  metered: readonly PriceTerms[],
  context: ItemContext,
): PhaseItemInput[] {
  const base = baseOf(items, context.ranks);
  const main = base ? [licensed(base, 'BASE', context)] : usageOnly(metered, context);
  const addOns = items.filter((item) => item !== base).map((item) => licensed(item, 'ADD_ON', context));
  const usage = metered.map(({ productId, period }) => ({
    ...planReference(productId),
    role: 'USAGE' as const,
    billingPeriod: { ...period },
  }));
  return [...main, ...addOns, ...usage];
}

/** Returns the main item: the one that the metadata names, or else that of the highest product, or else the most expensive. */
function baseOf(items: readonly SoldItem[], ranks: ReadonlyMap<string, number>): SoldItem | undefined {
  const rankOf = ({ price }: SoldItem): number => ranks.get(price.productId) ?? 0;
  return items.toSorted(
    (a, b) =>
      Number(b.price.isBase) - Number(a.price.isBase) ||
      rankOf(b) - rankOf(a) ||
      (amountOfItem(b) ?? ZERO).compare(amountOfItem(a) ?? ZERO) ||
      (a.price.id < b.price.id ? -1 : 1),
  )[0];
}

function licensed(item: SoldItem, role: 'BASE' | 'ADD_ON', { rateOf, reasons }: ItemContext): PhaseItemInput {
  const { price, quantity } = item;
  return {
    ...planReference(price.productId),
    role,
    quantity: Number(decimalText(quantity)),
    unitPrice: moneyOf(unitPriceOf(item, rateOf, reasons), price.currencyCode),
    billingPeriod: { ...price.period },
    ...(price.countsAsSeats !== undefined && { countsAsSeats: price.countsAsSeats }),
  };
}

/** Returns the price of a unit in minor units, net of the tax that it includes. */
function unitPriceOf(item: SoldItem, rateOf: RateOf, reasons: Reasons): Fraction {
  const { price, quantity } = item;
  if (price.pricedBy === 'tiers') reasons.add('tiers');
  if (price.pricedBy === 'packages') reasons.add('packages');
  const units = quantity.equals(0) ? NO_UNITS : quantity;
  const known = price.amountOf(units);
  if (known === null) reasons.add(item.charged ? 'tiersUnknown' : 'amountUnknown');
  const gross = (known ?? item.charged ?? ZERO).div(units);
  const rate = rateOf(price);
  if (price.pricedBy === 'unit' && !isDecimal(gross.div(minorPerMajor(price.currencyCode))))
    reasons.add('priceRounded');
  return gross.div(rate.add(1));
}

/** A phase needs a main item with a price, so the first metered price gets one that is free. */
function usageOnly([first]: readonly PriceTerms[], { reasons }: ItemContext): PhaseItemInput[] {
  if (!first) return [];
  reasons.add('usageOnly');
  return [
    {
      ...planReference(first.productId),
      role: 'BASE',
      quantity: 0,
      unitPrice: moneyOf(ZERO, first.currencyCode),
      billingPeriod: { ...first.period },
    },
  ];
}
