import { Field, Float, ObjectType } from 'type-graphql';
import type { RelationshipType } from '../classification/timeline.js';
import { Money } from '../money/money.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';

@ObjectType({ description: 'What the accounts of one type cost in time, against what they bring.' })
export class TypeEffort {
  @Field(() => RelationshipTypeEnum, { description: 'The type of the accounts now.' })
  type: RelationshipType;

  @Field(() => Float, {
    description: 'Minutes, whole, that interactions with them cost in the last 365 days, whatever they were then.',
  })
  effortMinutes: number;

  @Field(() => Money, { description: 'Their recurring revenue per month, now.' })
  monthlyRecurringRevenue: Money;

  @Field(() => Float, {
    nullable: true,
    description:
      "`effortMinutes` by each unit of the workspace's currency that they bring a month; null where they bring nothing.",
  })
  minutesPerRevenue: number | null;
}
