import { Field, Int, ObjectType } from 'type-graphql';
import { Account } from '../accounts/account.type.js';
import type { Instant } from '../classification/calendar.js';
import { RELATIONSHIP_TYPES, type RelationshipType } from '../classification/timeline.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money } from '../money/money.type.js';
import { DateTime } from '../graphql/scalars.js';
import { Evidence, EVIDENCE } from '../relationships/relationship.type.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';
import { Policy } from '../policies/policy.type.js';
import type { Flip } from './flips.service.js';

@ObjectType({ description: 'The number of accounts in a group, and their revenue.' })
export class AccountsTotal {
  @Field(() => Int, { description: 'Number of accounts.' })
  accounts: number;

  @Field(() => Money, {
    description:
      'Recurring revenue per month of these accounts at `asOf`, which does not depend on the policy. Trials, free plans and paused subscriptions count as 0.',
  })
  monthlyRecurringRevenue: Money;
}

@ObjectType({ description: 'The accounts of one type, under the current policies and under the draft.' })
export class SimulatedCount {
  @Field(() => RelationshipTypeEnum, { description: 'The relationship type.' })
  type: RelationshipType;

  @Field(() => AccountsTotal, { description: 'The accounts that have this type under the current policies.' })
  now: AccountsTotal;

  @Field(() => AccountsTotal, { description: 'The accounts that would have this type under the draft.' })
  draft: AccountsTotal;
}

@ObjectType({
  description: 'The accounts that would change from one type to another, for example from `CUSTOMER` to `CLIENT`.',
})
export class RelationshipTransition extends AccountsTotal {
  @Field(() => RelationshipTypeEnum, { description: 'The type under the current policies.' })
  from: RelationshipType;

  @Field(() => RelationshipTypeEnum, { description: 'The type under the draft, always different from `from`.' })
  to: RelationshipType;
}

@ObjectType({ description: 'An account whose type would change, and why.' })
export class AccountFlip {
  @Field(() => Account, { description: 'The account.' })
  account: Account;

  @Field(() => RelationshipTypeEnum, { description: 'The type under the current policies.' })
  from: RelationshipType;

  @Field(() => RelationshipTypeEnum, { description: 'The type under the draft.' })
  to: RelationshipType;

  @Field(() => Money, { description: 'Recurring revenue per month of the account at `asOf`.' })
  monthlyRecurringRevenue: Money;

  @Cost(EVIDENCE)
  @Field(() => [Evidence], {
    description:
      'The criteria of the draft that decide, at `asOf`. For a change to `CLIENT`, the criteria that the account meets. For a change from `CLIENT`, the unmet criteria with the least total weight that would keep it a client. Empty if no criterion decides, for example if only `purchaseDays` changes the type.',
  })
  evidence: Evidence[];
}

@ObjectType({
  description:
    'The effect that a draft policy would have on all accounts if it were in force from `asOf` on. Types before `asOf` stay as they are, so a former client stays a former client. Nothing is stored.',
})
export class PolicySimulation {
  @Field(() => DateTime, { description: 'The instant to which all figures apply.' })
  asOf: Instant;

  @Field(() => Policy, {
    description:
      'The policy version in force at `asOf`, with which the draft is compared. Accounts to which it has not been rolled out yet are still classified by earlier versions.',
  })
  policy: Policy;

  @Field(() => Int, { description: 'Number of accounts of any type.' })
  accounts: number;

  @Cost({ size: RELATIONSHIP_TYPES.length })
  @Field(() => [SimulatedCount], { description: 'One entry for each of the six types.' })
  counts: SimulatedCount[];

  @Cost({ size: RELATIONSHIP_TYPES.length * (RELATIONSHIP_TYPES.length - 1) })
  @Field(() => [RelationshipTransition], {
    description:
      'One entry for each pair of types between which accounts would change, most accounts first. Empty if no account would change.',
  })
  transitions: RelationshipTransition[];

  /** The largest flips, as many as the operation selects. */
  readonly found: readonly Flip[];
}
