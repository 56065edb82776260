import { Fraction } from 'fraction.js';
import type { InputCheck } from '../graphql/input-check.js';
import { quoted, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { ISO_DIGITS } from '../money/currency-digits.js';
import { MAX_MINOR, unknownCurrency, type Currency, type MoneyInput } from '../money/money.type.js';
import { canonical, decimalsOf, type Price } from './price.js';

const MAX_PLACES = 12;

/**
 * Returns a decimal from 0 to `max` in its canonical form, with at least `places` decimal places. Adds an error to `check` and
 * returns null if it is anything else, or has more than 12 places. `what` names it, such as `an amount`.
 */
export function readDecimal(
  check: InputCheck,
  field: FieldPath,
  text: string,
  { what, places, max }: { what: string; places: number; max: number },
): string | null {
  const [, sign, whole, fraction = ''] = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) {
    check.add(UserErrorCode.INVALID, field, `Expected a decimal number such as "49.90"; got ${quoted(text)}.`);
    return null;
  }
  if (/[1-9]/.test(fraction.slice(MAX_PLACES))) {
    const message = `Expected at most ${MAX_PLACES} decimal places; got ${text.slice(0, 60)}. Round it first.`;
    check.add(UserErrorCode.INVALID, field, message);
    return null;
  }
  const read = canonical(whole, fraction, places);
  if ((sign === '-' && /[1-9]/.test(read)) || new Fraction(read).gt(max)) {
    check.add(UserErrorCode.OUT_OF_RANGE, field, `Expected ${what} from 0 to ${max}; got ${text.slice(0, 60)}.`);
    return null;
  }
  return read;
}

/** Returns a price in any currency; adds an error to `check` and returns null if it is invalid. */
export function readPrice(check: InputCheck, field: FieldPath, money: MoneyInput, currency: Currency): Price | null {
  const { amount, currencyCode: code } = money;
  if (code !== currency.code && !ISO_DIGITS.has(code)) {
    check.add(UserErrorCode.INVALID, [...field, 'currencyCode'], unknownCurrency(code, currency.code));
    return null;
  }
  const currencyCode = code === currency.code ? null : code;
  const places = decimalsOf(currencyCode, currency);
  const read = readDecimal(check, [...field, 'amount'], amount, {
    what: 'an amount',
    places,
    max: MAX_MINOR / 10 ** places,
  });
  return read === null ? null : { amount: read, currencyCode };
}

/** A part of the total of a phase. */
interface PricedItem {
  quantity: number;
  unitPrice: Price | null;
}

/** Returns an error message if the prices of all units of a phase add up to more than can be computed exactly. */
export function problemOfTotal(items: readonly PricedItem[], currency: Currency): string | null {
  const total = items.reduce(
    (sum, { quantity, unitPrice }) => (unitPrice ? sum.add(new Fraction(unitPrice.amount).mul(exact(quantity))) : sum),
    new Fraction(0),
  );
  const decimals = decimalsOf(items.find(({ unitPrice }) => unitPrice)?.unitPrice?.currencyCode ?? null, currency);
  const max = MAX_MINOR / 10 ** decimals;
  return total.lte(max)
    ? null
    : `Expected quantity times unit price, summed over all items, to be at most ${max}; got ${total.round(decimals).toString()}.`;
}

/** A quantity has at most 6 decimal places, so that its text has no exponent. */
const exact = (quantity: number): Fraction => new Fraction(String(quantity));
