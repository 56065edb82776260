import { Field, InputType } from 'type-graphql';
import type { RelationshipType } from '../classification/timeline.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';
import { BillingIntervalEnum, type BillingInterval } from '../subscriptions/subscription.type.js';

@InputType({
  description:
    'Accounts that first paid on a day from `from` to before `to`, followed period by period of the billing interval. The more alike they began the better. With fewer than 30, as for days to come, there is no model, and `reason` says so. For example `{ from: "2024-01-01", to: "2025-01-01", billingInterval: MONTH }`.',
})
export class CohortInput {
  @Field(() => CalendarDate, {
    description:
      "The first day on which they first paid, from midnight on in the workspace's time zone; of the years 0001 to 9999. For example `2024-01-01`.",
  })
  from: string;

  @Field(() => CalendarDate, {
    description:
      'The day before which they first paid, in the same time zone; later than `from`. For example `2025-01-01`.',
  })
  to: string;

  @Field(() => BillingIntervalEnum, {
    description:
      'Only accounts all of whose paid subscriptions were billed so when they entered. It is their period: 1, 3 or 12 calendar months of UTC from the instant on at which they did.',
  })
  billingInterval: BillingInterval;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Until when they are followed, not later than now; now unless given. For example `2026-01-01T00:00:00Z`.',
  })
  asOf?: number | null;

  @Field(() => RelationshipTypeEnum, {
    nullable: true,
    description:
      'CUSTOMER or CLIENT: accounts that first had that type on those days, followed from that instant on, instead of those that first paid, which it is unless given. So how long clients stay is not counted from before they were any.',
  })
  type?: RelationshipType | null;
}
