import { Fraction } from 'fraction.js';
import { ISO_DIGITS } from '../money/currency-digits.js';
import { Money, type Currency } from '../money/money.type.js';

/** An exact price. Equal prices have equal texts. */
export interface Price {
  /** A decimal in units of the currency, with at least the digits of the currency and no further trailing zeros. */
  amount: string;
  /** null: the workspace's currency. */
  currencyCode: string | null;
}

/** Returns the number of decimal places of a currency; null stands for the workspace's. */
export const decimalsOf = (currencyCode: string | null, currency: Currency): number =>
  currencyCode === null ? currency.decimals : ISO_DIGITS.get(currencyCode)!;

/** Returns the code of a currency; null stands for the workspace's. */
export const codeOf = (currencyCode: string | null, currency: Currency): string => currencyCode ?? currency.code;

/** Returns the text of a decimal of digits and an optional fraction, with at least `places` decimal places. */
export function canonical(whole: string, fraction: string, places: number): string {
  const kept = fraction.replace(/0+$/, '').padEnd(places, '0');
  return `${whole.replace(/^0+(?=\d)/, '')}${kept && `.${kept}`}`;
}

/** Returns an amount in minor units; it may be a fraction. */
export const minorOf = (amount: string, decimals: number): Fraction => new Fraction(amount).mul(10 ** decimals);

export const moneyOf = ({ amount, currencyCode }: Price, currency: Currency): Money =>
  Object.assign(new Money(), { amount, currencyCode: codeOf(currencyCode, currency) });
