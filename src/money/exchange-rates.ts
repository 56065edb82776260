import { Fraction } from 'fraction.js';
import {
  DAY_MS,
  END_OF_TIME,
  fromLocal,
  offsetAt,
  START_OF_TIME,
  UTC,
  type Instant,
  type Zone,
} from '../classification/calendar.js';
import { PARTS_PER_MINOR } from '../classification/revenue.js';
import { roundHalfEven } from '../classification/rounding.js';
import { StepsBuilder, valueAt, type Steps } from '../classification/steps.js';
import { ISO_DIGITS } from './currency-digits.js';
import type { Currency } from './currency.js';

/** A rate as it is recorded. */
interface DatedRate {
  currencyCode: string;
  /** A local day, such as `2024-06-01`. */
  fromDay: string;
  /** A decimal: the value of one unit in the workspace's currency. */
  rate: string;
}

const ONE = new Fraction(1);

/** Returns the instant from which a rate holds: midnight of its day, such as `2024-06-01`, in the workspace's time zone. */
export const startOfRate = (fromDay: string, zone: Zone): Instant => fromLocal(Date.parse(fromDay), zone);

/**
 * Returns the latest day whose rate holds at an instant, such as `2024-06-01`. It is the local day, or the next one if
 * clocks were set back from after midnight to before it: a rate holds from the first midnight on. Days before the year 0001 or
 * after 9999 count as the first or the last one.
 */
export function dayOfRate(at: Instant, zone: Zone): string {
  const today = Math.floor((at + offsetAt(zone, at)) / DAY_MS) * DAY_MS;
  const tomorrow = today + DAY_MS;
  const day = fromLocal(tomorrow, zone) <= at ? tomorrow : today;
  return new Date(Math.min(Math.max(day, START_OF_TIME), END_OF_TIME)).toISOString().slice(0, 10);
}

/**
 * Dated exchange rates of a workspace. A rate holds from the local midnight of its day until the next one of its currency; the
 * earliest one also holds before.
 */
export class ExchangeRates {
  /** By currency. */
  private readonly rates = new Map<string, StepsBuilder<string>>();
  /** By currency and rate. Most of the rates of a long time are never used. */
  private readonly factors = new Map<string, Map<string, Fraction>>();

  /** `rows`: by currency, oldest first. */
  constructor(
    rows: readonly DatedRate[],
    private readonly currency: Currency,
    zone: Zone,
  ) {
    for (const { currencyCode, fromDay, rate } of rows) {
      const steps = this.rates.get(currencyCode);
      if (steps) steps.add(startOfRate(fromDay, zone), rate);
      else this.rates.set(currencyCode, new StepsBuilder<string>().add(-Infinity, rate));
    }
  }

  /** Rates that always hold, one for each currency. */
  static constant(rows: readonly Omit<DatedRate, 'fromDay'>[], currency: Currency): ExchangeRates {
    return new ExchangeRates(
      rows.map((row) => ({ ...row, fromDay: '' })),
      currency,
      UTC,
    );
  }

  /** The currencies that have a rate. */
  get currencyCodes(): string[] {
    return [...this.rates.keys()];
  }

  /** Returns the rate of a currency at every instant, as recorded. */
  ratesOf(currencyCode: string): Steps<string> {
    const rates = this.rates.get(currencyCode);
    if (!rates) throw new Error(`Expected an exchange rate for ${currencyCode}; none is recorded.`);
    return rates;
  }

  /**
   * Returns the minor units of the workspace's currency for one unit in which amounts of a currency are kept: a ten-thousandth
   * of its minor unit (`PARTS_PER_MINOR`). 1 for null, the workspace's currency.
   */
  factorAt(currencyCode: string | null, at: Instant): Fraction {
    if (currencyCode === null) return ONE;
    const rate = valueAt(this.ratesOf(currencyCode), at);
    const known = this.factors.get(currencyCode) ?? new Map<string, Fraction>();
    this.factors.set(currencyCode, known);
    const factor =
      known.get(rate) ??
      new Fraction(rate).mul(this.currency.minorPerMajor).div(10 ** ISO_DIGITS.get(currencyCode)! * PARTS_PER_MINOR);
    known.set(rate, factor);
    return factor;
  }

  /** Returns the same as a decimal, exactly, for a statement. */
  decimalFactorAt(currencyCode: string, at: Instant): string {
    return `${valueAt(this.ratesOf(currencyCode), at)}e${this.currency.decimals - ISO_DIGITS.get(currencyCode)! - Math.log10(PARTS_PER_MINOR)}`;
  }

  /**
   * Converts an amount as it is kept to minor units of the workspace's currency at an instant, rounding half to even. Amounts that a number cannot
   * hold exactly, which only a mistaken rate yields, become the largest one that it can.
   */
  convert(amount: number, currencyCode: string | null, at: Instant): number {
    if (currencyCode === null) return amount;
    return Math.min(roundHalfEven(this.factorAt(currencyCode, at).mul(amount)), Number.MAX_SAFE_INTEGER);
  }
}
