import { Field, InputType, Int } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { PhaseStatus } from '../classification/history.js';
import { AccountBy } from '../accounts/account.inputs.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { comparatorOf, type EnumComparator, type ReferenceComparator } from '../graphql/filters.js';
import { MoneyInput } from '../money/money.js';
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

export const SubscriptionBy = referenceTo('SubscriptionBy', 'AccountSubscription');
export const SubscriptionStatusComparator = comparatorOf('SubscriptionStatus', SubscriptionStatusEnum);
export const ChurnReasonComparator = comparatorOf('ChurnReason', ChurnReasonEnum);

@InputType({ description: "Which of an account's subscriptions to show; what is given must all hold." })
export class AccountSubscriptionFilter {
  @Field(() => SubscriptionStatusComparator, { nullable: true, description: 'How the subscription stands now.' })
  status?: EnumComparator<SubscriptionStatus> | null;

  @Field(() => PlanComparator, { nullable: true, description: 'The plan; the last one where it has ended.' })
  plan?: ReferenceComparator | null;

  @Field(() => ChurnReasonComparator, { nullable: true, description: 'Why it ended or is about to.' })
  churnReason?: EnumComparator<ChurnReason> | null;
}

@InputType({ description: 'What is paid for, and how; the same over a whole phase.' })
class TermsInput {
  @Field(() => Int, {
    defaultValue: 1,
    description: 'Units bought, for example 25 seats: 1 to 1,000,000; 1 unless given.',
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
    description: 'Length of the commitment in months, 0 to 600, for example 12; 0, none, unless given.',
  })
  termMonths: number;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether terms or toolset were made for this account alone; false unless given.',
  })
  tailored: boolean;
}

@InputType({
  description: 'A stretch of a subscription over which nothing about it changed: from `from` until just before `to`.',
})
export class PhaseInput extends TermsInput {
  @Field(() => DateTime, { description: 'When it begins, for example `2024-01-01T00:00:00Z`.' })
  from: Instant;

  @Field(() => DateTime, { nullable: true, description: 'When it ends; left out or null: it renews by itself.' })
  to?: Instant | null;

  @Field(() => String, { description: 'The plan, by your own id, for example `business`; `plans` lists them.' })
  planExternalId: string;

  @Field(() => PhaseStatusEnum, { description: 'How the subscription stands during it.' })
  status: PhaseStatus;
}

@InputType({ description: 'A subscription to start: who subscribes, to what, from when on and for how much.' })
export class SubscriptionStartInput extends TermsInput {
  @Field(() => AccountBy, { description: 'The account that subscribes, for example `{ externalId: "crm-4711" }`.' })
  account: Reference;

  @Field(() => PlanBy, { description: 'The plan that it subscribes to, for example `{ externalId: "business" }`.' })
  plan: Reference;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the subscription, unique in the workspace, up to 200 characters, for example `sub-2024-17`.',
  })
  externalId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it starts, in the past or future; now unless given.' })
  startsAt?: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when it is on trial, later than `startsAt`; paid from then on. No trial unless given.',
  })
  trialEndsAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'A subscription to cancel, and when. What it was until then stays.' })
export class SubscriptionCancelInput {
  @Field(() => SubscriptionBy, { description: 'The subscription to cancel.' })
  subscription: Reference;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When it ends, in the past or future. Unless given: at the end of the term that is on, of the billing interval where there is no term, of the trial where it is on trial.',
  })
  at?: Instant | null;

  @Field(() => ChurnReasonEnum, {
    nullable: true,
    description: 'Why it is given up, for example `PRICE`; what was recorded stays unless given.',
  })
  churnReason?: ChurnReason | null;

  @ExpectedUpdatedAt('subscription')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'What is to be paid for from some instant on, and how; what is left out stays as it is.' })
export class TermsChangeInput {
  @Field(() => Int, { nullable: true, description: 'Units bought, for example seats: 1 to 1,000,000.' })
  quantity?: number | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Price per unit and billing interval; 0 for a free plan.' })
  unitPrice?: MoneyInput | null;

  @Field(() => BillingIntervalEnum, { nullable: true, description: 'How often the price is charged.' })
  billingInterval?: BillingInterval | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Length of the commitment in months, 0 to 600; 0 or null for none. Another one than before begins with the change.',
  })
  termMonths?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether terms or toolset were made for this account alone; null: they were not.',
  })
  tailored?: boolean | null;
}

@InputType({
  description:
    'Changes a subscription from an instant on. Whatever was recorded from then on, a cancellation among it, is replaced: the subscription goes on as it was at that instant, but for what is given.',
})
export class SubscriptionChangeInput extends TermsChangeInput {
  @Field(() => SubscriptionBy, { description: 'The subscription to change.' })
  subscription: Reference;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'From when on, in the past or future, but not before its start. Now unless given, or its start where that is still to come.',
  })
  at?: Instant | null;

  @Field(() => PlanBy, { nullable: true, description: 'The plan that it is on from then on.' })
  plan?: Reference | null;

  @Field(() => PhaseStatusEnum, {
    nullable: true,
    description:
      'How it stands from then on: PAUSED pauses it, ACTIVE resumes it, ends a trial, or takes it up again after its end. Left out: as it stood, and a trial goes on to its end, from where on it is paid; ACTIVE where nothing was in force.',
  })
  status?: PhaseStatus | null;

  @ExpectedUpdatedAt('subscription')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
