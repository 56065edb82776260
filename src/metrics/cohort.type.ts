import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money, type Currency } from '../money/money.js';
import { DateTime } from '../graphql/scalars.js';
import type { CohortHistory } from './cohort.service.js';

@ObjectType({ description: 'What was left of a cohort, and what it brought, at the end of an interval.' })
export class CohortAge {
  @Field(() => Int, {
    description: 'Intervals after the one in which they first paid: 0 is the end of that one itself.',
  })
  age: number;

  @Field(() => DateTime, { description: 'The end of that interval; all of this is just before it.' })
  at: Instant;

  @Field(() => Int, {
    description: 'Accounts that bring revenue or are paused. Who left and came back is among them again.',
  })
  survivors: number;

  @Field(() => Float, { description: '`survivors` by the accounts of the cohort, 0 to 1.' })
  survivalShare: number;

  @Field(() => Money, { description: 'The recurring revenue per month of the cohort.' })
  monthlyRecurringRevenue: Money;
}

@ObjectType({
  description: 'The accounts that first paid for a subscription in one interval, and what became of them.',
})
export class Cohort {
  @Field(() => DateTime, { description: 'The first instant of the interval.' })
  from: Instant;

  @Field(() => DateTime, { description: 'The instant at which it is over; it belongs to the next one.' })
  to: Instant;

  @Field(() => Int, {
    description: 'Accounts that first paid in it. A trial, a free plan or a one-off purchase is no start.',
  })
  accounts: number;

  @Field(() => Int, { description: 'Of them, those that have been a client at some instant by now.' })
  becameClients: number;

  @Field(() => Float, { nullable: true, description: '`becameClients / accounts`, 0 to 1; null where there are none.' })
  clientShare: number | null;

  @Cost({ size: 120 })
  @Field(() => [CohortAge], {
    description:
      'One per interval that is over by now, youngest first; at most 120, and none where no account first paid.',
  })
  ages: CohortAge[];

  static of({ from, to, accounts, clients, states }: CohortHistory, currency: Currency): Cohort {
    return {
      from,
      to,
      accounts,
      becameClients: clients,
      clientShare: accounts === 0 ? null : clients / accounts,
      ages: (accounts === 0 ? [] : states).map(({ age, to: at, survivors, mrrMinor }) => ({
        age,
        at,
        survivors,
        survivalShare: survivors / accounts,
        monthlyRecurringRevenue: Money.ofMinor(mrrMinor, currency),
      })),
    };
  }
}
