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
import type { MoneyInput } from '../money/money.js';
import { MemberComparator } from '../members/member.inputs.js';
import { PlanComparator } from '../plans/plan.inputs.js';
import { FactNameEnum } from '../policies/policy.type.js';
import { MoneyComparator } from '../money/money.inputs.js';
import { RelationshipTypeComparator } from '../derivation/relationship-type.inputs.js';

@InputType({
  description:
    'Which accounts to list; what is given must all hold, so that `{}` is all of them. At most 50 comparisons, nested at most 4 deep. For example customers who pay $500 or more a month and leave out advocacy, or who are about to change: `{ type: { eq: CUSTOMER }, or: [{ monthlyRecurringRevenue: { gte: { amount: "500", currencyCode: "USD" } }, unmetCriterion: ADVOCACY }, { nextChangeAt: { lt: "2026-07-01T00:00:00Z" } }] }`.',
})
export class AccountFilter {
  @Field(() => RelationshipTypeComparator, {
    nullable: true,
    description: 'What the relationship is. For example `{ in: [FORMER_CUSTOMER, FORMER_CLIENT] }`.',
  })
  type?: EnumComparator<RelationshipType> | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only customers, clients among them; or, with false, only those that are neither.',
  })
  isCustomer?: boolean | null;

  @Field(() => FloatComparator, {
    nullable: true,
    description: "The relationship's score, 0 to 1. For example `{ gte: 0.4, lt: 0.5 }`. Not with `asOf`.",
  })
  score?: OrderComparator<number> | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those whose type one criterion would change, either way; or only the others. Not with `asOf`.',
  })
  borderline?: boolean | null;

  @Field(() => FactNameEnum, {
    nullable: true,
    description:
      'Only those that do not meet a criterion about this fact, of the policy that judges them: while a policy is rolled out, until their turn the one before. None where that policy asks nothing about it. For example `PERSONALIZED_INTERACTIONS`. Not with `asOf`.',
  })
  unmetCriterion?: FactName | null;

  @Field(() => NullableDateTimeComparator, {
    nullable: true,
    description:
      'When time alone changes the type next, with nothing more recorded. For example, within a quarter, `{ lt: "2026-07-01T00:00:00Z" }`. Not with `asOf`.',
  })
  nextChangeAt?: NullableDateTimeComparator | null;

  @Field(() => PlanComparator, {
    nullable: true,
    description:
      'The highest-ranked plan that is paid for now. For example `{ eq: { externalId: "enterprise" } }`. Not with `asOf`.',
  })
  plan?: ReferenceComparator | null;

  @Field(() => MoneyComparator, {
    nullable: true,
    description:
      'Recurring revenue per month; trials, free plans and pauses count 0. For example `{ gte: { amount: "500", currencyCode: "USD" } }`.',
  })
  monthlyRecurringRevenue?: OrderComparator<MoneyInput> | null;

  @Field(() => IntComparator, {
    nullable: true,
    description:
      'Whole months, 0 to 1,200, that a subscription has been paid for without a break, up to now or `asOf`; 0 where none is paid for. For example, in the second year, `{ gte: 12, lt: 24 }`.',
  })
  tenureMonths?: OrderComparator<number> | null;

  @Field(() => MemberComparator, {
    nullable: true,
    description: 'The success manager, as assigned now. For example, to find who has none, `{ isNull: true }`.',
  })
  successManager?: ReferenceComparator | null;

  @Field(() => NameComparator, {
    nullable: true,
    description: 'The name. For example, as somebody types it, `{ startsWith: "acm" }`.',
  })
  name?: NameComparator | null;

  @Field(() => TextComparator, {
    nullable: true,
    description: 'The internet domain, without regard to case. For example `{ eq: "acme.example" }`.',
  })
  domain?: TextComparator | null;

  @Field(() => TextComparator, {
    nullable: true,
    description: 'Your own id, to the letter. For example `{ in: ["A-17", "A-18"] }`.',
  })
  externalId?: TextComparator | null;

  @Field(() => DateTimeComparator, {
    nullable: true,
    description: 'When the account was recorded. For example `{ gte: "2026-01-01T00:00:00Z" }`.',
  })
  createdAt?: DateTimeComparator | null;

  @Field(() => NullableDateTimeComparator, {
    nullable: true,
    description:
      'When the last interaction happened. For example, for those not heard of lately, `{ lt: "2026-01-01T00:00:00Z" }`. Not with `asOf`.',
  })
  lastInteractionAt?: NullableDateTimeComparator | null;

  @Field(() => [AccountFilter], { nullable: true, description: 'All of these must hold, too.' })
  and?: AccountFilter[] | null;

  @Field(() => [AccountFilter], { nullable: true, description: 'One of these must hold, too; of none, none does.' })
  or?: AccountFilter[] | null;
}

export type AccountOrderField =
  'NAME' | 'CREATED_AT' | 'SCORE' | 'MONTHLY_RECURRING_REVENUE' | 'TENURE' | 'NEXT_CHANGE';

export const AccountOrderFieldEnum = enumType<AccountOrderField>('AccountOrderField', 'What accounts are ordered by.', {
  NAME: 'The name, without regard to case and accents.',
  CREATED_AT: 'When the account was recorded.',
  SCORE: "The relationship's score. Not with `asOf`.",
  MONTHLY_RECURRING_REVENUE: 'Recurring revenue per month.',
  TENURE: 'How long a subscription has been paid for without a break, to the millisecond; least where none is.',
  NEXT_CHANGE: 'When time alone changes the type next; last where it never does. Not with `asOf`.',
});

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Which way an ordering runs.',
  valuesConfig: {
    ASC: { description: 'Smallest, earliest or alphabetically first comes first.' },
    DESC: { description: 'Largest, latest or alphabetically last comes first.' },
  },
});

@InputType({ description: 'What accounts are ordered by. Ties are broken by id.' })
export class AccountOrder {
  @Field(() => AccountOrderFieldEnum, { description: 'What to order by.' })
  field: AccountOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Which way.' })
  direction: OrderDirection;
}
