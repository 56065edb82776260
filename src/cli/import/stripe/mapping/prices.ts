import { Fraction } from 'fraction.js';
import type { Stripe } from 'stripe';
import { currencyCodeOf, fractionOf, ZERO, type Numeric } from './decimals.js';
import { idOf } from './ids.js';
import { DAY, type Interval } from './instants.js';
import type { Catalog } from './objects.js';
import type { Reasons } from './reasons.js';

export interface BillingPeriod {
  unit: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';
  count: number;
}

/** A price in one currency. */
export interface PriceTerms {
  id: string;
  productId: string;
  currencyCode: string;
  period: BillingPeriod;
  isMetered: boolean;
  /** `includes`: the price includes tax, whatever the tax rates say; `unspecified`: the tax rates decide. */
  tax: 'includes' | 'excludes' | 'unspecified';
  /** Why the price of a unit depends on the quantity. */
  pricedBy: 'unit' | 'tiers' | 'packages';
  /** Returns the amount for a quantity and period in minor units, with the tax that the price includes; null if not known. */
  amountOf: (quantity: Fraction) => Fraction | null;
  isBase: boolean;
  /** Whether the quantity counts as seats, if the metadata says so. */
  countsAsSeats: boolean | undefined;
  isInferred: boolean;
}

/** A price, or the plan that described it in older versions of the API. */
export type PriceLike = Stripe.Price | Stripe.Plan;
/** The last tier has no `up_to`. */
type Tiered = Partial<Pick<Stripe.Price.Tier, 'up_to' | 'flat_amount' | 'unit_amount'>> & {
  flat_amount_decimal?: Numeric | null;
  unit_amount_decimal?: Numeric | null;
};

/** What a price costs: its fields that depend on the currency. */
interface Cost {
  unit: Fraction | null;
  tiers: readonly Tiered[] | undefined;
  taxBehavior: string | null | undefined;
}

/** A line of an invoice as far as it tells a price that is missing. */
export interface PricedLine extends Interval {
  priceId: string;
  productId: string | null;
  unitAmount: Fraction | null;
}

const UNITS: Readonly<Record<string, BillingPeriod['unit'] | undefined>> = {
  day: 'DAY',
  week: 'WEEK',
  month: 'MONTH',
  year: 'YEAR',
};

/** Reads the prices of one subscription, in its currency. */
export class PriceBook {
  readonly #read = new Map<string, PriceTerms>();

  constructor(
    readonly catalog: Catalog,
    readonly currency: string,
    readonly reasons: Reasons,
  ) {}

  /** Returns a price by its id, from the catalog or the object at hand; null if neither has it. */
  find(id: string, object?: PriceLike | null): PriceTerms | null {
    const known = this.#read.get(id);
    if (known && !known.isInferred) return known;
    const price = this.catalog.prices.get(id) ?? object;
    const terms = price && this.#termsOf(price);
    if (terms) this.#read.set(id, terms);
    return terms ?? known ?? null;
  }

  /** Returns the price of a line, from the line itself if no object describes it. */
  findForLine(line: PricedLine, object?: PriceLike | null): PriceTerms | null {
    const found = this.find(line.priceId, object);
    if (found || line.unitAmount === null) return found;
    const period = periodOfInterval(line);
    if (!period) return null;
    this.reasons.add('inferredPeriod');
    const terms: PriceTerms = {
      ...this.#marksOf(line.productId ?? line.priceId, {}),
      id: line.priceId,
      period,
      isMetered: false,
      tax: 'unspecified',
      pricedBy: 'unit',
      amountOf: (quantity) => line.unitAmount!.mul(quantity),
      isInferred: true,
    };
    this.#read.set(terms.id, terms);
    return terms;
  }

  #termsOf(price: PriceLike): PriceTerms | null {
    const { interval, count, isMetered } = recurrenceOf(price);
    const unit = UNITS[interval ?? ''];
    if (!unit) {
      if (interval !== null) this.reasons.add('unknownInterval');
      return null;
    }
    const cost = costOf(price, this.currency);
    const packages = 'transform_quantity' in price ? price.transform_quantity : null;
    const transformed = packages ?? ('transform_usage' in price ? price.transform_usage : null);
    const pricedBy = cost.tiers || price.billing_scheme === 'tiered' ? 'tiers' : transformed ? 'packages' : 'unit';
    return {
      ...this.#marksOf(idOf(price.product) ?? price.id, price.metadata),
      id: price.id,
      period: { unit, count },
      isMetered,
      tax: taxOf(cost.taxBehavior),
      pricedBy,
      amountOf: (quantity) => amountOf(price, cost, transformed, quantity),
      isInferred: false,
    };
  }

  #marksOf(
    productId: string,
    metadata: Stripe.Metadata | null,
  ): Pick<PriceTerms, 'productId' | 'currencyCode' | 'isBase' | 'countsAsSeats'> {
    const marks = { ...this.catalog.products.get(productId)?.metadata, ...metadata };
    const seats = marks['clientele_seats'];
    return {
      productId,
      currencyCode: currencyCodeOf(this.currency),
      isBase: marks['base'] === 'true',
      countsAsSeats: seats === 'true' ? true : seats === 'false' ? false : undefined,
    };
  }
}

