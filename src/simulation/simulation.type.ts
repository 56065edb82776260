import { Field, Int, ObjectType } from 'type-graphql';
import { Account } from '../accounts/account.type.js';
import type { Instant } from '../classification/calendar.js';
import { RELATIONSHIP_TYPES, type RelationshipType } from '../classification/timeline.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money } from '../money/money.js';
import { DateTime } from '../graphql/scalars.js';
import { Evidence, EVIDENCE } from '../relationships/relationship.type.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';
import { Policy } from '../policies/policy.type.js';
import type { Flip } from './flips.service.js';

@ObjectType({ description: 'Some accounts together.' })
export class AccountsTotal {
  @Field(() => Int, { description: 'How many they are.' })
  accounts: number;

  @Field(() => Money, {
    description: 'What they bring per month at `asOf`; no policy changes that. Trials, free plans and pauses count 0.',
  })
  monthlyRecurringRevenue: Money;
}

@ObjectType({ description: 'The accounts of one type, as judged now and as the draft would judge them.' })
export class SimulatedCount {
  @Field(() => RelationshipTypeEnum, { description: 'The type.' })
  type: RelationshipType;

  @Field(() => AccountsTotal, { description: 'Those that have it now: by the policies that judge them today.' })
  now: AccountsTotal;

  @Field(() => AccountsTotal, { description: 'Those that would have it under the draft.' })
  draft: AccountsTotal;
}

@ObjectType({
  description: 'The accounts that would turn from one type into another, for example from CUSTOMER to CLIENT.',
})
export class RelationshipTransition extends AccountsTotal {
  @Field(() => RelationshipTypeEnum, { description: 'What they are now.' })
  from: RelationshipType;

  @Field(() => RelationshipTypeEnum, { description: 'What they would be under the draft; never the same.' })
  to: RelationshipType;
}

@ObjectType({ description: 'One account that would turn, and why.' })
export class AccountFlip {
  @Field(() => Account, { description: 'The account.' })
  account: Account;

  @Field(() => RelationshipTypeEnum, { description: 'What it is now.' })
  from: RelationshipType;

  @Field(() => RelationshipTypeEnum, { description: 'What it would be under the draft.' })
  to: RelationshipType;

  @Field(() => Money, { description: 'Its recurring revenue per month at `asOf`.' })
  monthlyRecurringRevenue: Money;

  @Cost(EVIDENCE)
  @Field(() => [Evidence], {
    description:
      "The draft's criteria that decide, at `asOf`. To CLIENT: those that it meets. From CLIENT: the lightest set of those that it would have to meet as well. None where criteria decide nothing, as when a purchase counts for longer or shorter.",
  })
  evidence: Evidence[];
}

@ObjectType({
  description:
    'What a draft would make of the whole base if it held from `asOf` on; what an account left behind before that stays. Nothing is changed by asking.',
})
export class PolicySimulation {
  @Field(() => DateTime, { description: 'The instant that all of this is about.' })
  asOf: Instant;

  @Field(() => Policy, {
    description:
      'The version in force at `asOf`, which the draft is held against. An account that it has not been rolled out to yet is still judged by those before it.',
  })
  policy: Policy;

  @Field(() => Int, { description: 'All accounts, whatever their type.' })
  accounts: number;

  @Cost({ size: RELATIONSHIP_TYPES.length })
  @Field(() => [SimulatedCount], { description: 'One per type, all six of them.' })
  counts: SimulatedCount[];

  @Cost({ size: RELATIONSHIP_TYPES.length * (RELATIONSHIP_TYPES.length - 1) })
  @Field(() => [RelationshipTransition], {
    description:
      'One per pair of types between which accounts would turn, most accounts first; empty where none would.',
  })
  transitions: RelationshipTransition[];

  /** The largest flips, as many as the operation asks for. */
  readonly found: readonly Flip[];
}
