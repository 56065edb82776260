import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { Money, type Currency } from '../money/money.js';
import { DateTime } from '../graphql/scalars.js';
import type { Retention } from './retention.service.js';

@ObjectType({
  description:
    'What became in one interval of the accounts that brought revenue just before it. A ratio is null where it would divide by nought.',
})
export class RetentionPoint {
  @Field(() => DateTime, { description: 'The first instant of the interval.' })
  from: Instant;

  @Field(() => DateTime, { description: 'The instant at which it is over; it belongs to the next one.' })
  to: Instant;

  @Field(() => Int, {
    description: 'Accounts that brought revenue just before `from`: those that all of this is about.',
  })
  accounts: number;

  @Field(() => Int, {
    description: 'Of them, those that just before `to` neither bring revenue nor would if they were not paused.',
  })
  churnedAccounts: number;

  @Field(() => Float, {
    nullable: true,
    description: '`churnedAccounts / accounts`, 0 to 1: the share of accounts lost, whatever they paid.',
  })
  logoChurn: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Gross revenue retention (GRR), 0 to 1: what they bring just before `to`, of each account no more than it brought just before `from`, by what they brought then. Pauses lower it.',
  })
  grossRevenueRetention: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Net revenue retention (NRR): what they bring just before `to` by what they brought just before `from`. Above 1 where they grew by more than was lost; what other accounts bring does not count.',
  })
  netRevenueRetention: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Revenue gained by revenue lost in the interval, as in `revenueMovements`: (new + expansion + reactivation + resume) / (contraction + churn + pause).',
  })
  quickRatio: number | null;

  @Field(() => Money, {
    nullable: true,
    description:
      'Average revenue per account (ARPA) and month, just before `from`: recurring revenue by `accounts`. Null where there are none.',
  })
  averageRevenuePerAccount: Money | null;

  @Field(() => Money, {
    nullable: true,
    description:
      'Customer lifetime value (LTV): `averageRevenuePerAccount` times the months that an account stays at this `logoChurn` (intervals / logoChurn). Revenue, without costs or discounting; it takes churn as the same for all, which `retentionProjection` does not. Null where it has no meaning.',
  })
  lifetimeValue: Money | null;

  @Field(() => String, { nullable: true, description: 'Why there is no `lifetimeValue`; null where there is one.' })
  lifetimeValueReason: string | null;

  constructor(
    readonly retention: Retention,
    currency: Currency,
  ) {
    const { averageRevenueMinor, lifetimeValueMinor } = retention;
    const money = (minor: number | null): Money | null => (minor === null ? null : Money.ofMinor(minor, currency));
    this.from = retention.from;
    this.to = retention.to;
    this.accounts = retention.accounts;
    this.churnedAccounts = retention.churnedAccounts;
    this.logoChurn = retention.logoChurn;
    this.grossRevenueRetention = retention.grossRevenueRetention;
    this.netRevenueRetention = retention.netRevenueRetention;
    this.quickRatio = retention.quickRatio;
    this.averageRevenuePerAccount = money(averageRevenueMinor);
    this.lifetimeValue = money(lifetimeValueMinor);
    this.lifetimeValueReason = retention.noLifetimeValueBecause;
  }
}
