import { Field, Float, InputType, Int } from 'type-graphql';
import type { BillingUnit, DiscountDuration, ItemRole } from '../classification/billing.js';
import type { Instant } from '../classification/calendar.js';
import type { PhaseStatus } from '../classification/history.js';
import { AccountBy } from '../accounts/account.inputs.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { comparatorOf, type EnumComparator, type ReferenceComparator } from '../graphql/filters.js';
import { MoneyInput } from '../money/money.type.js';
import { Identities, IdentityInput, RemoveIdentities, type RecordIdentity } from '../graphql/record-identity.js';
import { type Reference, referenceTo } from '../graphql/reference.js';
import { DateTime, Decimal } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { PlanBy, PlanComparator } from '../plans/plan.inputs.js';
import type { SubscriptionStatus } from '../classification/subscription.js';
import {
  BillingIntervalEnum,
  BillingUnitEnum,
  ChurnReasonEnum,
  DiscountDurationEnum,
  ItemRoleEnum,
  PhaseStatusEnum,
  SubscriptionStatusEnum,
  type BillingInterval,
  type ChurnReason,
  MAX_ITEMS,
} from './subscription.type.js';

export const MAX_DISCOUNTS = 50;

const QUANTITY = 'Units bought, 0 to 1,000,000,000, with at most 6 decimal places, for example 25 seats.';
const UNIT_PRICE =
  'Price per unit and billing period, with at most 12 decimal places, for example `{ amount: "99.00", currencyCode: "USD" }`; 0 for a free plan. A currency other than the workspace\'s needs an exchange rate.';

export const SubscriptionBy = referenceTo('SubscriptionBy', 'AccountSubscription', 'sub-2024-17');
export const SubscriptionStatusComparator = comparatorOf('SubscriptionStatus', SubscriptionStatusEnum);
export const ChurnReasonComparator = comparatorOf('ChurnReason', ChurnReasonEnum);

@InputType({ description: 'Filters the subscriptions of an account. All given conditions must match.' })
export class AccountSubscriptionFilter {
  @Field(() => SubscriptionStatusComparator, { nullable: true, description: 'Current status.' })
  status?: EnumComparator<SubscriptionStatus> | null;

  @Field(() => PlanComparator, {
    nullable: true,
    description: 'The plan of any item that is sold now, or was sold last if the subscription has ended.',
  })
  plan?: ReferenceComparator | null;

  @Field(() => ChurnReasonComparator, { nullable: true, description: 'Why the subscription was canceled.' })
  churnReason?: EnumComparator<ChurnReason> | null;
}

@InputType({ description: 'How often a price is charged, for example every two weeks: `{ unit: WEEK, count: 2 }`.' })
export class BillingPeriodInput {
  @Field(() => BillingUnitEnum, { description: 'The unit of `count`.' })
  unit: BillingUnit;

  @Field(() => Int, {
    defaultValue: 1,
    description: 'Number of units, 1 to 365 days, 52 weeks, 36 months or 3 years. Default: 1.',
  })
  count: number;
}

@InputType({ description: 'An item that a subscription sells: a plan, its quantity and its price.' })
export class PhaseItemInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the plan of the item, for example `premium-support`. Pass either this field or `planIdentity`.',
  })
  planExternalId?: string | null;

  @Field(() => IdentityInput, {
    nullable: true,
    description:
      'The plan of the item, identified by the id of another system. Pass either this field or `planExternalId`.',
  })
  planIdentity?: RecordIdentity | null;

  @Field(() => ItemRoleEnum, { description: 'The role of the item. Exactly one item of a phase is BASE.' })
  role: ItemRole;

  @Field(() => Float, {
    nullable: true,
    description: `${QUANTITY} Default: 1, or 0 for USAGE.`,
  })
  quantity?: number | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: `${UNIT_PRICE} All prices of a phase have one currency. Required unless the role is USAGE, for which it is refused.`,
  })
  unitPrice?: MoneyInput | null;

  @Field(() => BillingPeriodInput, {
    nullable: true,
    description:
      'How often the price is charged. Default: the billing period of the phase, which is that of the BASE item.',
  })
  billingPeriod?: BillingPeriodInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the quantity counts as seats. Default: true for BASE, false for others.',
  })
  countsAsSeats?: boolean | null;
}

@InputType({
  description:
    'A discount on a subscription. Set exactly one of `percentOff` and `amountOff`. For example 20 % off for the first three months: `{ percentOff: "20", duration: REPEATING, to: "2024-04-01T00:00:00Z" }`.',
})
export class DiscountInput {
  @Field(() => String, {
    nullable: true,
    description: 'Your own code for the discount, up to 200 characters, for example `WELCOME20`. Default: none.',
  })
  code?: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description:
      'Percentage taken off the total of all items, above 0 and at most 100, with at most 12 decimal places, for example `"12.5"`.',
  })
  percentOff?: string | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'Amount taken off the total of all items per billing period of the BASE item, above 0, with at most 12 decimal places, in the currency of the prices. Percentages are taken off first.',
  })
  amountOff?: MoneyInput | null;

  @Field(() => DiscountDurationEnum, { description: 'How the discount affects recurring revenue.' })
  duration: DiscountDuration;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Start of the discount, inclusive. Default: the start of the subscription.',
  })
  from?: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'End of the discount, exclusive and not before its start; required for REPEATING. Default: no end. To end a discount, send it again with an end: if you leave it out, it is removed from the past as well.',
  })
  to?: Instant | null;
}

