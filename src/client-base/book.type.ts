import { Field, Float, Int, ObjectType } from 'type-graphql';
import { RELATIONSHIP_TYPES } from '../classification/timeline.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money } from '../money/money.js';
import { TypeCount } from './client-base.type.js';

@ObjectType({ description: 'What a member looks after as success manager, and the time that they spent.' })
export class Book {
  @Field(() => Int, { description: 'Accounts whose success manager they are.' })
  accounts: number;

  @Cost({ size: RELATIONSHIP_TYPES.length })
  @Field(() => [TypeCount], { description: 'Those accounts by type now: one per type, all six of them.' })
  counts: TypeCount[];

  @Field(() => Money, { description: 'The recurring revenue per month of those accounts, now.' })
  monthlyRecurringRevenue: Money;

  @Field(() => Float, {
    description:
      'Minutes, whole, that interactions in which they took part cost in the last 365 days, with whatever account.',
  })
  effortMinutes: number;
}
