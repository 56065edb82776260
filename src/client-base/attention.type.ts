import { Field, Float, ObjectType } from 'type-graphql';
import type { RelationshipType } from '../classification/timeline.js';
import { Money } from '../money/money.type.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';

@ObjectType({ description: 'The time spent on the accounts of one type, compared with their revenue.' })
export class TypeEffort {
  @Field(() => RelationshipTypeEnum, { description: 'The current type of the accounts.' })
  type: RelationshipType;

  @Field(() => Float, {
    description:
      'Whole minutes spent on interactions with these accounts in the last 365 days, regardless of their type at the time.',
  })
  effortMinutes: number;

  @Field(() => Money, { description: 'The current recurring revenue per month of these accounts.' })
  monthlyRecurringRevenue: Money;

  @Field(() => Float, {
    nullable: true,
    description:
      "`effortMinutes` divided by `monthlyRecurringRevenue` in units of the workspace's currency. Null if the revenue is zero.",
  })
  minutesPerRevenue: number | null;
}
