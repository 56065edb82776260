import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { ExpectedUpdatedAt } from '../graphql/concurrency.js';
import { enumType } from '../graphql/enum.js';
import type { EnumComparator } from '../graphql/filters.js';
import { referenceTo, type Reference } from '../graphql/reference.js';
import { JSONObject } from '../graphql/scalars.js';
import { MemberBy } from '../members/member.inputs.js';
import type { AccountOrderField } from './account-page.sql.js';
import { RelationshipTypeComparator } from '../relationships/relationship.inputs.js';

export const AccountBy = referenceTo('AccountBy', 'Account');

@InputType({
  description: "Compares an account's name, without regard to case and accents; what is given must all hold.",
})
export class NameComparator {
  @Field(() => String, { nullable: true, description: 'Exactly this.' })
  eq?: string | null;

  @Field(() => String, { nullable: true, description: 'Begins with this.' })
  startsWith?: string | null;
}

@InputType({ description: 'Which accounts to list; what is given must all hold.' })
export class AccountFilter {
  @Field(() => RelationshipTypeComparator, { nullable: true, description: 'The relationship now.' })
  type?: EnumComparator<RelationshipType> | null;

  @Field(() => NameComparator, { nullable: true, description: "The account's name." })
  name?: NameComparator | null;
}

export const AccountOrderFieldEnum = enumType<AccountOrderField>('AccountOrderField', 'What accounts are ordered by.', {
  NAME: 'The name, without regard to case and accents.',
  CREATED_AT: 'When the account was recorded.',
  SCORE: "The relationship's score now.",
  MONTHLY_RECURRING_REVENUE: 'Recurring revenue per month now.',
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

@InputType({
  description:
    'An account to create or update: found by id or externalId, created where neither is known. A field left out stays as it is, null clears it.',
})
export class AccountUpsertInput {
  @Field(() => ID, { nullable: true, description: 'Global id of an existing account.' })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id, unique in the workspace, up to 200 characters. Without id: finds the account, or creates it.',
  })
  externalId?: string | null;

  @Field(() => String, { nullable: true, description: 'Name, up to 200 characters; required for a new account.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Internet domain, for example `acme.example`.' })
  domain?: string | null;

  @Field(() => MemberBy, { nullable: true, description: 'Its success manager; null for none.' })
  successManager?: Reference | null;

  @Field(() => String, { nullable: true, description: 'What the account wants to achieve, in its own words.' })
  desiredOutcome?: string | null;

  @Field(() => JSONObject, {
    nullable: true,
    description: 'Whatever else you keep; replaced as a whole. 16 KiB at most.',
  })
  attributes?: Record<string, unknown> | null;

  @ExpectedUpdatedAt('account')
  expectedUpdatedAt?: Instant | null;
}

@InputType({ description: 'Erases an account.' })
export class AccountDeleteInput {
  @Field(() => AccountBy, { description: 'The account to erase.' })
  account: Reference;
}

@InputType({ description: 'Who looks after an account from now on.' })
export class SuccessManagerAssignInput {
  @Field(() => AccountBy, { description: 'The account.' })
  account: Reference;

  @Field(() => MemberBy, { nullable: true, description: 'Its success manager; null for none. One must be given.' })
  member?: Reference | null;

  @ExpectedUpdatedAt('account')
  expectedUpdatedAt?: Instant | null;
}
