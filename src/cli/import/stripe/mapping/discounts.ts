import type { DiscountInput } from '@clientele/sdk';
import { Fraction } from 'fraction.js';
import type { Stripe } from 'stripe';
import { decimalText, fractionOf, moneyOf, ZERO } from './decimals.js';
import type { Exported } from './exported.js';
import { idOf } from './ids.js';
import { instantOf, type Interval } from './instants.js';
import type { AnyInvoice, Line } from './lines.js';
import type { Catalog } from './objects.js';
import type { Reasons } from './reasons.js';
import type { ScheduledPhase } from './schedules.js';
import { amountOfItem, type AnySubscription, type SoldItem } from './sold.js';

type AnyDiscount = Omit<Stripe.Discount, 'source'> & {
  source?: Stripe.Discount.Source;
  coupon?: Stripe.Coupon | string;
};

/** A discount on a subscription, in seconds and minor units. */
export interface KnownDiscount extends Interval {
  id: string;
  code: string;
  duration: 'ONCE' | 'REPEATING' | 'FOREVER';
  /** 0 to 1; null if it takes off an amount. */
  fraction: Fraction | null;
  /** Per invoice, in minor units. */
  amountOff: Fraction | null;
  /** Ids of products, if it applies to some only; null for all. */
  products: ReadonlySet<string> | null;
  /** The item that it belongs to; null for the subscription. */
  itemId: string | null;
}

export interface DiscountSources {
  subscription: AnySubscription;
  customer: Stripe.Customer | null;
  invoices: readonly AnyInvoice[];
  lines: readonly Line[];
  phases: readonly ScheduledPhase[];
  catalog: Catalog;
  start: number;
}

const DURATIONS: Readonly<Record<string, KnownDiscount['duration'] | undefined>> = {
  once: 'ONCE',
  repeating: 'REPEATING',
  forever: 'FOREVER',
};

/** Finds all discounts of a subscription: present ones, those on its invoices, and those that its schedule plans. */
export function findDiscounts(sources: DiscountSources, reasons: Reasons): KnownDiscount[] {
  const { subscription, customer, invoices, lines, catalog, start } = sources;
  const own = presentDiscounts(subscription);
  const present = own.length > 0 ? own : [customer?.discount].filter((one) => one !== null && one !== undefined);
  const past = [
    ...invoices.flatMap(referencesOn),
    ...lines.flatMap((line) => line.discounts.map(({ reference }) => reference)),
  ];
  const known = new Map<string, KnownDiscount>();
  const unresolved = new Set<string>();
  for (const reference of [...present, ...past]) {
    const id = idOf(reference)!;
    if (known.has(id)) continue;
    const read = typeof reference === 'string' ? null : readDiscount(reference as AnyDiscount, subscription, catalog);
    if (read) known.set(id, { ...read, from: Math.max(read.from, start) });
    else unresolved.add(id);
  }
  if ([...unresolved].some((id) => !known.has(id))) reasons.add('discountUnknown');
  const presentIds = new Set(present.map(idOf));
  const all = [...known.values()].map((discount) =>
    presentIds.has(discount.id) || discount.duration === 'ONCE' ? discount : endingWith(discount, lines, reasons),
  );
  return [...all, ...planned(sources)].filter(({ from, to, duration }) => from < to || duration === 'ONCE');
}

/** The discounts of an invoice; older versions have a single one. */
const referencesOn = (invoice: AnyInvoice): (string | Stripe.Discount | Stripe.DeletedDiscount)[] => [
  ...(invoice.discounts ?? []),
  ...[invoice.discount].filter((one) => one !== null && one !== undefined),
  ...(invoice.total_discount_amounts ?? []).map(({ discount }) => discount),
];

function presentDiscounts({ discount, discounts, items }: AnySubscription): (string | Stripe.Discount)[] {
  return [
    ...(discounts ?? (discount ? [discount] : [])),
    ...(items?.data ?? []).flatMap((item) => item.discounts ?? []),
  ];
}

/** A coupon of the catalog has all fields; one inside another object is all that is left of a deleted coupon. */
const findCoupon = (
  reference: Stripe.Coupon | string | null | undefined,
  { coupons }: Catalog,
): Stripe.Coupon | undefined =>
  coupons.get(idOf(reference) ?? '') ?? (typeof reference === 'object' ? (reference ?? undefined) : undefined);

function readDiscount(
  { id, start, end, source, coupon: older, subscription_item }: AnyDiscount,
  { currency }: AnySubscription,
  catalog: Catalog,
): KnownDiscount | null {
  const reference = source?.coupon ?? older;
  const coupon = findCoupon(reference, catalog);
  const terms = coupon && termsOf(coupon, currency);
  if (!terms || (terms.duration === 'REPEATING' && typeof end !== 'number')) return null;
  return { id, from: start, to: end ?? Infinity, itemId: subscription_item ?? null, ...terms };
}

