import { Field, ObjectType } from 'type-graphql';
import type { Instant, Zone } from '../classification/calendar.js';
import { Money, type Currency } from '../money/money.type.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { daysOf } from './days.js';
import type { Movement } from './revenue-movement.service.js';

@ObjectType({
  description:
    'The movements of recurring revenue per month in one interval. Exactly, in minor units: `start + new + expansion + reactivation + resume - contraction - churn - pause + exchange = end`. Each change of an account counts separately at its instant, so revenue that starts and ends within the interval counts in both. Movements in other currencies are converted at the exchange rate in effect at their instant. Only `exchange` can be negative.',
})
export class RevenueMovement {
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

  @Field(() => Money, {
    description: 'Recurring revenue per month just before `from`, at the exchange rates of that instant.',
  })
  start: Money;

  @Field(() => Money, {
    description:
      'Revenue from accounts at the first instant at which they brought any. Earlier free or paused time does not count.',
  })
  new: Money;

  @Field(() => Money, {
    description:
      'Additional revenue from accounts that had a paid subscription in force just before, paused ones included: more seats, higher plans or prices, additional subscriptions.',
  })
  expansion: Money;

  @Field(() => Money, {
    description: 'Revenue lost from accounts that still have a paid subscription in force, paused ones included.',
  })
  contraction: Money;

  @Field(() => Money, {
    description:
      'Revenue lost from accounts that have no paid subscription in force any more, not even a paused one. Revenue that was paused before its end counts as `pause` only.',
  })
  churn: Money;

  @Field(() => Money, {
    description:
      'Revenue from accounts that came back: they brought revenue earlier, but had no paid subscription in force just before, not even a paused one.',
  })
  reactivation: Money;

  @Field(() => Money, {
    description: 'Revenue lost because subscriptions were paused or granted free time.',
  })
  pause: Money;

  @Field(() => Money, {
    description: 'Revenue regained because paused subscriptions resumed or granted free time ended.',
  })
  resume: Money;

  @Field(() => Money, {
    description:
      "Revenue gained through changes of exchange rates; negative if lost. Includes the differences from rounding the other amounts. Zero if all subscriptions are in the workspace's currency.",
  })
  exchange: Money;

  @Field(() => Money, {
    description:
      'Recurring revenue per month just before `to`, of the same accounts as `start`, at the exchange rates of that instant.',
  })
  end: Money;

  static of({ from, to, ...amounts }: Movement, currency: Currency, zone: Zone): RevenueMovement {
    const keys = [
      'start',
      'new',
      'expansion',
      'contraction',
      'churn',
      'reactivation',
      'pause',
      'resume',
      'exchange',
      'end',
    ] as const;
    const money = Object.fromEntries(keys.map((key) => [key, Money.ofMinor(amounts[key], currency)]));
    return Object.assign(new RevenueMovement(), { from, to, ...daysOf(from, to, zone) }, money);
  }
}
