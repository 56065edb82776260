import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Initiative, InteractionKind } from '../classification/history.js';
import { connectionOf } from '../graphql/connection.js';
import { enumType } from '../graphql/enum.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import type { InteractionRow } from './interaction.sql.js';

export const InteractionKindEnum = enumType<InteractionKind>('InteractionKind', 'What happened.', {
  ONBOARDING: 'Help with getting started.',
  SUPPORT: 'A question or problem was dealt with.',
  TRAINING: 'A training or workshop.',
  MEETING: 'A meeting.',
  CALL: 'A call.',
  EMAIL: 'A letter by e-mail.',
  BUSINESS_REVIEW: "A review of the account's goals and results.",
  FEEDBACK: 'Feedback that was asked for or given.',
  ADVOCACY: 'A referral, review or testimonial.',
  PURCHASE: 'A one-off purchase, without a subscription.',
  USAGE: 'Notable use of the product.',
  OTHER: 'Anything else.',
});

export const InitiativeEnum = enumType<Initiative>('Initiative', 'Who began an interaction.', {
  US: 'We did: proactive.',
  THEM: 'The account did: reactive.',
  UNKNOWN: 'It is not known.',
});

@ObjectType({
  implements: Node,
  description: 'Something that happened between an account and us: a call, a meeting, a support case, a purchase.',
})
export class Interaction extends Node {
  readonly nodeKind = 'Interaction';
  readonly uuid: string;
  readonly accountId: string;
  readonly memberId: string | null;
  readonly amountMinor: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the interaction, unique in the workspace, for example `call-981`; null where you gave none.',
  })
  externalId: string | null;

  @Field(() => InteractionKindEnum, { description: 'What happened.' })
  kind: InteractionKind;

  @Field(() => Boolean, {
    description:
      'Whether a person gave this account something that not every account gets, for example a workshop on its own data.',
  })
  personalized: boolean;

  @Field(() => InitiativeEnum, { description: 'Who began it: we, they, or it is not known.' })
  initiative: Initiative;

  @Field(() => Float, {
    nullable: true,
    description:
      'How the account felt about it, from -1 (upset) over 0 (neutral) to 1 (delighted), with two decimals; null where it is not known.',
  })
  sentiment: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Whole minutes that we spent on it, for example 45; null where it is not known.',
  })
  effortMinutes: number | null;

  @Field(() => DateTime, { description: 'When it happened.' })
  occurredAt: number;

  @Field(() => DateTime, { description: 'When it was recorded first.' })
  recordedAt: number;

  @Field(() => DateTime, { description: 'When it was last changed. Give it as `expectedUpdatedAt`.' })
  updatedAt: number;

  @Field(() => String, { nullable: true, description: 'What is worth remembering of it; up to 10,000 characters.' })
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