@InputType({
  description:
    'What a subscription sells and on which terms; constant during a phase. Pass either `items`, or the plan, `quantity` and `unitPrice` of a single item.',
})
export class TermsInput {
  @Field(() => [PhaseItemInput], {
    nullable: true,
    description: `Everything that is sold, 1 to ${MAX_ITEMS} items, exactly one of them BASE. Default: one BASE item with the given plan, quantity and price.`,
  })
  items?: PhaseItemInput[] | null;

  @Field(() => Float, {
    defaultValue: 1,
    description: `${QUANTITY} Default: 1. With \`items\`, set their quantities instead.`,
  })
  quantity: number;

  @Field(() => MoneyInput, {
    nullable: true,
    description: `${UNIT_PRICE} Required without \`items\`, refused with them.`,
  })
  unitPrice?: MoneyInput | null;

  @Field(() => BillingIntervalEnum, {
    nullable: true,
    description:
      'How often the price is charged: every month, quarter or year. Shorthand for `billingPeriod`; pass one of the two, unless the BASE item has a billing period.',
  })
  billingInterval?: BillingInterval | null;

  @Field(() => BillingPeriodInput, {
    nullable: true,
    description: 'How often the price is charged, for example every two weeks: `{ unit: WEEK, count: 2 }`.',
  })
  billingPeriod?: BillingPeriodInput | null;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Length of the commitment in months, 0 to 600, for example 12. Default: 0, no commitment.',
  })
  termMonths: number;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the terms or the toolset were made specifically for this account. Default: false.',
  })
  tailored: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many days before the end of a term its renewal must be declined, 0 to 3650, for example 30. Default: no notice is agreed.',
  })
  noticeDays?: number | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      'Whether a phase without an end renews. If not, it ends with its first term, or with its first billing period if it has no term. Default: true.',
  })
  autoRenews: boolean;
}

@InputType({
  description:
    'A period during which nothing about a subscription changes, from `from` (inclusive) to `to` (exclusive). A phase that ends as it starts is recorded and shown, but is in force at no instant.',
})
export class PhaseInput extends TermsInput {
  @Field(() => DateTime, { description: 'Start of the phase, for example `2024-01-01T00:00:00Z`.' })
  from: Instant;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'End of the phase, not before its start. Default: no end; the phase then renews automatically, or ends with its term if `autoRenews` is false.',
  })
  to?: Instant | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the plan, for example `business`; `plans` lists all plans. Without `items`, pass either this field or `planIdentity`; with `items`, this field is refused.',
  })
  planExternalId?: string | null;

  @Field(() => IdentityInput, {
    nullable: true,
    description:
      'The plan, identified by the id of another system. Without `items`, pass either this field or `planExternalId`; with `items`, this field is refused.',
  })
  planIdentity?: RecordIdentity | null;

  @Field(() => PhaseStatusEnum, { description: 'Status of the subscription during the phase.' })
  status: PhaseStatus;
}

@InputType({ description: 'A subscription to start: the account, the plan, the start and the terms.' })
export class SubscriptionStartInput extends TermsInput {
  @Field(() => AccountBy, { description: 'The account that subscribes, for example `{ externalId: "crm-4711" }`.' })
  account: Reference;

  @Field(() => PlanBy, {
    nullable: true,
    description:
      'The plan to subscribe to, for example `{ externalId: "business" }`. Required without `items`, refused with them.',
  })
  plan?: Reference | null;

  @Field(() => [DiscountInput], {
    nullable: true,
    description: `Discounts on the subscription, at most ${MAX_DISCOUNTS}. Default: none.`,
  })
  discounts?: DiscountInput[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the subscription, unique in the workspace, up to 200 characters, for example `sub-2024-17`.',
  })
  externalId?: string | null;

  @Identities('subscription')
  identities?: RecordIdentity[] | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the subscription starts, in the past or future. Default: now.',
  })
  startsAt?: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'End of the trial, after `startsAt`; the subscription is paid from then on. Default: no trial.',
  })
  trialEndsAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({
  description:
    'A subscription to cancel. What was agreed for later is set aside: it applies again if the cancellation is moved past it or taken back.',
})
export class SubscriptionCancelInput {
  @Field(() => SubscriptionBy, {
    description: 'The subscription to cancel, for example `{ externalId: "sub-2024-17" }`.',
  })
  subscription: Reference;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the subscription ends, in the past or future, but after its start. The end may be earlier or later than that of a cancellation recorded before, but not later than the agreed end (CONFLICT). If the subscription has gaps, only the uninterrupted period that contains `at` ends; later periods stay. Default: the end of the trial if it is on trial, of the current term, or of the billing period if there is no term. A subscription that has not begun is withdrawn if `at` is omitted or not after its start.',
  })
  at?: Instant | null;

  @Field(() => ChurnReasonEnum, {
    nullable: true,
    description:
      'Why the subscription is canceled, for example `PRICE`; null for no reason. Default: the reason already recorded for this cancellation, if any.',
  })
  churnReason?: ChurnReason | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the cancellation was requested; null if unknown. Default: the instant already recorded for this cancellation; for a new one, now, or the end if that is earlier. Not recorded for a withdrawal.',
  })
  requestedAt?: Instant | null;

  @ExpectedUpdatedAt('subscription')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Takes back the cancellation or withdrawal of a subscription.' })
