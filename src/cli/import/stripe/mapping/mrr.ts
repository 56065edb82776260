import { Fraction } from 'fraction.js';
import type { PhaseInput, SubscriptionImport } from '@clientele/sdk';
import { fractionOf, minorPerMajor, sum, ZERO } from './decimals.js';
import { takenOff, type KnownDiscount } from './discounts.js';
import type { BillingPeriod } from './prices.js';
import { REASONS } from './reasons.js';
import { amountOfItem, type AnySubscription, type SoldItem } from './sold.js';
import type { RateOf } from './taxes.js';

/** The recurring revenue of a subscription per month by two definitions, exact, in units of its currency. */
export interface MrrComparison {
  subject: string;
  currencyCode: string;
  /** By Stripe's formula, from what the object sells now. */
  stripe: Fraction;
  /** By Clientele's, from the record. */
  clientele: Fraction;
  /** Why they differ; empty if they do not. */
  reasons: string[];
}

/** As Stripe does not publish how it counts weeks and days, a year has 52 of the former and 365 of the latter, as in Clientele. */
const PERIODS_PER_YEAR = { DAY: 365, WEEK: 52, MONTH: 12, YEAR: 1 } as const;
const monthly = (amount: Fraction, { unit, count }: BillingPeriod): Fraction =>
  amount.mul(PERIODS_PER_YEAR[unit]).div(12 * count);

/**
 * Computes recurring revenue as Stripe defines it: the normalized monthly amount of active and past-due subscriptions, without
 * trials, metered prices and taxes (https://docs.stripe.com/billing/subscriptions/analytics/glossary), less discounts that apply
 * forever, but not those that end (https://support.stripe.com/questions/billing-analytics). Accounts can configure the
 * latter. `items`: at a fixed price.
 */
export function stripeMrr(
  { status }: AnySubscription,
  items: readonly SoldItem[],
  discounts: readonly KnownDiscount[],
  rateOf: RateOf,
  now: number,
): Fraction {
  if (status !== 'active' && status !== 'past_due') return ZERO;
  const forever = discounts.filter(({ duration, from, to }) => duration === 'FOREVER' && from <= now && now < to);
  const [first] = items;
  if (!first) return ZERO;
  const nets = items.map((item) => {
    const own = forever.filter(
      ({ itemId, products, fraction }) =>
        fraction && (itemId === null || itemId === item.itemId) && (!products || products.has(item.price.productId)),
    );
    const amount = amountOfItem(item) ?? ZERO;
    return monthly(amount.sub(takenOff(amount, own)).div(rateOf(item.price).add(1)), item.price.period);
  });
  const amounts = forever
    .flatMap(({ amountOff }) => amountOff ?? [])
    .map((amount) => amount.div(rateOf(first.price).add(1)));
  const total = sum(nets).sub(sum(amounts.map((amount) => monthly(amount, shortestOf(items)))));
  return (total.lt(0) ? ZERO : total).div(minorPerMajor(first.price.currencyCode));
}

/** An amount is taken off each invoice, and there is one for each of the shortest periods. */
const shortestOf = (items: readonly SoldItem[]): BillingPeriod =>
  items
    .map(({ price }) => price.period)
    .toSorted((a, b) => PERIODS_PER_YEAR[b.unit] / b.count - PERIODS_PER_YEAR[a.unit] / a.count)[0]!;

const isAt = ({ from, to }: { from?: string | null; to?: string | null }, at: number): boolean =>
  (!from || Date.parse(from) <= at) && (!to || at < Date.parse(to));

/** Computes recurring revenue from a record, as Clientele defines it. `lasting`: less discounts that apply forever only. */
export function recordedMrr(
  { phases, discounts }: Pick<SubscriptionImport, 'phases' | 'discounts'>,
  now: number,
): { status: PhaseInput['status'] | null; lasting: Fraction; net: Fraction } {
  const at = now * 1000;
  const phase = phases.find((one) => isAt(one, at));
  if (!phase) return { status: null, lasting: ZERO, net: ZERO };
  const items = phase.items ?? [];
  const list = sum(
    items.map(({ unitPrice, quantity, billingPeriod }) =>
      unitPrice ? monthly(fractionOf(unitPrice.amount).mul(fractionOf(quantity ?? 1)), periodOf(billingPeriod)) : ZERO,
    ),
  );
  const base = periodOf(items.find(({ role }) => role === 'BASE')?.billingPeriod);
  const inEffect = (discounts ?? []).filter((one) => one.duration !== 'ONCE' && isAt(one, at));
  const less = (some: typeof inEffect): Fraction => {
    const rest = some.reduce((amount, { percentOff }) => (percentOff ? lessPercent(amount, percentOff) : amount), list);
    const off = sum(some.map(({ amountOff }) => (amountOff ? fractionOf(amountOff.amount) : ZERO)));
    const net = rest.sub(monthly(off, base));
    return net.lt(0) ? ZERO : net;
  };
  return {
    status: phase.status,
    lasting: less(inEffect.filter(({ duration }) => duration === 'FOREVER')),
    net: less(inEffect),
  };
}

const lessPercent = (amount: Fraction, percent: string): Fraction =>
  amount.mul(new Fraction(1).sub(fractionOf(percent).div(100)));

const periodOf = (period: { unit: BillingPeriod['unit']; count?: number } | null | undefined): BillingPeriod => ({
  unit: period?.unit ?? 'MONTH',
  count: period?.count ?? 1,
});

/** Recorded prices have 12 decimal places, so totals may differ by less than the thousandth part of a cent. */
export const isSameRevenue = (one: Fraction, other: Fraction): boolean =>
  one.sub(other).abs().lt(new Fraction(1, 100_000));

/** Compares both figures of a subscription, and explains the difference. `reasons`: why the record is not exact. */
export function compareMrr(
  subject: string,
  currencyCode: string,
  stripe: Fraction,
  recorded: ReturnType<typeof recordedMrr>,
  reasons: readonly string[],
): MrrComparison {
  const isCounted = recorded.status === 'ACTIVE' || recorded.status === 'PAST_DUE';
  const clientele = isCounted ? recorded.net : ZERO;
  const why: string[] = [];
  if (!isSameRevenue(stripe, clientele)) {
    if (recorded.status === 'PAUSED') why.push(REASONS.paused);
    if (isCounted && !recorded.net.equals(recorded.lasting)) why.push(REASONS.repeatingDiscount);
    if (why.length === 0 || !isSameRevenue(stripe, recorded.lasting)) why.push(...reasons);
  }
  return { subject, currencyCode, stripe, clientele, reasons: why };
}
