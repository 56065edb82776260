import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { connectionOf } from '../graphql/connection.js';
import { enumType } from '../graphql/enum.js';
import { Money, type Currency } from '../money/money.type.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';
import type { RenewalChance, RenewalMonthSum, RenewalOutcome } from './renewal.service.js';
import type { RenewalRow } from './renewal.sql.js';
import { dayOf } from './days.js';

export const RenewalOutcomeEnum = enumType<RenewalOutcome>('RenewalOutcome', 'The outcome of a renewal.', {
  DUE: 'The term has not ended, and the subscription continues unless it is canceled.',
  CANCELED: 'The term has not ended, and the subscription ends with it.',
  RENEWED: 'The term has ended, and the subscription continued.',
  LAPSED: 'The term has ended, and the subscription ended with it.',
});

@ObjectType({
  description:
    'The end of a term of a subscription, at which it is renewed or not. Subscriptions without a term (`termMonths` is 0) have no renewals; they continue from one billing interval to the next.',
})
export class Renewal {
  readonly subscriptionId: string;
  readonly accountId: string;

  @Field(() => DateTime, { description: 'When the term ends and the next one would start.' })
  at: Instant;

  @Field(() => Int, { description: 'The length of the term that ends, in months.' })
  termMonths: number;

  @Field(() => Money, {
    description:
      'The total value of one more term at the same price: price × quantity × billing intervals in the term.',
  })
  amount: Money;

  @Field(() => RelationshipTypeEnum, {
    description: 'The type of the account now or, if the term has ended, just before its end.',
  })
  type: RelationshipType;

  @Field(() => RenewalOutcomeEnum, { description: 'The outcome, as far as known.' })
  outcome: RenewalOutcome;

  @Field(() => Float, {
    nullable: true,
    description:
      'The probability that the term is renewed, 0 to 1. It is 1 or 0 if the outcome is known, and (`termsRenewed` + 1) / (`termsEnded` + 2) if the renewal is due. Null if it is due and no term ended in the last 730 days.',
  })
  probability: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of terms that ended in the last 730 days for accounts that had this type at the time; for all accounts if those are fewer than 20 terms. Null if the outcome is known.',
  })
  termsEnded: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of those terms that were renewed. Null if the outcome is known.',
  })
  termsRenewed: number | null;

  @Field(() => String, { description: 'The basis of the probability, as a sentence.' })
  summary: string;

  constructor(row: RenewalRow, outcome: RenewalOutcome, chance: RenewalChance, currency: Currency) {
    this.subscriptionId = row.subscriptionId;
    this.accountId = row.accountId;
    this.at = row.at;
    this.termMonths = row.termMonths;
    this.amount = Money.ofMinor(row.amountMinor, currency);
    this.type = row.type;
    this.outcome = outcome;
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

  @Field(() => Money, { description: 'The total amount of these renewals.' })
  amount: Money;

  @Field(() => Money, {
    description:
      'The expected amount: the sum of each amount multiplied by its probability. A renewal without a probability counts as 0.',
  })
  expectedAmount: Money;

  static of(
    { month, renewals, amountMinor, expectedMinor }: RenewalMonthSum,
    currency: Currency,
    timeZone: string,
  ): RenewalMonth {
    return {
      from: month,
      firstDay: dayOf(month, timeZone),
      renewals,
      amount: Money.ofMinor(amountMinor, currency),
      expectedAmount: Money.ofMinor(expectedMinor, currency),
    };
  }
}

export const RenewalConnection = connectionOf('Renewal', () => Renewal);
