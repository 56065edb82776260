import { Field, Int, ObjectType } from 'type-graphql';
import type { RelationshipType } from '../classification/timeline.js';
import { Money } from '../graphql/money.js';
import { DateTime } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from './relationship.type.js';

@ObjectType({ description: 'How many accounts have a type, and what they bring.' })
export class TypeCount {
  @Field(() => RelationshipTypeEnum, { description: 'The type.' })
  type: RelationshipType;

  @Field(() => Int, { description: 'Accounts of that type.' })
  accounts: number;

  @Field(() => Money, { description: 'Their recurring revenue per month.' })
  monthlyRecurringRevenue: Money;
}

@ObjectType({ description: 'The whole base at one instant.' })
export class ClientBase {
  @Field(() => DateTime, { description: 'The instant that all of this is about.' })
  asOf: number;

  @Field(() => Int, { description: 'All accounts, whatever their type.' })
  accounts: number;

  @Field(() => Int, { description: 'Those that are customers; clients are among them.' })
  customers: number;

  @Field(() => [TypeCount], { description: 'One per type, all six of them.' })
  counts: TypeCount[];

  readonly isNow: boolean;
}
