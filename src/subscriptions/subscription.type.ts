import { Field, Int, ObjectType } from 'type-graphql';
import type { BillingIntervalMonths, PhaseStatus } from '../classification/history.js';
import type { SubscriptionStatus } from '../classification/subscription.js';
import { connectionOf } from '../graphql/connection.js';
import { enumType } from '../graphql/enum.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import type { SubscriptionRow, SubscriptionStateDetails } from './subscription.sql.js';

const PHASE_STATUS_DESCRIPTIONS: Record<PhaseStatus, string> = {
  TRIALING: 'Being tried; nothing is paid.',
  ACTIVE: 'In force and paid.',
  PAST_DUE: 'In force, a payment is overdue; it still counts as paid.',
  PAUSED: 'Suspended: the relationship goes on, no revenue flows.',
};
export const PhaseStatusEnum = enumType(
  'PhaseStatus',
  'How a subscription stands during a phase.',
  PHASE_STATUS_DESCRIPTIONS,
);

export const SubscriptionStatusEnum = enumType<SubscriptionStatus>(
  'SubscriptionStatus',
  'How a subscription stands; derived from its phases.',
  { ...PHASE_STATUS_DESCRIPTIONS, CANCELED: 'No phase is in force any more.' },
);

export type BillingInterval = 'MONTH' | 'QUARTER' | 'YEAR';
export const BillingIntervalEnum = enumType<BillingInterval>('BillingInterval', 'How often a price is charged.', {
  MONTH: 'Every calendar month.',
  QUARTER: 'Every 3 months.',
  YEAR: 'Every 12 months.',
});
export const MONTHS_OF_INTERVAL: Record<BillingInterval, BillingIntervalMonths> = { MONTH: 1, QUARTER: 3, YEAR: 12 };
export const INTERVAL_OF_MONTHS: Record<BillingIntervalMonths, BillingInterval> = {
  1: 'MONTH',
  3: 'QUARTER',
  12: 'YEAR',
};

export type ChurnReason =
  'NEED_ENDED' | 'OUTCOME_ACHIEVED' | 'PRICE' | 'PRODUCT' | 'SERVICE' | 'COMPETITOR' | 'NOT_PAID' | 'OTHER';
export const ChurnReasonEnum = enumType<ChurnReason>('ChurnReason', 'Why a subscription was given up.', {
  NEED_ENDED: 'The need for it went away.',
  OUTCOME_ACHIEVED: 'What it was bought for is done.',
  PRICE: 'It cost too much.',
  PRODUCT: 'The product did not do what was wanted.',
  SERVICE: 'The service was not good enough.',
  COMPETITOR: 'Somebody else was chosen.',
  NOT_PAID: 'Payments stopped.',
  OTHER: 'Another reason.',
});

@ObjectType({
  implements: Node,
  description: "An account's subscription to a plan. All that it shows derives from its phases, as of now.",
})
export class AccountSubscription extends Node {
  readonly nodeKind = 'AccountSubscription';
  readonly uuid: string;
  readonly accountId: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the subscription, unique in the workspace, for example `sub-2024-17`; null where you gave none.',
  })
  externalId: string | null;

  @Field(() => ChurnReasonEnum, {
    nullable: true,
    description: 'Why it was given up, if that was recorded; null once it goes on again.',
  })
  churnReason: ChurnReason | null;

  @Field(() => DateTime, { description: 'When it was last changed. Give it as `expectedUpdatedAt`.' })
  updatedAt: number;

  constructor(
    { id, accountId, externalId, churnReason, updatedAt }: SubscriptionRow,
    /** How it stands now, where that was read along with it. */
    readonly standing: SubscriptionStateDetails | null = null,
  ) {
    super();
    this.uuid = id;
    this.accountId = accountId;
    this.externalId = externalId;
    this.churnReason = churnReason as ChurnReason | null;
    this.updatedAt = updatedAt;
  }
}

@ObjectType({
  description:
    'A stretch of time over which nothing about a subscription changed. Its phases in a row are its whole history, and what is agreed for the future.',
})
export class SubscriptionPhase {
  readonly planId: string;
  readonly unitPriceMinor: number;

  @Field(() => DateTime, { description: 'When it begins; it holds from this instant on.' })
  from: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it ends: it no longer holds at this instant. Null while it renews by itself.',
  })
  to: number | null;

  @Field(() => PhaseStatusEnum, { description: 'How the subscription stands during it.' })
  status: PhaseStatus;

  @Field(() => Int, { description: 'Units bought, for example 25 seats; 1 to 1,000,000.' })
  quantity: number;

  @Field(() => BillingIntervalEnum, { description: 'How often the price is charged: every month, quarter or year.' })
  billingInterval: BillingInterval;

  @Field(() => Int, { description: 'Length of the commitment in months, for example 12; 0 for none, 600 at most.' })
  termMonths: number;

  @Field(() => Boolean, {
    description: 'Whether terms or toolset were made for this account alone, not what everyone on the plan gets.',
  })
  tailored: boolean;
}

export const AccountSubscriptionConnection = connectionOf('AccountSubscription', () => AccountSubscription);
