import type { Currency } from '../money/money.type.js';
import { intervalMonthsOf } from './billing-period.js';
import type { RecordedDiscount } from './discount.js';
import { itemsOf, type SoldColumns } from './phase-columns.js';
import { moneyOf } from './price.js';
import {
  BillingPeriodType,
  Discount,
  INTERVAL_OF_MONTHS,
  SubscriptionItem,
  type SubscriptionPhase,
} from './subscription.type.js';

/** The fields that show what is sold. */
export type SoldFields = Pick<
  SubscriptionPhase,
  'items' | 'quantity' | 'unitPrice' | 'billingPeriod' | 'billingInterval'
> & { planId: string };

/** Converts the columns of a phase to the fields that show what is sold. */
export function soldFieldsOf(columns: SoldColumns, currency: Currency): SoldFields {
  const { currencyCode } = columns;
  const items = itemsOf(columns, currency).map(({ unitPrice, billingPeriod, ...item }) =>
    Object.assign(new SubscriptionItem(), {
      ...item,
      unitPrice: unitPrice === null ? null : moneyOf({ amount: unitPrice, currencyCode }, currency),
      billingPeriod: Object.assign(new BillingPeriodType(), billingPeriod),
    }),
  );
  const { planId, quantity, unitPrice, billingPeriod } = items[0]!;
  const months = intervalMonthsOf(billingPeriod);
  return {
    items,
    planId,
    quantity,
    unitPrice: unitPrice!,
    billingPeriod,
    billingInterval: months === null ? null : INTERVAL_OF_MONTHS[months],
  };
}

export const discountFieldsOf = (
  { amountOff, currencyCode, ...discount }: RecordedDiscount,
  currency: Currency,
): Discount =>
  Object.assign(new Discount(), {
    ...discount,
    amountOff: amountOff === null ? null : moneyOf({ amount: amountOff, currencyCode }, currency),
  });
