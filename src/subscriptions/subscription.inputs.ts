import { Field, InputType, Int } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { PhaseStatus } from '../classification/history.js';
import { AccountBy } from '../accounts/account.inputs.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { comparatorOf, type EnumComparator, type ReferenceComparator } from '../graphql/filters.js';
import { MoneyInput } from '../money/money.type.js';
import { type Reference, referenceTo } from '../graphql/reference.js';
import { DateTime } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { PlanBy, PlanComparator } from '../plans/plan.inputs.js';
import type { SubscriptionStatus } from '../classification/subscription.js';
import {
  BillingIntervalEnum,
  ChurnReasonEnum,
  PhaseStatusEnum,
  SubscriptionStatusEnum,
  type BillingInterval,
  type ChurnReason,
} from './subscription.type.js';

export const SubscriptionBy = referenceTo('SubscriptionBy', 'AccountSubscription', 'sub-2024-17');
export const SubscriptionStatusComparator = comparatorOf('SubscriptionStatus', SubscriptionStatusEnum);
export const ChurnReasonComparator = comparatorOf('ChurnReason', ChurnReasonEnum);

@InputType({ description: 'Filters the subscriptions of an account. All given conditions must match.' })
export class AccountSubscriptionFilter {
  @Field(() => SubscriptionStatusComparator, { nullable: true, description: 'Current status.' })
  status?: EnumComparator<SubscriptionStatus> | null;

  @Field(() => PlanComparator, { nullable: true, description: 'The plan; the last one if the subscription has ended.' })
  plan?: ReferenceComparator | null;

  @Field(() => ChurnReasonComparator, { nullable: true, description: 'Why the subscription was canceled.' })
  churnReason?: EnumComparator<ChurnReason> | null;
}

@InputType({ description: 'Quantity, price and commitment of a subscription; constant during a phase.' })
class TermsInput {
  @Field(() => Int, {
    defaultValue: 1,
    description: 'Units bought, 1 to 1,000,000, for example 25 seats. Default: 1.',
  })
  quantity: number;

  @Field(() => MoneyInput, {
    description:
      'Price per unit and billing interval, for example `{ amount: "99.00", currencyCode: "USD" }`; 0 for a free plan.',
  })
  unitPrice: MoneyInput;

  @Field(() => BillingIntervalEnum, { description: 'How often the price is charged: every month, quarter or year.' })
  billingInterval: BillingInterval;

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
    description: 'End of the phase, not before its start; omit it or pass null if the phase renews automatically.',
  })
  to?: Instant | null;

  @Field(() => String, { description: 'Your own id for the plan, for example `business`; `plans` lists all plans.' })
  planExternalId: string;

  @Field(() => PhaseStatusEnum, { description: 'Status of the subscription during the phase.' })
  status: PhaseStatus;
}

@InputType({ description: 'A subscription to start: the account, the plan, the start and the terms.' })
export class SubscriptionStartInput extends TermsInput {
  @Field(() => AccountBy, { description: 'The account that subscribes, for example `{ externalId: "crm-4711" }`.' })
  account: Reference;

  @Field(() => PlanBy, { description: 'The plan to subscribe to, for example `{ externalId: "business" }`.' })
  plan: Reference;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the subscription, unique in the workspace, up to 200 characters, for example `sub-2024-17`.',
  })
  externalId?: string | null;

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
      'When the subscription ends, in the past or future, but after its start. The end may be earlier or later than that of a cancellation recorded before, but not later than the agreed end (CONFLICT). If the subscription has gaps, only the uninterrupted period that contains `at` ends; later periods stay. Default: the end of the trial if it is on trial, of the current term, or of the billing interval if there is no term. A subscription that has not begun is withdrawn if `at` is omitted or not after its start.',
  })
  at?: Instant | null;

  @Field(() => ChurnReasonEnum, {
    nullable: true,
    description:
      'Why the subscription is canceled, for example `PRICE`; null for no reason. Default: the reason already recorded for this cancellation, if any.',
  })
  churnReason?: ChurnReason | null;

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
  @Field(() => Int, { nullable: true, description: 'Units bought, 1 to 1,000,000, for example 25 seats.' })
  quantity?: number | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Price per unit and billing interval; 0 for a free plan.' })
  unitPrice?: MoneyInput | null;

  @Field(() => BillingIntervalEnum, { nullable: true, description: 'How often the price is charged.' })
  billingInterval?: BillingInterval | null;

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
}

@InputType({
  description:
    'Sets the given fields of a subscription, and no others, from an instant on. Each value holds until the next instant for which its field was set, so changes may arrive in any order and repeatedly. Ends, cancellations and what was set for later stay.',
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
    description: 'The plan from then on, for example `{ externalId: "business" }`.',
  })
  plan?: Reference | null;

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

  @ExpectedUpdatedAt('subscription')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
