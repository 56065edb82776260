import type { Fraction } from 'fraction.js';
import type { Instant } from '../classification/calendar.js';
import { revenueOf } from '../metrics/conversion.service.js';
import type { ExchangeRates } from '../money/exchange-rates.js';

/** Returns what converts each currency at an instant, as data that can be sent to another thread. */
export const factorsAt = (rates: ExchangeRates, at: Instant): Map<string, Pick<Fraction, 'n' | 'd'>> =>
  new Map(
    rates.currencyCodes.map((code) => {
      const { n, d } = rates.factorAt(code, at);
      return [code, { n, d }];
    }),
  );

/** Adds up amounts by currency at the rates of an instant, and rounds once. */
export const convertedSum = (
  amounts: readonly ReadonlyMap<string, number>[],
  rates: ExchangeRates,
  at: Instant,
): number =>
  revenueOf(
    amounts.flatMap((one) => [...one].map(([currencyCode, mrrMinor]) => ({ currencyCode, mrrMinor }))),
    rates,
    at,
  );
