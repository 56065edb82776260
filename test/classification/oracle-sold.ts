/** What is sold and what it brings, as literally as the design states it, in rationals of its own. See oracle.ts. */
import type { BillingPeriod, Discount } from '../../src/classification/billing.js';
import type { Phase, RecordedPhase } from '../../src/classification/history.js';
import {
  DAY,
  halfEven,
  minus,
  parseDecimal,
  plusDays,
  plusMonths,
  times,
  total,
  whole,
  type Clock,
  type Ratio,
} from './oracle-numbers.js';

/** A number of months or of local days. */
export interface Span {
  unit: 'month' | 'day';
  count: number;
}

export const isSameSpan = (a: Span, b: Span): boolean => a.unit === b.unit && a.count === b.count;

export const plusSpans = (from: number, { unit, count }: Span, n: number, clock: Clock): number =>
  unit === 'month' ? plusMonths(from, n * count, clock) : plusDays(from, n * count, clock);

/** Returns the greatest n >= 0 with from + n spans <= to, by counting up from a lower bound. */
export function spansBetween(from: number, to: number, span: Span, clock: Clock): number {
  const longest = span.count * (span.unit === 'month' ? 31 : 1) * DAY;
  let n = Math.max(0, Math.floor((to - from) / longest) - 2);
  while (plusSpans(from, span, n + 1, clock) <= to) n++;
  return n;
}

const periodOf = ({ sold, intervalMonths }: RecordedPhase): BillingPeriod =>
  sold ? sold.items.find(({ role }) => role === 'BASE')!.billingPeriod : { unit: 'MONTH', count: intervalMonths };

/** Returns the billing period of the BASE item. */
export function billingSpan(phase: RecordedPhase): Span {
  const { unit, count } = periodOf(phase);
  if (unit === 'DAY' || unit === 'WEEK') return { unit: 'day', count: unit === 'WEEK' ? count * 7 : count };
  return { unit: 'month', count: unit === 'YEAR' ? count * 12 : count };
}

export const termSpan = (phase: RecordedPhase): Span =>
  phase.termMonths > 0 ? { unit: 'month', count: phase.termMonths } : billingSpan(phase);

/** What is charged per billing period, per month. */
function aMonthOf(amount: Ratio, { unit, count }: BillingPeriod): Ratio {
  const perYear = { DAY: 365n, WEEK: 52n, MONTH: 12n, YEAR: 1n }[unit];
  return times(amount, { top: perYear, bottom: BigInt(count) * 12n });
}

const isNegative = ({ top }: Ratio): boolean => top < 0n;

/** Returns the amount of a phase per month, less the discounts, in minor units. */
export function amountOf(phase: RecordedPhase, discounts: readonly Discount[]): Ratio {
  const { sold } = phase;
  if (!sold)
    return { top: BigInt(phase.unitPriceMinor) * BigInt(phase.quantity), bottom: BigInt(phase.intervalMonths) };
  const prices = sold.items.map(({ unitPrice, quantity, billingPeriod }) =>
    unitPrice === null ? whole(0) : aMonthOf(times(parseDecimal(unitPrice), parseDecimal(quantity)), billingPeriod),
  );
  let amount = total(prices);
  for (const { percentOff } of discounts) {
    if (percentOff !== null)
      amount = times(amount, minus(whole(1), times(parseDecimal(percentOff), { top: 1n, bottom: 100n })));
  }
  for (const { amountOff } of discounts) {
    if (amountOff !== null) amount = minus(amount, aMonthOf(parseDecimal(amountOff), periodOf(phase)));
  }
  return isNegative(amount) ? whole(0) : times(amount, whole(sold.minorPerMajor));
}

const discountsOf = ({ sold }: RecordedPhase): readonly Discount[] => sold?.discounts ?? [];
const ofDuration = (discounts: readonly Discount[], ...durations: Discount['duration'][]): Discount[] =>
  discounts.filter(({ duration }) => durations.includes(duration));

/** The three amounts of a phase all of whose discounts are in effect. */
const listOf = (phase: Phase): Ratio => amountOf(phase, []);
export const lastingOf = (phase: RecordedPhase): Ratio => amountOf(phase, ofDuration(discountsOf(phase), 'FOREVER'));
const netOf = (phase: Phase): Ratio => amountOf(phase, ofDuration(discountsOf(phase), 'FOREVER', 'REPEATING'));

/** Tells whether a phase is on trial or has a recurring total, after FOREVER discounts, of zero. */
export const isFree = (phase: RecordedPhase): boolean => phase.status === 'TRIALING' || lastingOf(phase).top === 0n;

