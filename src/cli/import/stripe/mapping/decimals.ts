import { Fraction } from 'fraction.js';

/** A number as Stripe's API, its library or an export writes it. */
export type Numeric = string | number | bigint | { toString(): string };

export const ZERO = new Fraction(0);

/** Returns the exact value of a decimal, also in exponential notation. */
export function fractionOf(value: Numeric): Fraction {
  const [digits, exponent] = String(value).toLowerCase().split('e') as [string, string | undefined];
  const fraction = new Fraction(digits);
  return exponent === undefined ? fraction : fraction.mul(new Fraction(10).pow(Number(exponent)));
}

export const sum = (values: readonly Fraction[]): Fraction => values.reduce((total, value) => total.add(value), ZERO);

const MAX_PLACES = 12;

/** Writes a fraction as a decimal of at most 12 places, rounded half to even. */
export function decimalText(value: Fraction): string {
  const { s, n, d } = value.mul(10 ** MAX_PLACES);
  const [whole, twiceRest] = [n / d, (n % d) * 2n];
  const rounded = twiceRest > d || (twiceRest === d && whole % 2n === 1n) ? whole + 1n : whole;
  const digits = String(rounded).padStart(MAX_PLACES + 1, '0');
  const fraction = digits.slice(-MAX_PLACES).replace(/0+$/, '');
  const text = digits.slice(0, -MAX_PLACES) + (fraction && `.${fraction}`);
  return s < 0n && rounded !== 0n ? `-${text}` : text;
}

/** Tells whether a fraction has at most 12 decimal places. */
export const isDecimal = (value: Fraction): boolean => value.mul(10 ** MAX_PLACES).d === 1n;

/** Tells whether two amounts in minor units differ by at most a number of minor units, by which rounding can part them. */
export const isNear = (one: Fraction, other: Fraction, minorUnits: number): boolean =>
  one.sub(other).abs().lte(minorUnits);

/**
 * Currencies without minor units, and with three digits, as Stripe defines them (https://docs.stripe.com/currencies). All
 * others have two digits: also ISK and UGX, whose amounts Stripe takes in hundredths although they have no minor unit.
 */
const ZERO_DECIMAL = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const THREE_DECIMAL = new Set('BHD JOD KWD OMR TND'.split(' '));

/** Stripe writes currencies in lower case. */
export const currencyCodeOf = (currency: string): string => currency.toUpperCase();

/** Returns how many of Stripe's minor units one unit of a currency has. */
export const minorPerMajor = (currencyCode: string): number =>
  ZERO_DECIMAL.has(currencyCode) ? 1 : THREE_DECIMAL.has(currencyCode) ? 1000 : 100;

/** Writes an amount of Stripe's minor units. */
export const moneyOf = (minor: Fraction, currencyCode: string): { amount: string; currencyCode: string } => ({
  amount: decimalText(minor.div(minorPerMajor(currencyCode))),
  currencyCode,
});
