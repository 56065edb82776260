import { Fraction } from 'fraction.js';
import type { Instant } from '../classification/calendar.js';
import { roundHalfEven } from '../classification/rounding.js';
import { groupBy } from '../database/grouping.js';
import type { ExchangeRates } from '../money/exchange-rates.js';

/** The last instant before another one: instants are whole milliseconds. */
export const justBefore = (at: Instant): Instant => at - 1;

/**
 * Adds up converted amounts exactly. Many amounts have few denominators, so integers are added by denominator, which takes
 * a small part of the time of reducing a fraction for each.
 */
export class ConvertedSum {
  private readonly numerators = new Map<bigint, bigint>();

  /** Adds an amount in minor units, times `factor`. */
  add(minor: number | string, factor: Fraction): void {
    if (typeof minor === 'number') {
      this.addRatio(BigInt(minor) * factor.n, factor.d);
      return;
    }
    const { s, n, d } = new Fraction(minor);
    this.addRatio(s * n * factor.n, d * factor.d);
  }

  addRatio(numerator: bigint, denominator: bigint): void {
    this.numerators.set(denominator, (this.numerators.get(denominator) ?? 0n) + numerator);
  }

  get total(): Fraction {
    let total = new Fraction(0);
    for (const [denominator, numerator] of this.numerators) total = total.add(new Fraction(numerator, denominator));
    return total;
  }
}

/** A sum of amounts in minor units by currency, to be converted at any instant. */
export class CurrencySums {
  private readonly sums = new Map<string, number>();

  /** The empty text is the workspace's currency. */
  add(currencyCode: string, minor: number): void {
    this.sums.set(currencyCode, (this.sums.get(currencyCode) ?? 0) + minor);
  }

  /** Adds an amount in one currency, and subtracts one in another. */
  exchange(change: Omit<Exchange, 'number'>): void {
    this.add(change.currencyCode, change.mrr);
    this.add(change.currencyBefore, -change.mrrBefore);
  }

  copy(): CurrencySums {
    const copy = new CurrencySums();
    for (const [code, minor] of this.sums) copy.add(code, minor);
    return copy;
  }

  /** Returns the exact sum in minor units of the workspace's currency. */
  at(rates: ExchangeRates, instant: Instant): Fraction {
    const sum = new ConvertedSum();
    for (const [code, minor] of this.sums) sum.add(minor, factorAt(rates, code, instant));
    return sum.total;
  }
}

/** Returns the minor units of the workspace's currency for one minor unit of a currency; the empty text is the workspace's. */
export const factorAt = (rates: ExchangeRates, currencyCode: string, at: Instant): Fraction =>
  rates.factorAt(currencyCode || null, at);

/** Returns the bounds of intervals and, between them, the instants at which an exchange rate changes, ascending. */
export function piecesOf(bounds: readonly Instant[], rates: ExchangeRates): Instant[] {
  const [from, to] = [bounds[0]!, bounds.at(-1)!];
  const pieces = new Set(bounds);
  for (const code of rates.currencyCodes) {
    for (const at of rates.ratesOf(code).starts) if (from < at && at < to) pieces.add(at);
  }
  return [...pieces].sort((a, b) => a - b);
}

/** The number and the revenue of accounts in one currency; the empty text is the workspace's. */
export interface RevenueInCurrency {
  currencyCode: string;
  accounts: number;
  mrrMinor: number;
}

/** Adds up revenue exactly at the rates of an instant, and rounds it once. */
export function revenueOf(
  rows: readonly Pick<RevenueInCurrency, 'currencyCode' | 'mrrMinor'>[],
  rates: ExchangeRates,
  at: Instant,
): number {
  const sums = new CurrencySums();
  for (const { currencyCode, mrrMinor } of rows) sums.add(currencyCode, mrrMinor);
  return roundHalfEven(sums.at(rates, at));
}

/** Adds up accounts and their revenue. */
export const totalOf = (
  rows: readonly RevenueInCurrency[],
  rates: ExchangeRates,
  at: Instant,
): { accounts: number; mrrMinor: number } => ({
  accounts: rows.reduce((sum, { accounts }) => sum + accounts, 0),
  mrrMinor: revenueOf(rows, rates, at),
});

/** What accounts gained in one currency and gave up in another, in one interval. */
export interface Exchange {
  /** The number of the interval, from 1. */
  number: number;
  currencyCode: string;
  mrr: number;
  currencyBefore: string;
  mrrBefore: number;
}

/** Converts the change of revenue in one currency. */
export const toChange = ({
  number,
  currencyCode,
  change,
}: Pick<Exchange, 'number' | 'currencyCode'> & { change: number }): Exchange => ({
  number,
  currencyCode,
  mrr: change,
  currencyBefore: '',
  mrrBefore: 0,
});

/**
 * Returns, for each interval, the revenue of accounts just before it and that of the same accounts just before its end. `starts`
 * are the changes before intervals, `changes` those in them. If `isCarried`, all accounts count, so each interval starts with the
 * revenue at the end of the one before.
 */
export function revenueOfIntervals(
  intervals: number,
  starts: readonly Exchange[],
  changes: readonly Exchange[],
  isCarried: boolean,
): { start: CurrencySums; end: CurrencySums }[] {
  const [startsOf, changesOf] = [starts, changes].map((rows) => groupBy(rows, ({ number }) => number));
  let start = new CurrencySums();
  return Array.from({ length: intervals }, (_, i) => {
    for (const change of startsOf!.get(i + 1) ?? []) start.exchange(change);
    const [startOf, end] = [start.copy(), start.copy()];
    for (const change of changesOf!.get(i + 1) ?? []) end.exchange(change);
    if (isCarried) start = end.copy();
    return { start: startOf, end };
  });
}

/** The values of the parameters with the factors of each currency in each piece: currencies, numbers of pieces, and factors. */
export function factorsOfPieces(rates: ExchangeRates, pieces: readonly Instant[]): [string[], number[], string[]] {
  const codes = rates.currencyCodes.flatMap((code) => pieces.map(() => code));
  const numbers = rates.currencyCodes.flatMap(() => pieces.map((_, i) => i + 1));
  const factors = rates.currencyCodes.flatMap((code) => pieces.map((at) => rates.decimalFactorAt(code, at)));
  return [codes, numbers, factors];
}