function termsOf(
  coupon: Exported<Stripe.Coupon, 'percent_off' | 'amount_off' | 'applies_to'>,
  currency: string,
): Pick<KnownDiscount, 'code' | 'duration' | 'fraction' | 'amountOff' | 'products'> | null {
  const duration = DURATIONS[coupon.duration];
  const amount =
    (coupon.currency === currency ? coupon.amount_off : coupon.currency_options?.[currency]?.amount_off) ?? null;
  const percent = coupon.percent_off ?? null;
  if (!duration || (percent === null && amount === null)) return null;
  return {
    code: coupon.id,
    duration,
    fraction: percent === null ? null : fractionOf(percent).div(100),
    amountOff: percent === null ? fractionOf(amount!) : null,
    products: coupon.applies_to ? new Set(coupon.applies_to.products) : null,
  };
}

/** A discount that is only on past invoices was removed, unless it had ended by then. */
function endingWith(discount: KnownDiscount, lines: readonly Line[], reasons: Reasons): KnownDiscount {
  const periods = lines.filter(({ kind, amount }) => kind === 'PERIOD' && amount.gt(0));
  const discounted = periods.filter(
    ({ discounts, invoice }) =>
      discounts.some(({ reference }) => idOf(reference) === discount.id) ||
      referencesOn(invoice!).some((reference) => idOf(reference) === discount.id),
  );
  const lastFrom = Math.max(discount.from, ...discounted.map(({ from }) => from));
  const without = periods.map(({ from }) => from).filter((from) => from > lastFrom && from < discount.to);
  if (without.length === 0) return discount;
  reasons.add('discountRemoved');
  return { ...discount, to: Math.min(...without) };
}

/** Discounts that a schedule applies in future phases. Those of the present phase are on the subscription. */
function planned({ phases, catalog, subscription }: DiscountSources): KnownDiscount[] {
  return phases
    .filter(({ from }) => from > catalog.readAt)
    .flatMap(({ from, to, discounts }) =>
      discounts.flatMap(({ coupon: reference }) => {
        const coupon = findCoupon(reference, catalog);
        const terms = coupon && termsOf(coupon, subscription.currency);
        return terms && terms.duration === 'FOREVER'
          ? [{ id: `${terms.code} ${from}`, from, to, itemId: null, ...terms }]
          : [];
      }),
    );
}

/** Returns what discounts take off an amount: percentages first, then amounts. */
export function takenOff(total: Fraction, discounts: readonly KnownDiscount[]): Fraction {
  let rest = total;
  for (const { fraction } of discounts) if (fraction) rest = rest.mul(new Fraction(1).sub(fraction));
  for (const { amountOff } of discounts) if (amountOff) rest = rest.sub(amountOff);
  return total.sub(rest.lt(0) ? ZERO : rest);
}

/** Writes discounts for the API. `items`: what the subscription sells at present. `netOf` takes included tax off an amount. */
export function discountInputs(
  discounts: readonly KnownDiscount[],
  items: readonly SoldItem[],
  currencyCode: string,
  netOf: (amount: Fraction) => Fraction,
  reasons: Reasons,
): DiscountInput[] {
  const recurring = discounts.filter(({ duration }) => duration !== 'ONCE');
  const firstAmount = recurring.findIndex(({ amountOff }) => amountOff);
  if (firstAmount >= 0 && recurring.slice(firstAmount).some(({ fraction }) => fraction)) reasons.add('discountOrder');
  const periods = new Set(items.map(({ price: { period } }) => `${period.count} ${period.unit}`));
  return discounts.flatMap((discount) => {
    const { fraction, amountOff, duration, code, from, to } = discount;
    const affected = items.filter(
      ({ price, itemId }) =>
        (!discount.products || discount.products.has(price.productId)) &&
        (discount.itemId === null || discount.itemId === itemId),
    );
    const isPartial = affected.length < items.length && duration !== 'ONCE';
    if (isPartial) reasons.add('discountOfItems');
    if (amountOff && duration !== 'ONCE' && periods.size > 1) reasons.add('discountPeriods');
    const total = affected.reduce((all, item) => all.add(amountOfItem(item) ?? ZERO), ZERO);
    const partial = isPartial ? takenOff(total, [discount]) : null;
    if (partial?.equals(0)) return [];
    return {
      code: code.slice(0, 200),
      ...(partial
        ? { amountOff: moneyOf(netOf(partial), currencyCode) }
        : fraction
          ? { percentOff: decimalText(fraction.mul(100)) }
          : { amountOff: moneyOf(netOf(amountOff!), currencyCode) }),
      duration,
      from: instantOf(from),
      ...(to < Infinity && { to: instantOf(to) }),
    };
  });
}
