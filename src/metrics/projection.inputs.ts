import { Field, InputType } from 'type-graphql';
import type { RelationshipType } from '../classification/timeline.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../relationships/relationship.type.js';
import { BillingIntervalEnum, type BillingInterval } from '../subscriptions/subscription.type.js';

@InputType({
  description:
    'Accounts that first paid on a day from `from` to before `to`, followed period by period of the billing interval. The more alike they began the better; at least 30.',
})
export class CohortInput {
  @Field(() => CalendarDate, { description: "The first day on which they first paid, in the workspace's time zone." })
  from: string;

  @Field(() => CalendarDate, { description: 'The day before which they first paid; later than `from`.' })
  to: string;

  @Field(() => BillingIntervalEnum, {
    description: 'Only accounts all of whose paid subscriptions were billed so when they entered; their period.',
  })
  billingInterval: BillingInterval;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when they are followed, not later than now; now unless given.',
  })
  asOf?: number | null;

  @Field(() => RelationshipTypeEnum, {
    nullable: true,
    description:
      'CUSTOMER or CLIENT: accounts that first had that type on those days, followed from that instant on, instead of those that first paid. So how long clients stay is not counted from before they were any.',
  })
  type?: RelationshipType | null;
}
