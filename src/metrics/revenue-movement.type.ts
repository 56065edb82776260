import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { Money, type Currency } from '../money/money.js';
import { DateTime } from '../graphql/scalars.js';
import type { Movement } from './revenue-movement.service.js';

@ObjectType({
  description:
    'How recurring revenue per month moved in one interval. To the cent: `start + new + expansion + reactivation + resume - contraction - churn - pause = end`. Each turn of an account counts by itself at its instant, so what joins and leaves within one interval is in both; no amount but these is ever negative.',
})
export class RevenueMovement {
  @Field(() => DateTime, { description: 'The first instant of the interval.' })
  from: Instant;

  @Field(() => DateTime, { description: 'The instant at which it is over; it belongs to the next one.' })
  to: Instant;

  @Field(() => Money, { description: 'Recurring revenue per month just before `from`.' })
  start: Money;

  @Field(() => Money, { description: 'Of accounts that paid for the first time.' })
  new: Money;

  @Field(() => Money, {
    description: 'What accounts that had a subscription in force came to pay more: seats, plans, prices, further ones.',
  })
  expansion: Money;

  @Field(() => Money, { description: 'What accounts came to pay less that still have a subscription in force.' })
  contraction: Money;

  @Field(() => Money, {
    description: 'Of accounts that ended all that they paid for. What was paused before it ended left as `pause`.',
  })
  churn: Money;

  @Field(() => Money, { description: 'Of accounts that had paid before, brought nothing just before, and came back.' })
  reactivation: Money;

  @Field(() => Money, { description: 'What paused subscriptions no longer bring.' })
  pause: Money;

  @Field(() => Money, { description: 'What subscriptions bring again that were paused.' })
  resume: Money;

  @Field(() => Money, { description: 'Recurring revenue per month just before `to`, of the same accounts.' })
  end: Money;

  static of({ from, to, change: _, ...amounts }: Movement, currency: Currency): RevenueMovement {
    const keys = [
      'start',
      'new',
      'expansion',
      'contraction',
      'churn',
      'reactivation',
      'pause',
      'resume',
      'end',
    ] as const;
    const money = Object.fromEntries(keys.map((key) => [key, Money.ofMinor(amounts[key], currency)]));
    return Object.assign(new RevenueMovement(), { from, to }, money);
  }
}
