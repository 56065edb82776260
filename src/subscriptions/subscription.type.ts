import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { BillingUnit, DiscountDuration, ItemRole } from '../classification/billing.js';
import type { BillingIntervalMonths, PhaseStatus } from '../classification/history.js';
import type { SubscriptionStatus } from '../classification/subscription.js';
import { connectionOf } from '../graphql/connection.js';
import { enumType } from '../graphql/enum.js';
import { Node } from '../graphql/node.js';
import { DateTime, Decimal } from '../graphql/scalars.js';
import { Money } from '../money/money.type.js';
import type { RecordedDiscount } from './discount.js';
import type { PhaseOfSubscriptionRow, SubscriptionRow, SubscriptionStateDetails } from './subscription.sql.js';

/** Maximum number of items of a phase. */
export const MAX_ITEMS = 20;

const PHASE_STATUS_DESCRIPTIONS: Record<PhaseStatus, string> = {
  TRIALING: 'On trial; nothing is paid.',
  ACTIVE: 'In force; paid if the price is above 0.',
  PAST_DUE: 'In force with an overdue payment; still counts as paid.',
  PAUSED: 'Paused: the relationship continues without revenue.',
};
export const PhaseStatusEnum = enumType(
  'PhaseStatus',
  'Status of a subscription during a phase.',
  PHASE_STATUS_DESCRIPTIONS,
);

export const SubscriptionStatusEnum = enumType<SubscriptionStatus>(
  'SubscriptionStatus',
  'Status of a subscription, derived from its phases.',
  { ...PHASE_STATUS_DESCRIPTIONS, CANCELED: 'Ended, interrupted or withdrawn; no phase is in force.' },
);

export type BillingInterval = 'MONTH' | 'QUARTER' | 'YEAR';
export const BillingIntervalEnum = enumType<BillingInterval>(
  'BillingInterval',
  "How often a price is charged, in calendar months of the workspace's time zone.",
  {
    MONTH: 'Every calendar month.',
    QUARTER: 'Every 3 months.',
    YEAR: 'Every 12 months.',
  },
);
export const ItemRoleEnum = enumType<ItemRole>('ItemRole', 'The role of an item in a subscription.', {
  BASE: 'The main item. Every phase has exactly one; its billing period is that of the phase.',
  ADD_ON: 'Sold in addition, at its own price.',
  USAGE:
    'Charged by consumption, so it has no price and adds nothing to recurring revenue. The amounts charged are usage records.',
});

export const BillingUnitEnum = enumType<BillingUnit>(
  'BillingUnit',
  "The unit of a billing period, counted in the workspace's time zone.",
  {
    DAY: 'Calendar days; recurring revenue counts 365 in a year.',
    WEEK: 'Weeks of 7 calendar days; recurring revenue counts 52 in a year.',
    MONTH: 'Calendar months.',
    YEAR: 'Years of 12 calendar months.',
  },
);

export const DiscountDurationEnum = enumType<DiscountDuration>(
  'DiscountDuration',
  'How a discount affects recurring revenue.',
  {
    ONCE: 'Taken off a single invoice; does not affect recurring revenue.',
    REPEATING: 'Lowers recurring revenue until its end. The amount taken off counts as paused revenue.',
    FOREVER:
      'Lowers recurring revenue permanently, or until its end if it has one. A subscription that it makes free counts as unpaid.',
  },
);

export const MONTHS_OF_INTERVAL: Record<BillingInterval, BillingIntervalMonths> = { MONTH: 1, QUARTER: 3, YEAR: 12 };
export const INTERVAL_OF_MONTHS: Record<BillingIntervalMonths, BillingInterval> = {
  1: 'MONTH',
  3: 'QUARTER',
  12: 'YEAR',
};

export type ChurnReason =
  'NEED_ENDED' | 'OUTCOME_ACHIEVED' | 'PRICE' | 'PRODUCT' | 'SERVICE' | 'COMPETITOR' | 'NOT_PAID' | 'OTHER';
export const ChurnReasonEnum = enumType<ChurnReason>('ChurnReason', 'Why a subscription was canceled.', {
  NEED_ENDED: 'The need for the subscription no longer exists.',
  OUTCOME_ACHIEVED: 'The subscription has served its purpose.',
  PRICE: 'The price was too high.',
  PRODUCT: 'The product did not meet the requirements.',
  SERVICE: 'The service was not good enough.',
  COMPETITOR: 'A competitor was chosen.',
  NOT_PAID: 'Payments stopped.',
  OTHER: 'Any other reason.',
});

