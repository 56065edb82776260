import { Money, type Currency } from '../money/money.type.js';
import { intervalMonthsOf, periodOfMonths } from './billing-period.js';
import type { RecordedDiscount } from './discount.js';
import { itemsOf, type SoldColumns } from './phase-columns.js';
import { moneyOf } from './price.js';
import {
  BillingPeriodType,
  Discount,
  INTERVAL_OF_MONTHS,
  SubscriptionItem,
  type BillingInterval,
} from './subscription.type.js';

/** The fields that show what is sold. Each is computed when it is read, because pages of phases rarely select all of them. */
export class SoldFields {
  constructor(
    private readonly columns: SoldColumns,
    private readonly currency: Currency,
  ) {}

  /** The BASE item; undefined if the columns describe the only item. */
  private get base() {
    return this.columns.items?.[0];
  }

  get planId(): string {
    return this.columns.planId;
  }

  get quantity(): number {
    return this.base?.quantity ?? this.columns.quantity;
  }

  get unitPrice(): Money {
    const { base, columns, currency } = this;
    return base ? priceOf(base.unitPrice!, columns, currency) : Money.ofMinor(columns.unitPriceMinor, currency);
  }

  get billingPeriod(): BillingPeriodType {
    return Object.assign(
      new BillingPeriodType(),
      this.base?.billingPeriod ?? periodOfMonths(this.columns.intervalMonths),
    );
  }

  get billingInterval(): BillingInterval | null {
    const months = this.base ? intervalMonthsOf(this.base.billingPeriod) : this.columns.intervalMonths;
    return months === null ? null : INTERVAL_OF_MONTHS[months];
  }

  get items(): SubscriptionItem[] {
    const { columns, currency } = this;
    return itemsOf(columns, currency).map(({ unitPrice, billingPeriod, ...item }) =>
      Object.assign(new SubscriptionItem(), {
        ...item,
        unitPrice: unitPrice === null ? null : priceOf(unitPrice, columns, currency),
        billingPeriod: Object.assign(new BillingPeriodType(), billingPeriod),
      }),
    );
  }
}

const priceOf = (amount: string, { currencyCode }: SoldColumns, currency: Currency): Money =>
  moneyOf({ amount, currencyCode }, currency);

export const discountFieldsOf = (
  { amountOff, currencyCode, ...discount }: RecordedDiscount,
  currency: Currency,
): Discount =>
  Object.assign(new Discount(), {
    ...discount,
    amountOff: amountOff === null ? null : moneyOf({ amount: amountOff, currencyCode }, currency),
  });
