import { Fraction } from 'fraction.js';
import { fromLocal, type Instant, type Zone } from '../classification/calendar.js';
import { StepsBuilder, valueAt, type Steps } from '../classification/steps.js';
import { ISO_DIGITS } from './currency-digits.js';
import type { ExchangeRateRow } from './exchange-rate.sql.js';
import type { Currency } from './currency.js';

const ONE = new Fraction(1);

/**
 * The exchange rates of a workspace. A rate holds from the local midnight of its day until the next one of its currency; the
 * earliest one also holds before.
 */
export class ExchangeRates {
  /** By currency: minor units of the workspace's currency for one minor unit. */
  private readonly factors = new Map<string, Steps<Fraction>>();

  /** `rows`: by currency, oldest first. */
  constructor(rows: readonly ExchangeRateRow[], currency: Currency, zone: Zone) {
    const builders = new Map<string, StepsBuilder<Fraction>>();
    for (const { currencyCode, fromDay, rate } of rows) {
      const factor = new Fraction(rate).mul(currency.minorPerMajor).div(10 ** ISO_DIGITS.get(currencyCode)!);
      const steps = builders.get(currencyCode);
      if (steps) steps.add(fromLocal(Date.parse(fromDay), zone), factor);
      else builders.set(currencyCode, new StepsBuilder<Fraction>().add(-Infinity, factor));
    }
    for (const [code, steps] of builders) this.factors.set(code, steps);
  }

  /** The currencies that have a rate. */
  get currencyCodes(): string[] {
    return [...this.factors.keys()];
  }

  /** Returns, for each instant, the minor units of the workspace's currency for one minor unit of a currency. */
  factorsOf(currencyCode: string): Steps<Fraction> {
    const factors = this.factors.get(currencyCode);
    if (!factors) throw new Error(`Expected an exchange rate for ${currencyCode}; none is recorded.`);
    return factors;
  }

  /** Returns the factor at an instant; 1 for null, the workspace's currency. */
  factorAt(currencyCode: string | null, at: Instant): Fraction {
    return currencyCode === null ? ONE : valueAt(this.factorsOf(currencyCode), at);
  }
}