/** A one-off price has no interval. */
function recurrenceOf(price: PriceLike): { interval: string | null; count: number; isMetered: boolean } {
  const recurring = 'interval' in price ? price : price.recurring;
  return {
    interval: recurring?.interval ?? null,
    count: recurring?.interval_count ?? 1,
    isMetered: recurring?.usage_type === 'metered',
  };
}

function costOf(price: PriceLike, currency: string): Cost {
  const own = price.currency === currency;
  const amounts =
    'interval' in price ? { unit_amount: price.amount, unit_amount_decimal: price.amount_decimal } : price;
  const options = own || 'interval' in price ? undefined : price.currency_options?.[currency];
  const source = own ? amounts : options;
  const amount: Numeric | null | undefined = source?.unit_amount_decimal ?? source?.unit_amount;
  const tiers = own ? price.tiers : options?.tiers;
  return {
    unit: amount === null || amount === undefined ? null : fractionOf(amount),
    tiers: tiers,
    taxBehavior: (options ?? ('interval' in price ? null : price))?.tax_behavior,
  };
}

const taxOf = (behavior: Cost['taxBehavior']): PriceTerms['tax'] =>
  behavior === 'inclusive' ? 'includes' : behavior === 'exclusive' ? 'excludes' : 'unspecified';

function amountOf(
  { tiers_mode }: PriceLike,
  { unit, tiers }: Cost,
  packages: { divide_by: number; round: string } | null,
  quantity: Fraction,
): Fraction | null {
  if (tiers) return tiers_mode === 'volume' ? volumeAmount(tiers, quantity) : graduatedAmount(tiers, quantity);
  if (!packages) return unit && unit.mul(quantity);
  const count = quantity.div(packages.divide_by);
  return unit && unit.mul(packages.round === 'up' ? count.ceil() : count.floor());
}

const flatOf = (tier: Tiered): Fraction => fractionOf(tier.flat_amount_decimal ?? tier.flat_amount ?? 0);
const unitOf = (tier: Tiered): Fraction => fractionOf(tier.unit_amount_decimal ?? tier.unit_amount ?? 0);

/** All units at the price of the tier that contains the quantity. */
function volumeAmount(tiers: readonly Tiered[], quantity: Fraction): Fraction {
  const tier = tiers.find(({ up_to }) => typeof up_to !== 'number' || quantity.lte(up_to)) ?? tiers.at(-1);
  return tier ? unitOf(tier).mul(quantity).add(flatOf(tier)) : ZERO;
}

/** The units of each tier at its own price; a tier that is reached adds its flat amount. */
function graduatedAmount(tiers: readonly Tiered[], quantity: Fraction): Fraction {
  let [amount, below] = [ZERO, ZERO];
  for (const [i, tier] of tiers.entries()) {
    if (i > 0 && quantity.lte(below)) break;
    const upTo = typeof tier.up_to !== 'number' || quantity.lte(tier.up_to) ? quantity : new Fraction(tier.up_to);
    amount = amount.add(unitOf(tier).mul(upTo.sub(below))).add(flatOf(tier));
    below = upTo;
  }
  return amount;
}

/** Returns the billing period that an interval is one of; null if it is none that is usual. */
function periodOfInterval({ from, to }: Interval): BillingPeriod | null {
  const days = Math.round((to - from) / DAY);
  const months = [1, 2, 3, 4, 6, 12, 24, 36].find((count) => Math.abs(days - (count * 365) / 12) <= 1.5 + count / 24);
  if (days >= 28 && months)
    return months % 12 === 0 ? { unit: 'YEAR', count: months / 12 } : { unit: 'MONTH', count: months };
  if (days > 0 && days % 7 === 0 && days <= 364) return { unit: 'WEEK', count: days / 7 };
  return days === 1 ? { unit: 'DAY', count: 1 } : null;
}

const MAX_COUNT: Record<BillingPeriod['unit'], number> = { DAY: 365, WEEK: 52, MONTH: 36, YEAR: 3 };

/** Tells whether Clientele can record a billing period. */
export const isRecordable = ({ unit, count }: BillingPeriod): boolean => count >= 1 && count <= MAX_COUNT[unit];
