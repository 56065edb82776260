import { Field, InputType } from 'type-graphql';
import type { RelationshipType } from '../classification/timeline.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';
import { BillingIntervalEnum, type BillingInterval } from '../subscriptions/subscription.type.js';

@InputType({
  description:
    'The accounts that first brought revenue from `from` until just before `to`, observed in periods of the billing interval. The projection is better if the accounts are similar. With fewer than 30 accounts there is no model, and `reason` explains it. For example `{ from: "2024-01-01", to: "2025-01-01", billingInterval: MONTH }`.',
})
export class CohortInput {
  @Field(() => CalendarDate, {
    description:
      "The first day of the cohort, starting at midnight in the workspace's time zone, in the years 0001 to 9999. For example `2024-01-01`.",
  })
  from: string;

  @Field(() => CalendarDate, {
    description: 'The first day after the cohort, in the same time zone, later than `from`. For example `2025-01-01`.',
  })
  to: string;

  @Field(() => BillingIntervalEnum, {
    description:
      "Only accounts whose paid subscriptions all had this billing interval when they entered the cohort. It is also the length of a period: 1, 3 or 12 calendar months in the workspace's time zone, counted from the instant of entry.",
  })
  billingInterval: BillingInterval;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'The instant up to which the accounts are observed, not later than now. What happened later has no effect. Default: now. For example `2026-01-01T00:00:00Z`.',
  })
  asOf?: number | null;

  @Field(() => RelationshipTypeEnum, {
    nullable: true,
    description:
      '`CUSTOMER` or `CLIENT`: the cohort consists of the accounts that first had this type in the range, and they enter it at that instant; earlier time does not count. Default: the accounts that first brought revenue in the range.',
  })
  type?: RelationshipType | null;
}