@ObjectType('BillingPeriod', { description: 'How often a price is charged.' })
export class BillingPeriodType {
  @Field(() => BillingUnitEnum, {
    description: 'The unit of `count`. Months that make whole years are shown as YEAR.',
  })
  unit: BillingUnit;

  @Field(() => Int, { description: 'Number of units.' })
  count: number;
}

@ObjectType({ description: 'An item that a subscription sells.' })
export class SubscriptionItem {
  readonly planId: string;

  @Field(() => ItemRoleEnum, { description: 'The role of the item.' })
  role: ItemRole;

  @Field(() => Float, { description: 'Units bought, for example 25 seats.' })
  quantity: number;

  @Field(() => Money, {
    nullable: true,
    description: 'Price per unit and billing period, exactly as recorded, in its own currency; null for USAGE.',
  })
  unitPrice: Money | null;

  @Field(() => BillingPeriodType, { description: 'How often the price is charged.' })
  billingPeriod: BillingPeriodType;

  @Field(() => Boolean, { description: 'Whether the quantity counts as seats.' })
  countsAsSeats: boolean;
}

@ObjectType({ description: 'A discount on a subscription.' })
export class Discount {
  @Field(() => String, { nullable: true, description: 'Your own code for the discount; null if not set.' })
  code: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Percentage taken off; null if an amount is taken off.' })
  percentOff: string | null;

  @Field(() => Money, {
    nullable: true,
    description: 'Amount taken off per billing period of the BASE item; null if a percentage is taken off.',
  })
  amountOff: Money | null;

  @Field(() => DiscountDurationEnum, { description: 'How the discount affects recurring revenue.' })
  duration: DiscountDuration;

  @Field(() => DateTime, { description: 'Start of the discount, inclusive.' })
  from: number;

  @Field(() => DateTime, { nullable: true, description: 'End of the discount, exclusive; null if it has none.' })
  to: number | null;
}

@ObjectType({
  implements: Node,
  description:
    'Subscription of an account to one or more plans. Its fields derive from its phases and show the current state.',
})
export class AccountSubscription extends Node {
  readonly nodeKind = 'AccountSubscription';
  readonly uuid: string;
  readonly accountId: string;
  readonly recordedDiscounts: readonly RecordedDiscount[];

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the subscription, unique in the workspace, for example `sub-2024-17`; null if not set.',
  })
  externalId: string | null;

  @Field(() => ChurnReasonEnum, {
    nullable: true,
    description:
      'Why the subscription was canceled or withdrawn; null if it was not, if no reason is recorded, or if it is in force again.',
  })
  churnReason: ChurnReason | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the subscription was withdrawn, that is, canceled before it began; null if it was not. Its phases are shown as recorded, but affect neither the relationship nor metrics.',
  })
  withdrawnAt: number | null;

  @Field(() => DateTime, {
    description: 'When the subscription last changed. Pass it as `expectedUpdatedAt` to detect concurrent changes.',
  })
  updatedAt: number;

  constructor(
    { id, accountId, externalId, churnReason, withdrawnAt, discounts, updatedAt }: SubscriptionRow,
    /** Current state, if the statement that read the subscription also read it. */
    readonly state: SubscriptionStateDetails | null = null,
    /** The phases, oldest first, if they were read with the subscription. */
    readonly readPhases: readonly PhaseOfSubscriptionRow[] | null = null,
  ) {
    super();
    this.uuid = id;
    this.accountId = accountId;
    this.externalId = externalId;
    // A record that a server of an earlier version stored with the result of a mutation has no discounts.
    this.recordedDiscounts = (discounts as RecordedDiscount[] | null | undefined) ?? [];
    this.churnReason = churnReason as ChurnReason | null;
    this.withdrawnAt = withdrawnAt;
    this.updatedAt = updatedAt;
  }

  get isWithdrawn(): boolean {
    // A record that a server of an earlier version stored with the result of a mutation has no `withdrawnAt`.
    return typeof this.withdrawnAt === 'number';
  }
}

export const AccountSubscriptionConnection = connectionOf('AccountSubscription', () => AccountSubscription);
