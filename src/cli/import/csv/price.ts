import type { BillingPeriodInput, MoneyInput } from '@clientele/sdk';
import Fraction from 'fraction.js';
import type { RowReader } from './row-reader.js';
import { fold, readInterval } from './words.js';

/** The price of a subscription as the API takes it. */
export interface Price {
  unitPrice: MoneyInput;
  quantity: number;
  billingPeriod: Required<BillingPeriodInput>;
}

/** Decimals that the API accepts in a price. */
const PRICE_DECIMALS = 12;

/** The fields that can contain the price, the clearest first. `amount` is last, because it may be that of a whole contract. */
const PRICE_FIELDS = ['price', 'mrr', 'arr', 'amount'] as const;

/** Names of columns, in folded form, that have the price of a month even if more months are billed at once. */
const PER_MONTH = /^(?:monthly|monats)|(?:per month|pro monat)$/;

const MONTHLY = { unit: 'MONTH', count: 1 } as const;

/** Months of a billing unit as the API counts them: a year has 12 months, 52 weeks or 365 days. */
const MONTHS = {
  DAY: new Fraction(12, 365),
  WEEK: new Fraction(12, 52),
  MONTH: new Fraction(1),
  YEAR: new Fraction(12),
};

const monthsOf = ({ unit, count }: Required<BillingPeriodInput>): Fraction => MONTHS[unit].mul(count);

/** Reads the price of a row. If it is missing or invalid, adds a problem to the row and returns undefined. */
export function readPrice(row: RowReader): Price | undefined {
  const field = PRICE_FIELDS.find((name) => row.text(name) !== undefined);
  if (!field) {
    const column = PRICE_FIELDS.find((name) => row.has(name)) ?? 'price';
    row.refuse(column, 'Expected a price; got a blank cell. Write 0 for a free plan.');
    return undefined;
  }
  const money = row.money(field, 'currency');
  const billingPeriod = readBillingPeriod(row, field === 'arr' ? { unit: 'YEAR', count: 1 } : MONTHLY);
  const quantity = Number(row.number('quantity')?.decimal ?? 1);
  if (!money || !billingPeriod) return undefined;
  if (money.amount.startsWith('-')) {
    row.refuse(field, `Expected a price of at least 0; got ${money.amount}. Leave out rows of credits and refunds.`);
    return undefined;
  }
  if (field !== 'price' && quantity === 0 && Number(money.amount) > 0) {
    row.refuse('quantity', `Expected a quantity above 0, because the revenue is ${money.amount}; got 0.`);
    return undefined;
  }
  if (field === 'price' && PER_MONTH.test(fold(row.columnOf('price')))) {
    return { unitPrice: { ...money, amount: times(money.amount, monthsOf(billingPeriod)) }, quantity, billingPeriod };
  }
  const unitPrice = { ...money, amount: toUnitPrice(field, money.amount, quantity, monthsOf(billingPeriod)) };
  return { unitPrice, quantity, billingPeriod };
}

function readBillingPeriod(
  row: RowReader,
  usual: Required<BillingPeriodInput>,
): Required<BillingPeriodInput> | undefined {
  const text = row.text('interval');
  if (text === undefined) return usual;
  const period = readInterval(text);
  if (!period) {
    row.refuse(
      'interval',
      `Expected a billing interval such as monthly, quarterly, annual or "3 months"; got "${text}".`,
    );
    return undefined;
  }
  const count = Number(row.number('intervalCount')?.decimal ?? 1);
  return { ...period, count: period.count * count };
}

/** Multiplies a price. That of one month stays as it is written. */
const times = (amount: string, months: Fraction): string =>
  months.equals(1) ? amount : new Fraction(amount).mul(months).round(PRICE_DECIMALS).toString(PRICE_DECIMALS);

/** Keeps a price per unit as it is written. Divides totals by the quantity, and rounds them to 12 decimals. */
function toUnitPrice(field: (typeof PRICE_FIELDS)[number], amount: string, quantity: number, months: Fraction): string {
  if (field === 'price') return amount;
  const total = new Fraction(amount).mul({ amount: new Fraction(1), mrr: months, arr: months.div(12) }[field]);
  const price = quantity === 0 ? total : total.div(new Fraction(quantity));
  return price.round(PRICE_DECIMALS).toString(PRICE_DECIMALS);
}

/** Returns the price of a unit per month, to compare plans. */
export const monthlyPriceOf = ({ unitPrice, billingPeriod }: Price): number =>
  new Fraction(unitPrice.amount).div(monthsOf(billingPeriod)).valueOf();
