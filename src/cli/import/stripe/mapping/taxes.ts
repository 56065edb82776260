import { Fraction } from 'fraction.js';
import type { Stripe } from 'stripe';
import { fractionOf, isNear, sum, ZERO } from './decimals.js';
import type { Line } from './lines.js';
import type { PriceTerms } from './prices.js';
import type { Reasons } from './reasons.js';
import type { AnySubscription } from './sold.js';

/** Returns the rate of the tax that a price includes, such as 19/100; 0 if it includes none. */
export type RateOf = (price: PriceTerms) => Fraction;

/**
 * Returns the rates of the taxes that the prices of a subscription include: those of its tax rates, or, with automatic tax,
 * those that the amounts on its invoices reveal.
 */
export function inclusiveRates(
  subscription: AnySubscription,
  customer: Stripe.Customer | null,
  lines: readonly Line[],
  reasons: Reasons,
): RateOf {
  const rates = new Map<string, Fraction>();
  return (price) => {
    let rate = rates.get(price.id);
    if (!rate) rates.set(price.id, (rate = rateOf(price, subscription, customer, lines, reasons)));
    return rate;
  };
}

function rateOf(
  price: PriceTerms,
  subscription: AnySubscription,
  customer: Stripe.Customer | null,
  lines: readonly Line[],
  reasons: Reasons,
): Fraction {
  const item = subscription.items?.data.find((one) => one.price?.id === price.id);
  const own = item?.tax_rates ?? [];
  const taxRates = own.length > 0 ? own : (subscription.default_tax_rates ?? []);
  if (taxRates.length > 0) {
    const inclusive = taxRates.filter((taxRate) => taxRate.inclusive);
    return sum(inclusive.map(({ percentage }) => fractionOf(percentage))).div(100);
  }
  const charged = lines.filter((line) => line.price?.id === price.id && line.amount.gt(0) && line.kind !== 'CREDIT');
  const taxed = charged.filter(({ hasTaxes }) => hasTaxes);
  if (price.tax === 'includes' && taxed.length === 0) {
    // Customers that are exempt from tax pay the price as it is.
    if (customer?.tax_exempt === 'exempt' || customer?.tax_exempt === 'reverse') return ZERO;
    reasons.add('taxUnknown');
    return ZERO;
  }
  const [last] = taxed.toSorted((a, b) => b.from - a.from);
  if (!last || last.inclusiveTax.equals(0)) return ZERO;
  reasons.add('taxInferred');
  return shortestRate(last);
}

/** Returns the percentage with the fewest decimals that yields the tax of a line, such as 19 for 13.89 in 87.00. */
function shortestRate({ amount, discounts, inclusiveTax }: Line): Fraction {
  const gross = amount.sub(sum(discounts.map((discount) => discount.amount)));
  const exact = inclusiveTax.div(gross.sub(inclusiveTax));
  for (const places of [0, 1, 2, 3, 4]) {
    const rate = new Fraction(exact.mul(100).round(places)).div(100);
    if (isNear(gross.mul(rate).div(rate.add(1)), inclusiveTax, 0.5)) return rate;
  }
  return exact;
}
