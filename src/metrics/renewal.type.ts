import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { connectionOf } from '../graphql/connection.js';
import { enumType } from '../graphql/enum.js';
import { Money, type Currency } from '../money/money.js';
import { DateTime } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';
import type { RenewalChance, RenewalMonthSum, RenewalOutcome } from './renewal.service.js';
import type { RenewalRow } from './renewal.sql.js';

export const RenewalOutcomeEnum = enumType<RenewalOutcome>('RenewalOutcome', 'What is known of a renewal.', {
  DUE: 'The term ends later than now, and the subscription goes on unless it is canceled.',
  CANCELED: 'The term ends later than now, and the subscription with it.',
  RENEWED: 'The term is over, and the subscription went on.',
  LAPSED: 'The term is over, and the subscription with it.',
});

@ObjectType({
  description:
    'The end of a term that a subscription was agreed for (`termMonths` above 0), when it is renewed or not. Subscriptions without a term go on from one billing interval to the next, and have none.',
})
export class Renewal {
  readonly subscriptionId: string;
  readonly accountId: string;

  @Field(() => DateTime, { description: 'When the term ends, and the next one would begin.' })
  at: Instant;

  @Field(() => Int, { description: 'The length of the term that ends, in months.' })
  termMonths: number;

  @Field(() => Money, {
    description:
      'What one more term at the same price brings in all: price × quantity × billing intervals in the term.',
  })
  amount: Money;

  @Field(() => RelationshipTypeEnum, {
    description: 'The type of the account: now, or just before a term that is over ended.',
  })
  type: RelationshipType;

  @Field(() => RenewalOutcomeEnum, { description: 'What is known of it.' })
  outcome: RenewalOutcome;

  @Field(() => Float, {
    nullable: true,
    description:
      'How likely it is renewed, 0 to 1: 1 or 0 where that is known; else (`termsRenewed` + 1) / (`termsEnded` + 2), which is never certain. Null where no term has ended lately.',
  })
  probability: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'What the probability rests on: terms that ended in the last 730 days, of accounts that then had this type; of all accounts where those are fewer than 20. Null where the outcome is known.',
  })
  termsEnded: number | null;

  @Field(() => Int, { nullable: true, description: 'Of those, the ones after which the subscription went on.' })
  termsRenewed: number | null;

  @Field(() => String, { description: 'What the probability rests on, as a sentence.' })
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

  @Field(() => Int, { description: 'Terms that end in it, within the days asked for.' })
  renewals: number;

  @Field(() => Money, { description: 'Their amounts.' })
  amount: Money;

  @Field(() => Money, {
    description:
      'Their amounts, each times its probability: what is to be expected. Without a probability one counts 0.',
  })
  expectedAmount: Money;

  static of({ month, renewals, amountMinor, expectedMinor }: RenewalMonthSum, currency: Currency): RenewalMonth {
    return {
      from: month,
      renewals,
      amount: Money.ofMinor(amountMinor, currency),
      expectedAmount: Money.ofMinor(expectedMinor, currency),
    };
  }
}

export const RenewalConnection = connectionOf('Renewal', () => Renewal);
