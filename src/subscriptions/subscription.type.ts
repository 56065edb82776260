import { Field, Int, ObjectType } from 'type-graphql';
import type { BillingIntervalMonths, PhaseStatus } from '../classification/history.js';
import type { SubscriptionStatus } from '../classification/subscription.js';
import { connectionOf } from '../graphql/connection.js';
import { enumType } from '../graphql/enum.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import type { PhaseRow } from '../derivation/history.sql.js';
import type { SubscriptionRow, SubscriptionStateDetails } from './subscription.sql.js';

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

@ObjectType({
  implements: Node,
  description: 'Subscription of an account to a plan. Its fields derive from its phases and show the current state.',
})
export class AccountSubscription extends Node {
  readonly nodeKind = 'AccountSubscription';
  readonly uuid: string;
  readonly accountId: string;

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
    { id, accountId, externalId, churnReason, withdrawnAt, updatedAt }: SubscriptionRow,
    /** Current state, if the statement that read the subscription also read it. */
    readonly state: SubscriptionStateDetails | null = null,
    /** The phases, oldest first, if they were read with the subscription. */
    readonly readPhases: readonly PhaseRow[] | null = null,
  ) {
    super();
    this.uuid = id;
    this.accountId = accountId;
    this.externalId = externalId;
    this.churnReason = churnReason as ChurnReason | null;
    this.withdrawnAt = withdrawnAt;
    this.updatedAt = updatedAt;
  }

  get isWithdrawn(): boolean {
    // A record that a server of an earlier version stored with the result of a mutation has no `withdrawnAt`.
    return typeof this.withdrawnAt === 'number';
  }
}

@ObjectType({
  description:
    'A period of a subscription with constant terms and status. The phases of a subscription are its whole history and what is agreed for the future, up to a cancellation. A phase starts where something was set, even to the value it already had. A phase that ends as it starts was in force at no instant.',
})
export class SubscriptionPhase {
  readonly planId: string;
  readonly unitPriceMinor: number;

  @Field(() => DateTime, { description: 'Start of the phase, inclusive.' })
  from: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'End of the phase, exclusive; null if it renews automatically.',
  })
  to: number | null;

  @Field(() => PhaseStatusEnum, { description: 'Status of the subscription during the phase.' })
  status: PhaseStatus;

  @Field(() => Int, { description: 'Units bought, 1 to 1,000,000, for example 25 seats.' })
  quantity: number;

  @Field(() => BillingIntervalEnum, { description: 'How often the price is charged: every month, quarter or year.' })
  billingInterval: BillingInterval;

  @Field(() => Int, { description: 'Length of the commitment in months, 0 to 600, for example 12; 0 for none.' })
  termMonths: number;

  @Field(() => Boolean, {
    description:
      'Whether the terms or the toolset were made specifically for this account, unlike what everyone on the plan gets.',
  })
  tailored: boolean;
}

export const AccountSubscriptionConnection = connectionOf('AccountSubscription', () => AccountSubscription);
