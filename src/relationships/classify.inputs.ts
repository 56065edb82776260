import { Field, Float, InputType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { Initiative, InteractionKind } from '../classification/history.js';
import { DateTime } from '../graphql/scalars.js';
import { InitiativeEnum, InteractionKindEnum } from '../interactions/interaction.type.js';
import { PolicyInput } from '../policies/policy.inputs.js';
import { PhaseInput } from '../subscriptions/subscription.inputs.js';

export const MAX_SUBSCRIPTIONS = 20;
export const MAX_INTERACTIONS = 1_000;

@InputType({ description: 'A subscription of a history out of hand.' })
export class ClassifySubscription {
  @Field(() => [PhaseInput], { description: 'Its phases, 1 to 200, in any order; they must not overlap.' })
  phases: PhaseInput[];
}

@InputType({ description: 'An interaction of a history out of hand.' })
export class ClassifyInteraction {
  @Field(() => InteractionKindEnum, { description: 'What happened.' })
  kind: InteractionKind;

  @Field(() => DateTime, {
    description: 'When it happened, for example `2026-03-31T09:30:00Z`: at most 5 minutes ahead of now.',
  })
  occurredAt: Instant;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether a person gave this account something that not every account gets; false unless given.',
  })
  personalized: boolean;

  @Field(() => InitiativeEnum, { defaultValue: 'UNKNOWN', description: 'Who began it; `UNKNOWN` unless given.' })
  initiative: Initiative;

  @Field(() => Float, {
    nullable: true,
    description:
      'How the account felt about it, from -1 (upset) over 0 (neutral) to 1 (delighted), for example 0.5; two decimals at most. Not known unless given.',
  })
  sentiment?: number | null;
}

@InputType({ description: 'A history out of hand, and what to judge it by. Nothing of it is stored.' })
export class ClassifyInput {
  @Field(() => [ClassifySubscription], {
    description: `Its subscriptions, up to ${MAX_SUBSCRIPTIONS}, to plans of the workspace.`,
  })
  subscriptions: ClassifySubscription[];

  @Field(() => [ClassifyInteraction], {
    description: `What happened between it and us, up to ${MAX_INTERACTIONS.toLocaleString('en')} interactions.`,
  })
  interactions: ClassifyInteraction[];

  @Field(() => PolicyInput, {
    nullable: true,
    description:
      'A draft, judging as if it came into force at `asOf`; what was before is judged by the policies then in force. Those published unless given.',
  })
  policy?: PolicyInput | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The instant to judge at, past or future, for example `2026-03-31T00:00:00Z`; now unless given.',
  })
  asOf?: Instant | null;
}