const at = (phase: RecordedPhase, t: number): RecordedPhase => {
  const { sold } = phase;
  const inEffect = ofDuration(discountsOf(phase), 'FOREVER', 'REPEATING').filter(({ from, to }) => from <= t && t < to);
  return { ...phase, sold: sold ? { ...sold, discounts: inEffect } : sold };
};

/**
 * Cuts phases where a discount begins or ends. Open: where a phase is free before and after, nothing is cut, because the rules
 * of continuity judge how long a free phase lasts as a whole.
 */
export function cutByDiscounts(phases: readonly RecordedPhase[]): RecordedPhase[] {
  return phases.flatMap((phase) => {
    if (discountsOf(phase).length === 0) return [phase];
    const edges = new Set(ofDuration(discountsOf(phase), 'FOREVER', 'REPEATING').flatMap(({ from, to }) => [from, to]));
    const cuts = [...edges]
      .filter((t) => phase.from < t && t < phase.to && !(isFree(at(phase, t - 1)) && isFree(at(phase, t))))
      .sort((a, b) => a - b);
    return [phase.from, ...cuts].map((from, i) => ({
      ...at(phase, from),
      from,
      to: cuts[i] ?? phase.to,
      isCanceled: cuts[i] === undefined ? phase.isCanceled : false,
    }));
  });
}

/** The seats of a phase, in millionths. */
export const seatMillionths = ({ sold, quantity }: RecordedPhase): bigint => {
  const counted = sold
    ? sold.items.filter(({ countsAsSeats }) => countsAsSeats).map((item) => item.quantity)
    : [quantity];
  return counted.reduce((sum, count) => sum + halfEven(times(parseDecimal(count), whole(1_000_000))), 0n);
};

export const itemsOf = ({ sold }: RecordedPhase): number => (sold ? sold.items.length : 1);

/** Returns the net revenue of phases in one currency, in its minor unit. */
export const monthlyMinor = (phases: readonly Phase[]): bigint => halfEven(total(phases.map(netOf)));

export interface OracleRevenue {
  mrr: bigint;
  list: bigint;
  paused: bigint;
  currencyCode: string | null;
  /** Of the currency; null for the workspace's. */
  minorPerMajor: number | null;
}

const codeOf = ({ sold }: Phase): string | null => sold?.currencyCode ?? null;

/** Amounts in another currency than the workspace's are kept in ten-thousandths of its minor unit. */
const partsOf = (phase: Phase | undefined): Ratio => whole(!phase || codeOf(phase) === null ? 1 : 10_000);

/**
 * Returns the revenue of the paid phases in force, as it is kept, in the account's currency: that of the phase that started
 * last, of those billed where one is billed. Open: of several that started together, the first by id. Paused revenue is what
 * paused phases would bring, rounded, and what the others would bring without REPEATING discounts, rounded, less the rounded
 * net revenue.
 */
export function oracleRevenue(paid: readonly Phase[]): OracleRevenue {
  const billed = paid.filter(({ status }) => status !== 'PAUSED');
  const candidates = billed.length > 0 ? billed : paid;
  const lastStart = Math.max(...candidates.map(({ from }) => from));
  const last = candidates
    .filter(({ from }) => from === lastStart)
    .toSorted((a, b) => (a.subscriptionId < b.subscriptionId ? -1 : 1))[0];
  const sum = (phases: readonly Phase[], worth: (phase: Phase) => Ratio): bigint =>
    halfEven(times(total(phases.filter((phase) => codeOf(phase) === codeOf(last!)).map(worth)), partsOf(last)));
  const mrr = sum(billed, netOf);
  const paused = paid.filter(({ status }) => status === 'PAUSED');
  return {
    mrr,
    list: sum(billed, listOf),
    paused: sum(paused, lastingOf) + sum(billed, lastingOf) - mrr,
    currencyCode: last ? codeOf(last) : null,
    minorPerMajor: last?.sold?.minorPerMajor ?? null,
  };
}

/** What one more term of a phase brings per month and in all, net of the discounts that last beyond its end. */
export function oracleRenewalAmounts(phase: Phase, termEnd: number): { amount: bigint; monthly: bigint } {
  const lasting = ofDuration(discountsOf(phase), 'FOREVER', 'REPEATING').filter(({ to }) => to > termEnd);
  const monthly = amountOf(phase, lasting);
  const kept = times(monthly, partsOf(phase));
  return { amount: halfEven(times(kept, whole(phase.termMonths))), monthly: halfEven(kept) };
}
