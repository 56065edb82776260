import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Initiative, InteractionKind } from '../classification/history.js';
import { connectionOf } from '../graphql/connection.js';
import { enumType } from '../graphql/enum.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import type { InteractionRow } from './interaction.sql.js';

export const InteractionKindEnum = enumType<InteractionKind>('InteractionKind', 'Kind of an interaction.', {
  ONBOARDING: 'Help with getting started.',
  SUPPORT: 'Help with a question or a problem.',
  TRAINING: 'A training session or workshop.',
  MEETING: 'A meeting.',
  CALL: 'A call.',
  EMAIL: 'An e-mail.',
  BUSINESS_REVIEW: 'A review of the goals and results of the account.',
  FEEDBACK: 'Feedback requested from, or given by, the account.',
  ADVOCACY: 'A referral, review or testimonial by the account.',
  PURCHASE: 'A one-off purchase without a subscription.',
  USAGE: 'Notable use of the product.',
  OTHER: 'Any other interaction.',
});

export const InitiativeEnum = enumType<Initiative>('Initiative', 'Who initiated an interaction.', {
  US: 'Your company (proactive).',
  THEM: 'The account (reactive).',
  UNKNOWN: 'Unknown.',
});

@ObjectType({
  implements: Node,
  description:
    'Something that happened between an account and your company, such as a call, a meeting, a support case or a purchase.',
})
export class Interaction extends Node {
  readonly nodeKind = 'Interaction';
  readonly uuid: string;
  readonly accountId: string;
  readonly memberId: string | null;
  readonly amountMinor: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the interaction, unique in the workspace, for example `call-981`; null if not set.',
  })
  externalId: string | null;

  @Field(() => InteractionKindEnum, { description: 'Kind of interaction.' })
  kind: InteractionKind;

  @Field(() => Boolean, {
    description:
      'Whether a person gave this account something that not every account gets, for example a workshop on its own data.',
  })
  personalized: boolean;

  @Field(() => InitiativeEnum, { description: 'Who initiated it: your company, the account, or unknown.' })
  initiative: Initiative;

  @Field(() => Float, {
    nullable: true,
    description:
      'How the account felt about it, from -1 (upset) through 0 (neutral) to 1 (delighted), with at most two decimals; null if unknown.',
  })
  sentiment: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Whole minutes that your team spent on it, 0 to 100,000, for example 45; null if unknown.',
  })
  effortMinutes: number | null;

  @Field(() => DateTime, { description: 'When the interaction took place.' })
  occurredAt: number;

  @Field(() => DateTime, { description: 'When the interaction was first recorded.' })
  recordedAt: number;

  @Field(() => DateTime, {
    description: 'When the interaction last changed. Pass it as `expectedUpdatedAt` to detect concurrent changes.',
  })
  updatedAt: number;

  @Field(() => String, {
    nullable: true,
    description: 'Note about the interaction, up to 10,000 characters; null if there is none.',
  })
  note: string | null;

  constructor(row: InteractionRow) {
    super();
    this.uuid = row.id;
    this.accountId = row.accountId;
    this.memberId = row.memberId;
    this.amountMinor = row.amountMinor;
    this.externalId = row.externalId;
    this.kind = row.kind;
    this.personalized = row.personalized;
    this.initiative = row.initiative;
    this.sentiment = row.sentimentHundredths === null ? null : row.sentimentHundredths / 100;
    this.effortMinutes = row.effortMinutes;
    this.occurredAt = row.occurredAt;
    this.recordedAt = row.recordedAt;
    this.updatedAt = row.updatedAt;
    this.note = row.note;
  }
}

export const InteractionConnection = connectionOf('Interaction', () => Interaction);
