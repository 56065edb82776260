import type { InputCheck } from '../graphql/input-check.js';
import { quoted, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { ISO_DIGITS } from '../money/currency-digits.js';
import type { ExchangeRateRow } from '../money/exchange-rate.sql.js';
import { unknownCurrency, type Currency } from '../money/money.type.js';

const MAX_SIGNIFICANT_DIGITS = 12;
const MAX_WHOLE_DIGITS = 9;
const MAX_DECIMALS = 20;
/** The maximum length of a rate as text, including superfluous zeros. */
const MAX_LENGTH = 60;
/** A decimal number: its sign, its whole part without leading zeros, and its decimals without trailing zeros. */
const DECIMAL = /^(-?)0*(\d+?)(?:\.(?=\d)(\d*?)0*)?$/;

/** An exchange rate as it is sent. */
export interface GivenRate {
  currencyCode: string;
  from: string;
  rate: string;
}

/** Adds errors in the currency of an exchange rate to `check`. */
export function checkCurrencyOfRate(check: InputCheck, field: FieldPath, code: string, currency: Currency): void {
  if (code === currency.code) {
    const message = `Expected a currency other than ${code}, the workspace's own, which needs no exchange rate. Omit the rate.`;
    check.add(UserErrorCode.INVALID, field, message);
  } else if (!ISO_DIGITS.has(code)) {
    check.add(UserErrorCode.INVALID, field, unknownCurrency(code, 'EUR'));
  }
}

/** Returns the exchange rate that was sent, as it is stored. Adds errors to `check`. */
export function readExchangeRate(
  check: InputCheck,
  field: FieldPath,
  { currencyCode, from, rate }: GivenRate,
  currency: Currency,
): ExchangeRateRow {
  checkCurrencyOfRate(check, [...field, 'currencyCode'], currencyCode, currency);
  check.day([...field, 'from'], from);
  return { currencyCode, fromDay: from, rate: readRate(check, [...field, 'rate'], rate) };
}

/** Returns a rate without superfluous zeros, so that equal rates are equal texts. */
function readRate(check: InputCheck, field: FieldPath, text: string): string {
  const got = `got ${quoted(text)}.`;
  const [, sign, whole, decimals = ''] = (text.length <= MAX_LENGTH && DECIMAL.exec(text)) || [];
  if (whole === undefined) {
    check.add(UserErrorCode.INVALID, field, `Expected a decimal number such as "1.0825"; ${got}`);
    return '';
  }
  const digits = `${whole}${decimals}`.replace(/^0+|0+$/g, '');
  if (sign === '-' || digits === '' || whole.length > MAX_WHOLE_DIGITS) {
    const message = `Expected a rate above 0 and below ${10 ** MAX_WHOLE_DIGITS}; ${got}`;
    check.add(UserErrorCode.OUT_OF_RANGE, field, message);
  } else if (digits.length > MAX_SIGNIFICANT_DIGITS || decimals.length > MAX_DECIMALS) {
    const message = `Expected at most ${MAX_SIGNIFICANT_DIGITS} significant digits and ${MAX_DECIMALS} decimal places; ${got} Round it first.`;
    check.add(UserErrorCode.INVALID, field, message);
  }
  return decimals === '' ? whole : `${whole}.${decimals}`;
}
