import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Instant, Zone } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { connectionOf } from '../graphql/connection.js';
import { enumType } from '../graphql/enum.js';
import { Money, type Currency } from '../money/money.type.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';
import type { RenewalChance, RenewalMonthSum } from './renewal.service.js';
import type { RenewalOutcome, RenewalRow } from './renewal.sql.js';
import { dayOf } from './days.js';

export const RenewalOutcomeEnum = enumType<RenewalOutcome>('RenewalOutcome', 'The outcome of a renewal.', {
  DUE: 'The term has not ended, and no recorded cancellation takes effect by its end.',
  CANCELED: 'The term has not ended, and a recorded cancellation takes effect by its end.',
  OPEN: 'The term, or the subscription shortly before it, has ended, but is neither renewed nor lapsed: what may renew it is past due or paused, or may still begin.',
  RENEWED:
    'At or after the end of the term, the subscription was active, without a gap or after a gap of at most `gapDays` days; or the account had another active subscription that started at most `gapDays` days before or after. `gapDays` is that of the policy in force at the end.',
  LAPSED:
    'The subscription is no longer paid, and more than `gapDays` days have passed without a renewal. A later payment does not change it to RENEWED.',
});

@ObjectType({
  description:
    'The end of a term of a subscription, at which it is renewed or not, by the same subscription or by a new one of the account. Subscriptions without a term (`termMonths` is 0) have no renewals; they continue from one billing period to the next.',
})
export class Renewal {
  readonly subscriptionId: string;
  readonly accountId: string;
  readonly decidedFrom: Instant;

  @Field(() => DateTime, {
    description:
      'When the term ends and the next one would start. It is later than the end of the subscription if that was replaced or given up shortly before the term ended.',
  })
  at: Instant;

  @Field(() => Int, { description: 'The length of the term that ends, in months.' })
  termMonths: number;

  @Field(() => Money, {
    description:
      "The total value of one more term: the recurring revenue of all items over the term, less discounts that are still in effect when it begins, in the workspace's currency at the current exchange rate.",
  })
  amount: Money;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "The last instant to give notice: `at` minus the agreed `noticeDays`, counted in the workspace's time zone. Null if no notice is agreed.",
  })
  noticeBy: Instant | null;

  @Field(() => RelationshipTypeEnum, {
    description:
      'The current type of the account or, if the term or the subscription has ended, its type just before that end.',
  })
  type: RelationshipType;

  @Field(() => RenewalOutcomeEnum, { description: 'The outcome, as far as known.' })
  outcome: RenewalOutcome;

  @Field(() => Float, {
    nullable: true,
    description:
      'The probability that the term is renewed, 0 to 1. It is 1 if the term was renewed, 0 if it lapsed or a recorded cancellation takes effect by its end, and otherwise the estimate (`termsRenewed` + 1) / (`termsEnded` + 2). Null if there are no terms to estimate it from.',
  })
  probability: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of terms that ended in the last 730 days and were renewed or lapsed, for accounts that had this type at the time; for all accounts if those are fewer than 20 terms. Null if the probability is not an estimate.',
  })
  termsEnded: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of those terms that were renewed. Null if the probability is not an estimate.',
  })
  termsRenewed: number | null;

  @Field(() => String, { description: 'The basis of the probability, as a sentence.' })
  summary: string;

  /** `amountMinor` is in the workspace's currency. */
  constructor(row: RenewalRow, amountMinor: number, chance: RenewalChance, currency: Currency) {
    this.subscriptionId = row.subscriptionId;
    this.accountId = row.accountId;
    this.at = row.at;
    this.termMonths = row.termMonths;
    this.amount = Money.ofMinor(amountMinor, currency);
    this.decidedFrom = row.decidedFrom;
    this.noticeBy = row.noticeBy;
    this.type = row.type;
    this.outcome = row.outcome;
    Object.assign(this, chance);
  }
}

@ObjectType({ description: 'The renewals of one calendar month.' })
export class RenewalMonth {
  @Field(() => DateTime, { description: "The first instant of the month, in the workspace's time zone." })
  from: Instant;

  @Field(() => CalendarDate, { description: "The first day of the month, in the workspace's time zone." })
  firstDay: string;

  @Field(() => Int, { description: 'Number of terms that end in the month, within the requested range.' })
  renewals: number;

  @Field(() => Money, {
    description: "The total amount of these renewals, in the workspace's currency at the current exchange rates.",
  })
  amount: Money;

  @Field(() => Money, {
    description:
      'The expected amount: the sum of each amount multiplied by its probability. A renewal without a probability counts as 0.',
  })
  expectedAmount: Money;

  static of(
    { month, renewals, amountMinor, expectedMinor }: RenewalMonthSum,
    currency: Currency,
    zone: Zone,
  ): RenewalMonth {
    return {
      from: month,
      firstDay: dayOf(month, zone),
      renewals,
      amount: Money.ofMinor(amountMinor, currency),
      expectedAmount: Money.ofMinor(expectedMinor, currency),
    };
  }
}

export const RenewalConnection = connectionOf('Renewal', () => Renewal);
