import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { DateTime } from '../graphql/scalars.js';
import { currencyOf, Money, type Currency } from '../money/money.type.js';
import { ISO_DIGITS } from '../money/currency-digits.js';
import type { UsageRow } from './usage.sql.js';

@ObjectType({
  description:
    'An amount that an account was charged for usage. It counts in `Account.usageRevenue`, never in recurring revenue.',
})
export class UsageRecord {
  @Field(() => String, { description: 'Your own id, unique among usage records, for example `invoice-981-line-3`.' })
  externalId: string;

  @Field(() => DateTime, { description: 'When the usage was charged.' })
  at: Instant;

  @Field(() => Money, { description: 'The amount charged, in the currency in which it was recorded.' })
  amount: Money;

  @Field(() => DateTime, {
    description: 'When the record last changed. Pass it as `expectedUpdatedAt` to detect concurrent changes.',
  })
  updatedAt: Instant;

  static of({ externalId, at, amountMinor, currencyCode, updatedAt }: UsageRow, own: Currency): UsageRecord {
    const currency = currencyCode === null ? own : currencyOf(currencyCode, ISO_DIGITS.get(currencyCode)!);
    return Object.assign(new UsageRecord(), {
      ...{ externalId, at, updatedAt },
      amount: Money.ofMinor(amountMinor, currency),
    });
  }
}
