import { Field, Float, Int, ObjectType } from 'type-graphql';
import { RELATIONSHIP_TYPES } from '../classification/timeline.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money } from '../money/money.type.js';
import { TypeCount } from './client-base.type.js';

@ObjectType({
  description:
    'The accounts that a member manages as success manager, and the time that the member spent on interactions.',
})
export class BookOfBusiness {
  @Field(() => Int, { description: 'Number of accounts whose success manager is the member.' })
  accounts: number;

  @Cost({ size: RELATIONSHIP_TYPES.length })
  @Field(() => [TypeCount], { description: 'Those accounts by current type: one entry for each of the six types.' })
  counts: TypeCount[];

  @Field(() => Money, { description: 'The current recurring revenue per month of those accounts.' })
  monthlyRecurringRevenue: Money;

  @Field(() => Float, {
    description: 'Whole minutes that the member spent on interactions in the last 365 days, with any account.',
  })
  effortMinutes: number;
}
