import { Field, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { isCustomerType, RELATIONSHIP_TYPES, type RelationshipType } from '../classification/timeline.js';
import { indexBy } from '../database/grouping.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money, type Currency } from '../money/money.type.js';
import { DateTime } from '../graphql/scalars.js';
import type { TypeCountRow } from './client-base.sql.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';

@ObjectType({ description: 'The number of accounts of one type, and their revenue.' })
export class TypeCount {
  @Field(() => RelationshipTypeEnum, { description: 'The relationship type.' })
  type: RelationshipType;

  @Field(() => Int, { description: 'Number of accounts of that type.' })
  accounts: number;

  @Field(() => Money, {
    description:
      'The recurring revenue per month of these accounts, at the exchange rates of the instant. Trials, free plans and paused subscriptions count as 0.',
  })
  monthlyRecurringRevenue: Money;

  /** Returns one count per type; types without a row count 0. */
  static ofAll(rows: readonly TypeCountRow[], currency: Currency): TypeCount[] {
    const rowOf = indexBy(rows, ({ type }) => type);
    return RELATIONSHIP_TYPES.map((type) => {
      const { accounts, mrrMinor } = rowOf.get(type) ?? { accounts: 0, mrrMinor: 0 };
      return { type, accounts, monthlyRecurringRevenue: Money.ofMinor(mrrMinor, currency) };
    });
  }
}

@ObjectType({ description: 'All accounts of the workspace at one instant.' })
export class ClientBase {
  @Field(() => DateTime, { description: 'The instant to which all figures apply.' })
  asOf: number;

  @Field(() => Int, { description: 'Number of accounts of any type.' })
  accounts: number;

  @Field(() => Int, { description: 'Number of customers, including clients.' })
  customers: number;

  @Cost({ size: RELATIONSHIP_TYPES.length })
  @Field(() => [TypeCount], { description: 'One entry for each of the six types.' })
  counts: TypeCount[];

  readonly isNow: boolean;

  constructor(at: Instant, rows: readonly TypeCountRow[], currency: Currency, now: Instant) {
    const sum = (some: readonly TypeCount[]): number => some.reduce((total, { accounts }) => total + accounts, 0);
    this.asOf = at;
    this.counts = TypeCount.ofAll(rows, currency);
    this.accounts = sum(this.counts);
    this.customers = sum(this.counts.filter(({ type }) => isCustomerType(type)));
    this.isNow = at === now;
  }
}
