import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money, type Currency } from '../money/money.js';
import { DateTime } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';
import type { BacktestRow } from './backtest.sql.js';

@ObjectType({ description: 'What became of the paying accounts of one type.' })
export class BacktestOutcome {
  @Field(() => RelationshipTypeEnum, { description: 'CUSTOMER or CLIENT: the type at `asOf` under the policy.' })
  type: RelationshipType;

  @Field(() => Int, { description: 'Accounts of that type with a paid subscription in force at `asOf`, be it paused.' })
  accounts: number;

  @Field(() => Int, { description: 'Of them, those with one in force so many months later.' })
  kept: number;

  @Field(() => Float, { nullable: true, description: '`kept / accounts`, 0 to 1; null where there are none.' })
  keptShare: number | null;

  @Field(() => Money, { description: 'The recurring revenue per month of `accounts`, at `asOf`.' })
  monthlyRecurringRevenue: Money;

  @Field(() => Money, { description: 'That of those kept, so many months later; more than before where they grew.' })
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
    'Did being a client mean staying? Of the paying accounts of each type at a past instant under a policy, those that still paid so many months later.',
})
export class PolicyBacktest {
  @Field(() => DateTime, { description: 'The instant that the accounts are judged at.' })
  asOf: Instant;

  @Field(() => Int, { description: 'How many months later they are looked at again.' })
  months: number;

  @Field(() => DateTime, { description: 'When that is.' })
  until: Instant;

  @Cost({ size: 2 })
  @Field(() => [BacktestOutcome], { description: 'Of customers that are no clients, then of clients.' })
  outcomes: BacktestOutcome[];
}
