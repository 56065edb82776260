import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money, type Currency } from '../money/money.type.js';
import { DateTime } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';
import type { BacktestRow } from './backtest.sql.js';

@ObjectType({ description: 'How many paying accounts of one type were kept.' })
export class BacktestOutcome {
  @Field(() => RelationshipTypeEnum, { description: 'The type at `asOf` under the policy: `CUSTOMER` or `CLIENT`.' })
  type: RelationshipType;

  @Field(() => Int, {
    description: 'Number of accounts of that type with a paid subscription in force at `asOf`, including paused ones.',
  })
  accounts: number;

  @Field(() => Int, { description: 'Number of those accounts with a paid subscription in force at `until`.' })
  kept: number;

  @Field(() => Float, { nullable: true, description: '`kept / accounts`, 0 to 1. Null if there are no accounts.' })
  keptShare: number | null;

  @Field(() => Money, { description: 'The recurring revenue per month of all these accounts at `asOf`.' })
  monthlyRecurringRevenue: Money;

  @Field(() => Money, {
    description:
      'The recurring revenue per month of the kept accounts at `until`. Can exceed `monthlyRecurringRevenue` if they grew.',
  })
  keptMonthlyRecurringRevenue: Money;

  static of({ type, accounts, kept, mrrMinor, keptMrrMinor }: BacktestRow, currency: Currency): BacktestOutcome {
    return {
      type,
      accounts,
      kept,
      keptShare: accounts === 0 ? null : kept / accounts,
      monthlyRecurringRevenue: Money.ofMinor(mrrMinor, currency),
      keptMonthlyRecurringRevenue: Money.ofMinor(keptMrrMinor, currency),
    };
  }
}

@ObjectType({
  description:
    'How well a policy predicted which accounts stay: for each type at a past instant, how many paying accounts still paid months later.',
})
export class PolicyBacktest {
  @Field(() => DateTime, { description: 'The instant at which the accounts are classified.' })
  asOf: Instant;

  @Field(() => Int, { description: 'Calendar months from `asOf` to `until`.' })
  months: number;

  @Field(() => DateTime, { description: 'The instant at which the outcome is measured.' })
  until: Instant;

  @Cost({ size: 2 })
  @Field(() => [BacktestOutcome], {
    description: 'One outcome for customers who are not clients, then one for clients.',
  })
  outcomes: BacktestOutcome[];
}
