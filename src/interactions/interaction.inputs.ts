import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { AccountBy } from '../accounts/account.inputs.js';
import type { Instant } from '../classification/calendar.js';
import type { Initiative, InteractionKind } from '../classification/history.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import {
  comparatorOf,
  DateTimeComparator,
  type EnumComparator,
  FloatComparator,
  type OrderComparator,
  type ReferenceComparator,
} from '../graphql/filters.js';
import { MoneyInput } from '../money/money.js';
import { type Reference, referenceTo } from '../graphql/reference.js';
import { DateTime } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { MemberBy, MemberComparator } from '../members/member.inputs.js';
import { InitiativeEnum, InteractionKindEnum } from './interaction.type.js';

export const InteractionBy = referenceTo('InteractionBy', 'Interaction');
export const InteractionKindComparator = comparatorOf('InteractionKind', InteractionKindEnum);
export const InitiativeComparator = comparatorOf('Initiative', InitiativeEnum);

@InputType({
  description:
    'Which interactions to show; what is given must all hold. For example calls that we began and that went badly: `{ kind: { eq: CALL }, initiative: { eq: US }, sentiment: { lt: 0 } }`.',
})
export class InteractionFilter {
  @Field(() => AccountBy, { nullable: true, description: 'With this account alone. It must exist.' })
  account?: Reference | null;

  @Field(() => InteractionKindComparator, { nullable: true, description: 'What happened.' })
  kind?: EnumComparator<InteractionKind> | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those that are personalized, or only those that are not.',
  })
  personalized?: boolean | null;

  @Field(() => InitiativeComparator, { nullable: true, description: 'Who began it.' })
  initiative?: EnumComparator<Initiative> | null;

  @Field(() => FloatComparator, {
    nullable: true,
    description: 'How the account felt about it, -1 to 1; where that is not known no comparison holds.',
  })
  sentiment?: OrderComparator<number> | null;

  @Field(() => MemberComparator, { nullable: true, description: 'Who of us took part.' })
  member?: ReferenceComparator | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'When it happened.' })
  occurredAt?: DateTimeComparator | null;
}

@InputType({ description: 'What an interaction was.' })
export class InteractionDetailsInput {
  @Field(() => InteractionKindEnum, { description: 'What happened.' })
  kind: InteractionKind;

  @Field(() => DateTime, {
    description: 'When it happened, for example `2026-03-31T09:30:00Z`: at most 5 minutes ahead of now.',
  })
  occurredAt: Instant;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a person gave this account something that not every account gets. False unless given.',
  })
  personalized?: boolean | null;

  @Field(() => InitiativeEnum, { nullable: true, description: 'Who began it. UNKNOWN unless given.' })
  initiative?: Initiative | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'How the account felt about it, from -1 (upset) over 0 (neutral) to 1 (delighted), for example 0.5; two decimals at most. Not known unless given.',
  })
  sentiment?: number | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What was paid in a PURCHASE, for example `{ amount: "250.00", currencyCode: "USD" }`.',
  })
  amount?: MoneyInput | null;

  @Field(() => Int, { nullable: true, description: 'Whole minutes that we spent on it, 0 to 100,000, for example 45.' })
  effortMinutes?: number | null;

  @Field(() => String, { nullable: true, description: 'What is worth remembering of it, up to 10,000 characters.' })
  note?: string | null;
}

@InputType({
  description:
    'An interaction to record. With an id or externalId that is known it updates that one: a field left out stays as it is, null clears it.',
})
export class InteractionRecordInput extends InteractionDetailsInput {
  @Field(() => AccountBy, { description: 'The account that it was with, for example `{ externalId: "crm-4711" }`.' })
  account: Reference;

  @Field(() => ID, {
    nullable: true,
    description: 'Global id of an existing interaction, `int_…`; left out for a new one.',
  })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id, unique in the workspace, up to 200 characters, for example `call-981`. Sent again with it, the interaction is not recorded twice.',
  })
  externalId?: string | null;

  @Field(() => MemberBy, {
    nullable: true,
    description: 'Who of us took part, for example `{ externalId: "mia" }`; nobody unless given.',
  })
  member?: Reference | null;

  @ExpectedUpdatedAt('interaction')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
