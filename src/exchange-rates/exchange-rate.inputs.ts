import { ArgsType, Field, InputType } from 'type-graphql';
import { CalendarDate, CurrencyCode, Decimal } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';

export const CURRENCY = "ISO 4217 code, for example `EUR`. Not the workspace's currency.";
export const FROM = "The first day on which the rate holds, in the workspace's time zone, for example `2026-03-01`.";
export const RATE =
  "The value of one unit in the workspace's currency, above 0 and below 1,000,000,000, with at most 12 significant digits, for example `1.0825`.";

@InputType({
  description:
    'An exchange rate to record. A rate of the same currency and day is replaced. For example, if a euro is worth 1.0825 US dollars from March 2026 on: `{ currencyCode: "EUR", from: "2026-03-01", rate: "1.0825" }`.',
})
export class ExchangeRateUpsertInput {
  @Field(() => CurrencyCode, { description: CURRENCY })
  currencyCode: string;

  @Field(() => CalendarDate, { description: FROM })
  from: string;

  @Field(() => Decimal, { description: RATE })
  rate: string;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'An exchange rate to delete.' })
export class ExchangeRateDeleteInput {
  @Field(() => CurrencyCode, { description: 'The currency of the rate, for example `EUR`.' })
  currencyCode: string;

  @Field(() => CalendarDate, { description: 'The first day of the rate, for example `2026-03-01`.' })
  from: string;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@ArgsType()
export class ExchangeRatesArgs {
  @Field(() => CurrencyCode, {
    nullable: true,
    description: 'Only rates of this currency, for example `EUR`. Default: all currencies.',
  })
  currencyCode?: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'Omits rates of days before this one, for example `2026-01-01`. Default: no limit.',
  })
  from?: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'Omits rates of this day and of later ones, for example `2027-01-01`. Default: no limit.',
  })
  until?: string | null;
}
