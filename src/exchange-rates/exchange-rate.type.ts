import { Field, ObjectType } from 'type-graphql';
import { CalendarDate, CurrencyCode, Decimal } from '../graphql/scalars.js';

@ObjectType({
  description:
    "An exchange rate. It holds from midnight of its day, in the workspace's time zone, until the next rate of its currency; the earliest rate of a currency also holds before its day.",
})
export class ExchangeRate {
  @Field(() => CurrencyCode, { description: 'The currency, for example `EUR`.' })
  currencyCode: string;

  @Field(() => CalendarDate, { description: 'The first day on which the rate holds, for example `2026-03-01`.' })
  from: string;

  @Field(() => Decimal, { description: "The value of one unit in the workspace's currency, for example `1.0825`." })
  rate: string;
}
