import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Instant, Zone } from '../classification/calendar.js';
import { Money, type Currency } from '../money/money.type.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { daysOf } from './days.js';
import type { Retention } from './retention.service.js';

@ObjectType({
  description:
    'The retention, over one interval, of the accounts kept just before it: those with a paid subscription in force, paused ones included. Ratios are null if their denominator is zero.',
})
export class RetentionPoint {
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
      'Number of accounts with a paid subscription in force just before `from`, paused ones included. All figures except `quickRatio` apply to these accounts.',
  })
  accounts: number;

  @Field(() => Int, {
    description:
      'Number of those accounts without a paid subscription in force just before `to`. A paused account is not among them until its subscription ends.',
  })
  churnedAccounts: number;

  @Field(() => Float, {
    nullable: true,
    description: '`churnedAccounts / accounts`, 0 to 1: the share of accounts lost, regardless of their revenue.',
  })
  logoChurn: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Gross revenue retention (GRR), 0 to 1: the revenue, just before `to`, of the accounts that brought revenue just before `from`, for each account capped at its revenue just before `from`, divided by their revenue just before `from`. Pauses lower it.',
  })
  grossRevenueRetention: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Net revenue retention (NRR): the revenue, just before `to`, of the accounts that brought revenue just before `from`, divided by their revenue just before `from`. It exceeds 1 if growth exceeds losses. Revenue of other accounts does not count, such as that of an account that was paused just before `from`.',
  })
  netRevenueRetention: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Revenue gained divided by revenue lost in the interval, as in `revenueMovements`: (new + expansion + reactivation + resume) / (contraction + churn + pause).',
  })
  quickRatio: number | null;

  @Field(() => Money, {
    nullable: true,
    description:
      'Average revenue per account (ARPA) per month, just before `from`: recurring revenue divided by `accounts`. Null if there are no accounts.',
  })
  averageRevenuePerAccount: Money | null;

  @Field(() => Money, {
    nullable: true,
    description:
      'Customer lifetime value (LTV): `averageRevenuePerAccount` multiplied by the number of months that an account stays at this `logoChurn` (months in the interval / logoChurn). It is revenue, without costs or discounting, and assumes the same churn for all accounts, unlike `retentionProjection`. Null if it is not defined; see `lifetimeValueReason`.',
  })
  lifetimeValue: Money | null;

  @Field(() => String, { nullable: true, description: 'Why `lifetimeValue` is null. Null if there is a value.' })
  lifetimeValueReason: string | null;

  constructor(
    readonly retention: Retention,
    currency: Currency,
    zone: Zone,
  ) {
    const { averageRevenueMinor, lifetimeValueMinor } = retention;
    const money = (minor: number | null): Money | null => (minor === null ? null : Money.ofMinor(minor, currency));
    this.from = retention.from;
    this.to = retention.to;
    Object.assign(this, daysOf(retention.from, retention.to, zone));
    this.accounts = retention.accounts;
    this.churnedAccounts = retention.churnedAccounts;
    this.logoChurn = retention.logoChurn;
    this.grossRevenueRetention = retention.grossRevenueRetention;
    this.netRevenueRetention = retention.netRevenueRetention;
    this.quickRatio = retention.quickRatio;
    this.averageRevenuePerAccount = money(averageRevenueMinor);
    this.lifetimeValue = money(lifetimeValueMinor);
    this.lifetimeValueReason = retention.lifetimeValueReason;
  }
}
