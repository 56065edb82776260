import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { PhaseStatus } from '../classification/history.js';
import { Cost } from '../graphql/cost/cost.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import { Money, type Currency } from '../money/money.type.js';
import { SoldFields } from './sold-fields.js';
import type { PhaseOfSubscriptionRow } from './subscription.sql.js';
import {
  BillingIntervalEnum,
  BillingPeriodType,
  MAX_ITEMS,
  PhaseStatusEnum,
  SubscriptionItem,
  type BillingInterval,
} from './subscription.type.js';

@ObjectType({
  description:
    'A period of a subscription with constant terms and status. The phases of a subscription are its whole history and what is agreed for the future, up to a cancellation. A phase starts where something was set, even to the value it already had. A phase that ends as it starts was in force at no instant.',
})
export class SubscriptionPhase {
  readonly sold: SoldFields;

  constructor(
    private readonly row: PhaseOfSubscriptionRow,
    currency: Currency,
  ) {
    this.sold = new SoldFields(row, currency);
  }

  @Cost({ each: 0.1, size: MAX_ITEMS })
  @Field(() => [SubscriptionItem], {
    description: `Everything that is sold, the BASE item first; at most ${MAX_ITEMS} items.`,
  })
  get items(): SubscriptionItem[] {
    return this.sold.items;
  }

  @Field(() => DateTime, { description: 'Start of the phase, inclusive.' })
  get from(): number {
    return this.row.from;
  }

  @Field(() => DateTime, {
    nullable: true,
    description:
      'End of the phase, exclusive; null if it renews automatically, or ends with its term because `autoRenews` is false.',
  })
  get to(): number | null {
    return finiteOrNull(this.row.to);
  }

  @Field(() => PhaseStatusEnum, { description: 'Status of the subscription during the phase.' })
  get status(): PhaseStatus {
    return this.row.status;
  }

  @Field(() => Float, { description: 'Quantity of the BASE item, for example 25 seats.' })
  get quantity(): number {
    return this.sold.quantity;
  }

  @Field(() => Money, {
    description: 'Price per unit and billing period of the BASE item, exactly as recorded, in its own currency.',
  })
  get unitPrice(): Money {
    return this.sold.unitPrice;
  }

  @Field(() => BillingPeriodType, { description: 'How often the price of the BASE item is charged.' })
  get billingPeriod(): BillingPeriodType {
    return this.sold.billingPeriod;
  }

  @Field(() => BillingIntervalEnum, {
    nullable: true,
    description: 'The billing period as an interval; null if it is not a month, quarter or year.',
  })
  get billingInterval(): BillingInterval | null {
    return this.sold.billingInterval;
  }

  @Field(() => Int, { description: 'Length of the commitment in months, 0 to 600, for example 12; 0 for none.' })
  get termMonths(): number {
    return this.row.termMonths;
  }

  @Field(() => Boolean, {
    description:
      'Whether the terms or the toolset were made specifically for this account, unlike what everyone on the plan gets.',
  })
  get tailored(): boolean {
    return this.row.tailored;
  }

  @Field(() => Int, {
    nullable: true,
    description: 'How many days before the end of a term its renewal must be declined; null if no notice is agreed.',
  })
  get noticeDays(): number | null {
    return this.row.noticeDays;
  }

  @Field(() => Boolean, {
    description:
      'Whether the phase renews if it has no end. If not, it ends with its first term, or with its first billing period if it has no term.',
  })
  get autoRenews(): boolean {
    return this.row.autoRenews;
  }
}
