import { Field, Float, InputType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { Initiative, InteractionKind } from '../classification/history.js';
import { DateTime } from '../graphql/scalars.js';
import { InitiativeEnum, InteractionKindEnum } from '../interactions/interaction.type.js';
import { PolicyInput } from '../policies/policy.inputs.js';
import { DiscountInput, MAX_DISCOUNTS, PhaseInput } from '../subscriptions/subscription.inputs.js';

export const MAX_SUBSCRIPTIONS = 20;
export const MAX_INTERACTIONS = 1_000;

@InputType({ description: 'A subscription of a hypothetical history.' })
export class ClassifySubscription {
  @Field(() => [PhaseInput], { description: 'Phases of the subscription, 1 to 200, in any order, without overlaps.' })
  phases: PhaseInput[];

  @Field(() => [DiscountInput], {
    nullable: true,
    description: `Discounts on the subscription, at most ${MAX_DISCOUNTS}. Default: none.`,
  })
  discounts?: DiscountInput[] | null;
}

@InputType({ description: 'An interaction of a hypothetical history.' })
export class ClassifyInteraction {
  @Field(() => InteractionKindEnum, { description: 'Kind of interaction.' })
  kind: InteractionKind;

  @Field(() => DateTime, {
    description:
      'When the interaction took place, for example `2026-03-31T09:30:00Z`; at most 5 minutes in the future.',
  })
  occurredAt: Instant;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether a person gave this account something that not every account gets. Default: false.',
  })
  personalized: boolean;

  @Field(() => InitiativeEnum, { defaultValue: 'UNKNOWN', description: 'Who initiated it. Default: UNKNOWN.' })
  initiative: Initiative;

  @Field(() => Float, {
    nullable: true,
    description:
      'How the account felt about it, from -1 (upset) through 0 (neutral) to 1 (delighted), with at most two decimals, for example 0.5. Default: unknown.',
  })
  sentiment?: number | null;
}

@InputType({ description: 'A hypothetical history to classify. Nothing is stored.' })
export class ClassifyInput {
  @Field(() => [ClassifySubscription], {
    description: `Subscriptions to plans of the workspace, at most ${MAX_SUBSCRIPTIONS}. While the workspace has no plans, any plan is accepted.`,
  })
  subscriptions: ClassifySubscription[];

  @Field(() => [ClassifyInteraction], {
    description: `Interactions with the account, at most ${MAX_INTERACTIONS.toLocaleString('en')}.`,
  })
  interactions: ClassifyInteraction[];

  @Field(() => PolicyInput, {
    nullable: true,
    description:
      'A draft policy, applied as if it took effect at `asOf`; published policies apply to the time before. Default: no draft, only published policies.',
  })
  policy?: PolicyInput | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The instant to classify at, past or future, for example `2026-03-31T00:00:00Z`. Default: now.',
  })
  asOf?: Instant | null;
}