export class SubscriptionUncancelInput {
  @Field(() => SubscriptionBy, {
    description: 'The canceled or withdrawn subscription, for example `{ externalId: "sub-2024-17" }`.',
  })
  subscription: Reference;

  @ExpectedUpdatedAt('subscription')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'New terms of a subscription from an instant on. Omitted fields keep their value.' })
export class TermsChangeInput {
  @Field(() => [PhaseItemInput], {
    nullable: true,
    description: `Everything that is sold from then on, 1 to ${MAX_ITEMS} items, exactly one of them BASE. They replace all items. \`plan\`, \`quantity\` and \`unitPrice\`, which set the BASE item only, are refused with them. A billing period is required, of the BASE item or beside the items.`,
  })
  items?: PhaseItemInput[] | null;

  @Field(() => Float, { nullable: true, description: `${QUANTITY} Sets the BASE item only.` })
  quantity?: number | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: `${UNIT_PRICE} Sets the BASE item only, so it must be in the currency of the other items.`,
  })
  unitPrice?: MoneyInput | null;

  @Field(() => BillingIntervalEnum, {
    nullable: true,
    description:
      'How often the price of the BASE item is charged. Shorthand for `billingPeriod`; pass at most one of the two.',
  })
  billingInterval?: BillingInterval | null;

  @Field(() => BillingPeriodInput, {
    nullable: true,
    description:
      'How often the price of the BASE item is charged, for example every two weeks: `{ unit: WEEK, count: 2 }`. Other items keep their billing period.',
  })
  billingPeriod?: BillingPeriodInput | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Length of the commitment in months, 0 to 600; 0 or null for none. A commitment of a different length starts with the change.',
  })
  termMonths?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the terms or the toolset were made specifically for this account; null means false.',
  })
  tailored?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many days before the end of a term its renewal must be declined, 0 to 3650; null if no notice is agreed.',
  })
  noticeDays?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether a phase without an end renews. If not, it ends with its first term, or with its first billing period if it has no term. Null means true.',
  })
  autoRenews?: boolean | null;
}

@InputType({
  description:
    'Sets the given fields of a subscription, and no others, from an instant on. Each value holds until the next instant for which its field was set, so changes may arrive in any order and repeatedly. Ends, cancellations and what was set for later stay. Identities do not depend on time: a change that sets only identities is accepted even if the subscription has ended.',
})
export class SubscriptionChangeInput extends TermsChangeInput {
  @Field(() => SubscriptionBy, {
    description: 'The subscription to change, for example `{ externalId: "sub-2024-17" }`.',
  })
  subscription: Reference;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the change takes effect, in the past or future, but not before the start of the subscription. If one field is set twice for the same instant, the value received last applies. Default: now, or the start if that is later.',
  })
  at?: Instant | null;

  @Field(() => PlanBy, {
    nullable: true,
    description: 'The plan of the BASE item from then on, for example `{ externalId: "business" }`.',
  })
  plan?: Reference | null;

  @Field(() => [DiscountInput], {
    nullable: true,
    description: `All discounts on the subscription, at most ${MAX_DISCOUNTS}. They replace the recorded ones, regardless of \`at\`; null or an empty list removes them. Default: the recorded ones stay.`,
  })
  discounts?: DiscountInput[] | null;

  @Field(() => PhaseStatusEnum, {
    nullable: true,
    description:
      'Status from then on: PAUSED pauses the subscription; ACTIVE resumes it, ends its trial, or starts it again after its end. If omitted, the status stays, and a trial keeps its end, after which the subscription is paid. ACTIVE is required if `at` is after an agreed end (CONFLICT). If `at` is after a cancellation, a change without a status applies only if the cancellation is moved or taken back.',
  })
  status?: PhaseStatus | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'New end of the trial in progress at `at`, earlier or later than the current one, but not before `at` (OUT_OF_RANGE); the subscription is paid from then on. What was set for later stays at its instant. CONFLICT if the subscription is not on trial at `at`, or if another status or an agreed end was recorded for an instant before the new end. Default: the end stays.',
  })
  trialEndsAt?: Instant | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether to first remove everything recorded for later than `at`: values, ends and cancellations. A trial keeps its end. Default: false.',
  })
  replaceLater: boolean;

  @Identities('subscription')
  identities?: RecordIdentity[] | null;

  @RemoveIdentities('subscription')
  removeIdentities?: RecordIdentity[] | null;

  @ExpectedUpdatedAt('subscription')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
