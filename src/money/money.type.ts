import { Field, InputType, ObjectType } from 'type-graphql';
import { currencyOf, type Currency } from './currency.js';
import { ISO_DIGITS } from './currency-digits.js';
import type { InputCheck } from '../graphql/input-check.js';
import { CurrencyCode, Decimal } from '../graphql/scalars.js';
import { quoted, UserErrorCode, type FieldPath } from '../graphql/user-error.js';

export { currencyOf, type Currency } from './currency.js';

/** Leaves room for quantities and sums within the integers that a double represents exactly. */
export const MAX_MINOR = 1_000_000_000_000;

@ObjectType({ description: 'An exact amount of money.' })
export class Money {
  @Field(() => Decimal, { description: 'The amount in units of the currency, for example `"1234.50"`.' })
  amount: string;

  @Field(() => CurrencyCode, {
    description:
      "ISO 4217 code. Prices, discounts and usage are in the currency in which they were recorded, all other amounts in the workspace's currency.",
  })
  currencyCode: string;

  static ofMinor(minor: number, { code, decimals }: Currency): Money {
    const digits = BigInt(Math.abs(minor))
      .toString()
      .padStart(decimals + 1, '0');
    const whole = digits.slice(0, digits.length - decimals);
    const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
    return Object.assign(new Money(), { amount: `${minor < 0 ? '-' : ''}${whole}${fraction}`, currencyCode: code });
  }
}

@InputType({
  description:
    "An exact amount of money. Prices, discounts and usage can be in any currency with an exchange rate; all other amounts must be in the workspace's currency.",
})
export class MoneyInput {
  @Field(() => Decimal, {
    description: 'The amount in units of the currency, for example `"1234.50"`; 0 or more, except for refunds.',
  })
  amount: string;

  @Field(() => CurrencyCode, { description: 'ISO 4217 code, for example `USD`.' })
  currencyCode: string;
}

/**
 * Returns an amount of 0 or more of the workspace's currency in minor units; adds an error to `check` and returns NaN if the
 * amount is invalid.
 */
export const readMoney = (check: InputCheck, field: FieldPath, money: MoneyInput, currency: Currency): number =>
  notNegative(check, field, money, currency, readSignedMoney(check, field, money, currency));

/** Reads an amount like `readMoney`, in any currency. */
export function readForeignMoney(check: InputCheck, field: FieldPath, money: MoneyInput, own: Currency): number {
  const { currencyCode } = money;
  if (currencyCode === own.code) return readMoney(check, field, money, own);
  const digits = ISO_DIGITS.get(currencyCode);
  if (digits !== undefined) return readMoney(check, field, money, currencyOf(currencyCode, digits));
  check.add(UserErrorCode.INVALID, [...field, 'currencyCode'], unknownCurrency(currencyCode, own.code));
  return NaN;
}

/** Says that no currency has a code. `example` is the code of one. */
export const unknownCurrency = (code: string, example: string): string =>
  `Expected the ISO 4217 code of a currency in use, such as ${example}; got ${quoted(code)}.`;

function notNegative(
  check: InputCheck,
  field: FieldPath,
  { amount }: MoneyInput,
  currency: Currency,
  minor: number,
): number {
  if (!(minor < 0)) return minor;
  check.add(UserErrorCode.OUT_OF_RANGE, [...field, 'amount'], outOfRange('0', amount, currency));
  return NaN;
}

const outOfRange = (least: string, amount: string, { minorPerMajor }: Currency): string =>
  `Expected an amount from ${least} to ${MAX_MINOR / minorPerMajor}; got ${amount.slice(0, 60)}.`;

/** Reads an amount like `readMoney` that may also be negative. */
export function readSignedMoney(check: InputCheck, field: FieldPath, money: MoneyInput, currency: Currency): number {
  const codeField = [...field, 'currencyCode'];
  const amountField = [...field, 'amount'];
  if (money.currencyCode !== currency.code) {
    const expected = `Expected ${currency.code}, the workspace's currency`;
    check.add(
      UserErrorCode.INVALID,
      codeField,
      ISO_DIGITS.has(money.currencyCode)
        ? `${expected}; got ${money.currencyCode}. Convert the amount first.`
        : `${expected}; got ${quoted(money.currencyCode)}, which is not the ISO 4217 code of a currency in use.`,
    );
    return NaN;
  }
  const [, sign, whole, fraction = ''] = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(money.amount) ?? [];
  if (whole === undefined) {
    check.add(
      UserErrorCode.INVALID,
      amountField,
      `Expected a decimal number such as "49.90"; got ${quoted(money.amount)}.`,
    );
    return NaN;
  }
  if (/[1-9]/.test(fraction.slice(currency.decimals))) {
    check.add(
      UserErrorCode.INVALID,
      amountField,
      `Expected at most ${currency.decimals} decimal places for ${currency.code}; got ${money.amount.slice(0, 60)}. Round it first.`,
    );
    return NaN;
  }
  const minor = Number(whole + fraction.slice(0, currency.decimals).padEnd(currency.decimals, '0'));
  if (minor > MAX_MINOR) {
    const least = sign === '-' ? `-${MAX_MINOR / currency.minorPerMajor}` : '0';
    check.add(UserErrorCode.OUT_OF_RANGE, amountField, outOfRange(least, money.amount, currency));
    return NaN;
  }
  return sign === '-' && minor > 0 ? -minor : minor;
}
