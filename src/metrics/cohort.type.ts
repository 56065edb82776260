import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Instant, Zone } from '../classification/calendar.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money, type Currency } from '../money/money.type.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { daysOf } from './days.js';
import type { CohortHistory } from './cohort.service.js';

@ObjectType({ description: 'The remaining accounts and the revenue of a cohort at the end of an interval.' })
export class CohortAge {
  @Field(() => Int, {
    description:
      'Number of intervals after the one in which the accounts first brought revenue; 0 is that interval itself.',
  })
  age: number;

  @Field(() => DateTime, { description: 'The end of the interval. All figures are those just before this instant.' })
  at: Instant;

  @Field(() => CalendarDate, {
    description: "The last day of the interval, inclusive, in the workspace's time zone.",
  })
  lastDay: string;

  @Field(() => Int, {
    description:
      'Number of accounts that were not lost before `at`, judged by what happened up to `asOf`. An account without a paid subscription at `asOf` was lost when its last one ended, unless that was at most `gapDays` days before `asOf`; `gapDays` is that of the policy in force at `asOf`. An account that left and returned counts as never lost, so the number for a past interval rises when an account returns. A paused subscription counts as paid.',
  })
  survivors: number;

  @Field(() => Float, { description: '`survivors` divided by the accounts of the cohort, 0 to 1.' })
  survivalShare: number;

  @Field(() => Money, {
    description: 'The recurring revenue per month of the cohort, at the exchange rates just before `at`.',
  })
  monthlyRecurringRevenue: Money;
}

@ObjectType({
  description:
    'The accounts that first brought recurring revenue in one interval, and how many of them remain at each age.',
})
export class Cohort {
  @Field(() => DateTime, { description: 'The first instant of the interval.' })
  from: Instant;

  @Field(() => DateTime, { description: 'The end of the interval, exclusive.' })
  to: Instant;

  @Field(() => CalendarDate, { description: "The first day of the interval, in the workspace's time zone." })
  firstDay: string;

  @Field(() => CalendarDate, {
    description: "The last day of the interval, inclusive, in the workspace's time zone.",
  })
  lastDay: string;

  @Field(() => Int, {
    description:
      'Number of accounts that first brought recurring revenue in the interval, even if the interval is after `asOf`. Trials, free plans and one-off purchases bring none.',
  })
  accounts: number;

  @Field(() => Int, { description: 'Number of those accounts that have been a client at any time up to `asOf`.' })
  becameClients: number;

  @Field(() => Float, {
    nullable: true,
    description: '`becameClients / accounts`, 0 to 1. Null if there are no accounts.',
  })
  clientShare: number | null;

  @Cost({ size: 120 })
  @Field(() => [CohortAge], {
    description:
      'One entry for each interval that ended by `asOf`, lowest age first, at most 120; for the interval `WHOLE` only age 0. Empty if no account first brought revenue in the interval.',
  })
  ages: CohortAge[];

  static of({ from, to, accounts, clients, states }: CohortHistory, currency: Currency, zone: Zone): Cohort {
    return {
      from,
      to,
      ...daysOf(from, to, zone),
      accounts,
      becameClients: clients,
      clientShare: accounts === 0 ? null : clients / accounts,
      ages: (accounts === 0 ? [] : states).map(({ age, to: at, survivors, mrrMinor }) => ({
        age,
        at,
        lastDay: daysOf(from, at, zone).lastDay,
        survivors,
        survivalShare: survivors / accounts,
        monthlyRecurringRevenue: Money.ofMinor(mrrMinor, currency),
      })),
    };
  }
}
