import { Field, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { isCustomerType, RELATIONSHIP_TYPES, type RelationshipType } from '../classification/timeline.js';
import { indexBy } from '../database/grouping.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money, type Currency } from '../money/money.js';
import { DateTime } from '../graphql/scalars.js';
import type { TypeCountRow } from './client-base.sql.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';

@ObjectType({ description: 'How many accounts have a type, and what they bring.' })
export class TypeCount {
  @Field(() => RelationshipTypeEnum, { description: 'The type.' })
  type: RelationshipType;

  @Field(() => Int, { description: 'Accounts of that type.' })
  accounts: number;

  @Field(() => Money, {
    description: 'Their recurring revenue per month, together; trials, free plans and pauses count 0.',
  })
  monthlyRecurringRevenue: Money;

  /** One per type, also for those that no row is about. */
  static ofAll(rows: readonly TypeCountRow[], currency: Currency): TypeCount[] {
    const rowOf = indexBy(rows, ({ type }) => type);
    return RELATIONSHIP_TYPES.map((type) => {
      const { accounts, mrrMinor } = rowOf.get(type) ?? { accounts: 0, mrrMinor: 0 };
      return { type, accounts, monthlyRecurringRevenue: Money.ofMinor(mrrMinor, currency) };
    });
  }
}

@ObjectType({ description: 'The whole base at one instant.' })
export class ClientBase {
  @Field(() => DateTime, { description: 'The instant that all of this is about.' })
  asOf: number;

  @Field(() => Int, { description: 'All accounts, whatever their type.' })
  accounts: number;

  @Field(() => Int, { description: 'Those that are customers; clients are among them.' })
  customers: number;

  @Cost({ size: RELATIONSHIP_TYPES.length })
  @Field(() => [TypeCount], { description: 'One per type, all six of them.' })
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
