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
import { MoneyInput } from '../money/money.type.js';
import { Identities, RemoveIdentities, type RecordIdentity } from '../graphql/record-identity.js';
import { type Reference, referenceTo } from '../graphql/reference.js';
import { DateTime } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { MemberBy, MemberComparator } from '../members/member.inputs.js';
import { InitiativeEnum, InteractionKindEnum } from './interaction.type.js';

export const InteractionBy = referenceTo('InteractionBy', 'Interaction', 'call-981');
export const InteractionKindComparator = comparatorOf('InteractionKind', InteractionKindEnum);
export const InitiativeComparator = comparatorOf('Initiative', InitiativeEnum);

@InputType({
  description:
    'Filters interactions. All given conditions must match. For example, calls that your company initiated and that went badly: `{ kind: { eq: CALL }, initiative: { eq: US }, sentiment: { lt: 0 } }`.',
})
export class InteractionFilter {
  @Field(() => AccountBy, {
    nullable: true,
    description: 'Only interactions with this account, which must exist. For example `{ externalId: "crm-4711" }`.',
  })
  account?: Reference | null;

  @Field(() => InteractionKindComparator, { nullable: true, description: 'Kind of interaction.' })
  kind?: EnumComparator<InteractionKind> | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only personalized interactions. False: only the others.',
  })
  personalized?: boolean | null;

  @Field(() => InitiativeComparator, { nullable: true, description: 'Who initiated it.' })
  initiative?: EnumComparator<Initiative> | null;

  @Field(() => FloatComparator, {
    nullable: true,
    description: 'How the account felt about it, -1 to 1. An interaction with unknown sentiment matches no comparison.',
  })
  sentiment?: OrderComparator<number> | null;

  @Field(() => MemberComparator, { nullable: true, description: 'The member of your team who took part.' })
  member?: ReferenceComparator | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'When the interaction took place.' })
  occurredAt?: DateTimeComparator | null;
}

@InputType({ description: 'Details of an interaction.' })
export class InteractionDetailsInput {
  @Field(() => InteractionKindEnum, { description: 'Kind of interaction.' })
  kind: InteractionKind;

  @Field(() => DateTime, {
    description:
      'When the interaction took place, for example `2026-03-31T09:30:00Z`; at most 5 minutes in the future.',
  })
  occurredAt: Instant;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether a person gave this account something that not every account gets. Default for a new interaction: false.',
  })
  personalized?: boolean | null;

  @Field(() => InitiativeEnum, {
    nullable: true,
    description: 'Who initiated it. Default for a new interaction: UNKNOWN.',
  })
  initiative?: Initiative | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'How the account felt about it, from -1 (upset) through 0 (neutral) to 1 (delighted), with at most two decimals, for example 0.5. Default for a new interaction: unknown.',
  })
  sentiment?: number | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'Amount paid in a PURCHASE, for example `{ amount: "250.00", currencyCode: "USD" }`. A negative amount is a refund or credit note: no fact counts it, and it makes no account a customer.',
  })
  amount?: MoneyInput | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Whole minutes that your team spent on it, 0 to 100,000, for example 45.',
  })
  effortMinutes?: number | null;

  @Field(() => String, { nullable: true, description: 'Note about the interaction, up to 10,000 characters.' })
  note?: string | null;
}

@InputType({
  description:
    'An interaction to record or update. `id`, `externalId` or one of the `identities` selects an existing interaction. If none of them is recorded, a new interaction is recorded; an unknown `id` is an error (NOT_FOUND). If they select different interactions, the input is refused (CONFLICT). Omitted fields keep their value; null clears optional fields.',
})
export class InteractionRecordInput extends InteractionDetailsInput {
  @Field(() => AccountBy, {
    description:
      'The account that the interaction was with, for example `{ externalId: "crm-4711" }`. It cannot change later.',
  })
  account: Reference;

  @Field(() => ID, {
    nullable: true,
    description: 'Global id of an existing interaction, `int_…`. Omit it to record a new one.',
  })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id, unique in the workspace, up to 200 characters, for example `call-981`. Sending an interaction again with the same externalId updates it instead of recording it twice.',
  })
  externalId?: string | null;

  @Field(() => MemberBy, {
    nullable: true,
    description:
      'The member of your team who took part, for example `{ externalId: "mia" }`. Default for a new interaction: none.',
  })
  member?: Reference | null;

  @Identities('interaction')
  identities?: RecordIdentity[] | null;

  @RemoveIdentities('interaction')
  removeIdentities?: RecordIdentity[] | null;

  @ExpectedUpdatedAt('interaction')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
