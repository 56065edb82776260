import { Field, InputType, registerEnumType } from 'type-graphql';
import type { FactName } from '../classification/facts.js';
import type { RelationshipType } from '../classification/timeline.js';
import { enumType } from '../graphql/enum.js';
import {
  DateTimeComparator,
  FloatComparator,
  IntComparator,
  NameComparator,
  NullableDateTimeComparator,
  TextComparator,
  type EnumComparator,
  type OrderComparator,
  type ReferenceComparator,
} from '../graphql/filters.js';
import type { MoneyInput } from '../money/money.type.js';
import { MemberComparator } from '../members/member.inputs.js';
import { PlanComparator } from '../plans/plan.inputs.js';
import { FactNameEnum } from '../policies/policy.type.js';
import { MoneyComparator } from '../money/money.inputs.js';
import { RelationshipTypeComparator } from '../derivation/relationship-type.inputs.js';

@InputType({
  description:
    'Filters accounts. All given conditions must match; `{}` matches every account. At most 50 comparisons, nested at most 4 levels deep. For example, customers who are not clients and either pay at least $500 a month without advocacy or change type before July 2026: `{ type: { eq: CUSTOMER }, or: [{ monthlyRecurringRevenue: { gte: { amount: "500", currencyCode: "USD" } }, unmetCriterion: ADVOCACY }, { nextChangeAt: { lt: "2026-07-01T00:00:00Z" } }] }`.',
})
export class AccountFilter {
  @Field(() => RelationshipTypeComparator, {
    nullable: true,
    description: 'Relationship type. For example `{ in: [FORMER_CUSTOMER, FORMER_CLIENT] }`.',
  })
  type?: EnumComparator<RelationshipType> | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only customers, including clients. False: only accounts that are neither.',
  })
  isCustomer?: boolean | null;

  @Field(() => FloatComparator, {
    nullable: true,
    description: 'Relationship score, 0 to 1. For example `{ gte: 0.4, lt: 0.5 }`. Not with `asOf`.',
  })
  score?: OrderComparator<number> | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: only accounts whose type would change if one criterion became met or unmet. False: only the others. Not with `asOf`.',
  })
  borderline?: boolean | null;

  @Field(() => FactNameEnum, {
    nullable: true,
    description:
      'Only accounts that do not meet a criterion about this fact, under the policy that currently applies to them. During a rollout, that is the previous policy for accounts that the rollout has not reached. No account matches if that policy has no criterion about the fact. For example `PERSONALIZED_INTERACTIONS`. Not with `asOf`.',
  })
  unmetCriterion?: FactName | null;

  @Field(() => NullableDateTimeComparator, {
    nullable: true,
    description:
      'When the type changes next if nothing more is recorded. For example, before July 2026: `{ lt: "2026-07-01T00:00:00Z" }`. Not with `asOf`.',
  })
  nextChangeAt?: NullableDateTimeComparator | null;

  @Field(() => PlanComparator, {
    nullable: true,
    description:
      'The highest-ranked plan that the account currently pays for. For example `{ eq: { externalId: "enterprise" } }`. Not with `asOf`.',
  })
  plan?: ReferenceComparator | null;

  @Field(() => MoneyComparator, {
    nullable: true,
    description:
      'Recurring revenue per month in the workspace\'s currency, converted at the exchange rates in effect at `asOf`, or now; trials, free plans and pauses count as 0. For example `{ gte: { amount: "500", currencyCode: "USD" } }`.',
  })
  monthlyRecurringRevenue?: OrderComparator<MoneyInput> | null;

  @Field(() => IntComparator, {
    nullable: true,
    description:
      "Whole months in the workspace's time zone, 0 to 1,200, from the start of the current run of paid time to now or to `asOf`; 0 if nothing is paid. For example, accounts in their second year: `{ gte: 12, lt: 24 }`.",
  })
  tenureMonths?: OrderComparator<number> | null;

  @Field(() => MemberComparator, {
    nullable: true,
    description: 'The success manager assigned now. For example, accounts without one: `{ isNull: true }`.',
  })
  successManager?: ReferenceComparator | null;

  @Field(() => NameComparator, {
    nullable: true,
    description: 'Account name. For example, to search while a user types: `{ startsWith: "acm" }`.',
  })
  name?: NameComparator | null;

  @Field(() => TextComparator, {
    nullable: true,
    description: 'Internet domain, ignoring case. For example `{ eq: "acme.example" }`.',
  })
  domain?: TextComparator | null;

  @Field(() => TextComparator, {
    nullable: true,
    description: 'Your own id, case-sensitive. For example `{ in: ["A-17", "A-18"] }`.',
  })
  externalId?: TextComparator | null;

  @Field(() => DateTimeComparator, {
    nullable: true,
    description: 'When the account was first recorded. For example `{ gte: "2026-01-01T00:00:00Z" }`.',
  })
  createdAt?: DateTimeComparator | null;

  @Field(() => NullableDateTimeComparator, {
    nullable: true,
    description:
      'When the last interaction took place. For example, accounts without interactions since 2025: `{ lt: "2026-01-01T00:00:00Z" }`. Not with `asOf`.',
  })
  lastInteractionAt?: NullableDateTimeComparator | null;

  @Field(() => [AccountFilter], { nullable: true, description: 'All of these filters must match as well.' })
  and?: AccountFilter[] | null;

  @Field(() => [AccountFilter], {
    nullable: true,
    description: 'At least one of these filters must match as well; an empty list matches nothing.',
  })
  or?: AccountFilter[] | null;
}

export type AccountOrderField =
  'NAME' | 'CREATED_AT' | 'SCORE' | 'MONTHLY_RECURRING_REVENUE' | 'TENURE' | 'NEXT_CHANGE';

export const AccountOrderFieldEnum = enumType<AccountOrderField>('AccountOrderField', 'Field to order accounts by.', {
  NAME: 'Name, ignoring case and accents.',
  CREATED_AT: 'When the account was first recorded.',
  SCORE: 'Relationship score. Not with `asOf`.',
  MONTHLY_RECURRING_REVENUE: "Recurring revenue per month in the workspace's currency.",
  TENURE: 'Length of the current run of paid time, to the millisecond; shortest for accounts that pay for nothing.',
  NEXT_CHANGE:
    'When the type changes next if nothing more is recorded; latest for accounts whose type never changes. Not with `asOf`.',
});

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Direction of an ordering.',
  valuesConfig: {
    ASC: { description: 'Smallest, earliest or alphabetically first value first.' },
    DESC: { description: 'Largest, latest or alphabetically last value first.' },
  },
});

@InputType({ description: 'How to order accounts. The id breaks ties.' })
export class AccountOrder {
  @Field(() => AccountOrderFieldEnum, { description: 'Field to order by.' })
  field: AccountOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Direction. Default: ASC.' })
  direction: OrderDirection;
}
