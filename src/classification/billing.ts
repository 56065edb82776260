import { Fraction } from 'fraction.js';
import type { Instant, Length } from './calendar.js';
import type { RecordedPhase } from './history.js';

export type BillingUnit = 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';

/** How often a price is charged, counted in the workspace's time zone. */
export interface BillingPeriod {
  unit: BillingUnit;
  /** 1 to 365 days, 52 weeks, 36 months or 3 years. */
  count: number;
}

/** A phase has exactly one BASE item. A USAGE item is charged by what was used, so it has no price. */
export type ItemRole = 'BASE' | 'ADD_ON' | 'USAGE';

/** An item sold in a phase. */
export interface Item {
  role: ItemRole;
  planRank: number;
  /** 0 to 1e9, at most 6 decimal places. */
  quantity: number;
  /** A decimal in units of the currency, per unit of quantity and billing period, with at most 12 places; null for USAGE. */
  unitPrice: string | null;
  billingPeriod: BillingPeriod;
  countsAsSeats: boolean;
}

/** ONCE does not lower recurring revenue, the others do. FOREVER also lowers the total that decides whether a phase is paid. */
export type DiscountDuration = 'ONCE' | 'REPEATING' | 'FOREVER';

/** A discount on a subscription in [from, to). Exactly one of `percentOff` and `amountOff` is given. */
export interface Discount {
  /** A decimal, above 0 and at most 100. */
  percentOff: string | null;
  /** A decimal in units of the currency of the phase, per billing period of its BASE item. */
  amountOff: string | null;
  duration: DiscountDuration;
  from: Instant;
  /** Infinity: without end. */
  to: Instant;
}

/** What is sold in a phase whose own fields do not describe it. */
export interface Sold {
  /** The BASE item first. */
  items: readonly Item[];
  discounts: readonly Discount[];
  /** null: the workspace's currency. */
  currencyCode: string | null;
  /** Minor units in one unit of the currency: 100 for EUR. */
  minorPerMajor: number;
}

/** Amounts of a phase per month, exact, in minor units of its currency. */
export interface MonthlyAmounts {
  /** Before any discount. */
  list: Fraction;
  /** Less the discounts that apply FOREVER: it decides whether the phase is paid. */
  lasting: Fraction;
  /** Less all discounts that apply. */
  net: Fraction;
}

const ZERO = new Fraction(0);
const ONE = new Fraction(1);
const MONTHS_PER_YEAR = 12;
const PERIODS_PER_YEAR: Record<BillingUnit, number> = { DAY: 365, WEEK: 52, MONTH: MONTHS_PER_YEAR, YEAR: 1 };

/** Returns how many billing periods a month of revenue has. */
const periodsPerMonth = ({ unit, count }: BillingPeriod): Fraction =>
  new Fraction(PERIODS_PER_YEAR[unit], MONTHS_PER_YEAR * count);

/** Returns the length of a billing period. Equal lengths are one: 12 months and a year, 7 days and a week. */
export function lengthOfPeriod({ unit, count }: BillingPeriod): Length {
  switch (unit) {
    case 'DAY':
      return { months: 0, days: count };
    case 'WEEK':
      return { months: 0, days: 7 * count };
    case 'MONTH':
      return { months: count };
    case 'YEAR':
      return { months: MONTHS_PER_YEAR * count };
  }
}

const sumOf = <T>(items: readonly T[], worth: (item: T) => Fraction): Fraction =>
  items.reduce((sum, item) => sum.add(worth(item)), ZERO);

/** Returns an exact number. Decimals of at most 6 places are written without an exponent. */
const exactly = (decimal: number | string): Fraction => new Fraction(String(decimal));

const baseOf = ({ items }: Sold): Item => items.find(({ role }) => role === 'BASE')!;

/** Applies percentages, which multiply, and then amounts, which are per billing period of the BASE item. Never below zero. */
function discounted(list: Fraction, sold: Sold, discounts: readonly Discount[]): Fraction {
  let amount = list;
  for (const { percentOff } of discounts) {
    if (percentOff !== null) amount = amount.mul(ONE.sub(exactly(percentOff).div(100)));
  }
  const off = sumOf(discounts, ({ amountOff }) => (amountOff === null ? ZERO : exactly(amountOff)));
  if (!off.equals(0)) {
    amount = amount.sub(off.mul(periodsPerMonth(baseOf(sold).billingPeriod)).mul(sold.minorPerMajor));
  }
  return amount.lt(0) ? ZERO : amount;
}

const monthlyOf = ({ quantity, unitPrice, billingPeriod }: Item): Fraction =>
  unitPrice === null ? ZERO : exactly(unitPrice).mul(exactly(quantity)).mul(periodsPerMonth(billingPeriod));

/** Returns the amounts of what is sold under the discounts, all of which are taken to be in effect. */
export function amountsUnder(sold: Sold, discounts: readonly Discount[]): MonthlyAmounts {
  const list = sumOf(sold.items, monthlyOf).mul(sold.minorPerMajor);
  const applied = discounts.filter(({ duration }) => duration !== 'ONCE');
  if (applied.length === 0) return { list, lasting: list, net: list };
  const forever = applied.filter(({ duration }) => duration === 'FOREVER');
  return { list, lasting: discounted(list, sold, forever), net: discounted(list, sold, applied) };
}

const amountsOfSold = new WeakMap<Sold, MonthlyAmounts>();

/** Returns the amounts of a phase of a history. Its discounts are in effect throughout: see `cutByDiscounts`. */
export function monthlyAmounts({ sold, unitPriceMinor, quantity, intervalMonths }: RecordedPhase): MonthlyAmounts {
  if (!sold) {
    const amount = new Fraction(unitPriceMinor).mul(quantity).div(intervalMonths);
    return { list: amount, lasting: amount, net: amount };
  }
  let amounts = amountsOfSold.get(sold);
  if (!amounts) amountsOfSold.set(sold, (amounts = amountsUnder(sold, sold.discounts)));
  return amounts;
}

/** Tells whether the recurring total of a phase is zero. */
export const recursForNothing = (phase: RecordedPhase): boolean =>
  phase.sold ? monthlyAmounts(phase).lasting.equals(0) : phase.unitPriceMinor * phase.quantity === 0;

/** Returns how long a billing period of a phase lasts: that of its BASE item. */
export const billingLength = ({ sold, intervalMonths }: RecordedPhase): Length =>
  sold ? lengthOfPeriod(baseOf(sold).billingPeriod) : { months: intervalMonths };

/** Returns the quantity of a phase that counts as seats, exact. */
export const seatsOf = ({ sold, quantity }: RecordedPhase): Fraction =>
  sold ? sumOf(sold.items, (item) => (item.countsAsSeats ? exactly(item.quantity) : ZERO)) : new Fraction(quantity);

/** Returns how many items a phase sells. */
export const itemCount = ({ sold }: RecordedPhase): number => (sold ? sold.items.length : 1);

/** Returns the currency of a phase; null for the workspace's. */
export const currencyOf = ({ sold }: RecordedPhase): string | null => sold?.currencyCode ?? null;

/** Returns the rank of the highest plan of BASE and ADD_ON items. */
export const highestRank = (items: readonly Item[]): number =>
  Math.max(...items.filter(({ role }) => role !== 'USAGE').map(({ planRank }) => planRank));
