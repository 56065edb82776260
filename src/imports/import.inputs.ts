import { Field, InputType, Int } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { DateTime, JSONObject } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { InteractionDetailsInput } from '../interactions/interaction.inputs.js';
import { PhaseInput } from '../subscriptions/subscription.inputs.js';
import { ChurnReasonEnum, type ChurnReason } from '../subscriptions/subscription.type.js';

@InputType({ description: 'A plan, found by externalId. A field left out stays as it is, null clears it.' })
export class PlanImport {
  @Field(() => String, { description: 'Your own id for the plan, up to 200 characters, for example `business`.' })
  externalId: string;

  @Field(() => String, { description: 'What it is called, up to 200 characters, for example "Business".' })
  name: string;

  @Field(() => Int, { description: 'The order of plans, 0 to 1,000,000: the higher, the more it offers.' })
  rank: number;

  @Field(() => DateTime, { nullable: true, description: 'From when on it was sold; null or new: since ever.' })
  offeredFrom?: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when it is sold; null or new: for ever.' })
  offeredUntil?: Instant | null;
}

@InputType({ description: 'A member, found by externalId. A field left out stays as it is, null clears it.' })
export class MemberImport {
  @Field(() => String, { description: 'Your own id for the member, up to 200 characters, for example `mia`.' })
  externalId: string;

  @Field(() => String, { description: 'Full name, up to 200 characters.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Business e-mail address, up to 254 characters, for example `mia@vendor.example`.',
  })
  email?: string | null;
}

@InputType({ description: 'An account, found by externalId. A field left out stays as it is, null clears it.' })
export class AccountImport {
  @Field(() => String, { description: 'Your own id for the account, up to 200 characters, for example `crm-4711`.' })
  externalId: string;

  @Field(() => String, { description: 'Name, up to 200 characters.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Internet domain, up to 253 characters, for example `acme.example`.',
  })
  domain?: string | null;

  @Field(() => JSONObject, {
    nullable: true,
    description:
      'Whatever else you keep, for example `{"segment": "mid-market"}`; replaced as a whole. 16 KiB at most.',
  })
  attributes?: Record<string, unknown> | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the account wants to achieve, in its own words, up to 2,000 characters.',
  })
  desiredOutcome?: string | null;

  @Field(() => String, { nullable: true, description: 'Its success manager, by your own id; null for none.' })
  successManagerExternalId?: string | null;
}

@InputType({ description: 'A subscription, found by externalId, with its whole history: it replaces what was there.' })
export class SubscriptionImport {
  @Field(() => String, {
    description: 'Your own id for the subscription, up to 200 characters, for example `sub-2024-17`.',
  })
  externalId: string;

  @Field(() => String, { description: 'The account that it belongs to, by your own id.' })
  accountExternalId: string;

  @Field(() => ChurnReasonEnum, { nullable: true, description: 'Why it was given up.' })
  churnReason?: ChurnReason | null;

  @Field(() => [PhaseInput], { description: 'Its phases, 1 to 200, in any order; they must not overlap.' })
  phases: PhaseInput[];
}

@InputType({ description: 'An interaction, found by externalId. A field left out stays as it is, null clears it.' })
export class InteractionImport extends InteractionDetailsInput {
  @Field(() => String, {
    description: 'Your own id for the interaction, up to 200 characters, for example `call-981`.',
  })
  externalId: string;

  @Field(() => String, { description: 'The account that it was with, by your own id.' })
  accountExternalId: string;

  @Field(() => String, { nullable: true, description: 'Who of us took part, by your own id; null for nobody.' })
  memberExternalId?: string | null;
}

@InputType({
  description:
    'Up to 1,000 records of all kinds in one call, in any order, found by externalId. Records may refer to others of the same call.',
})
export class ImportInput {
  @Field(() => [PlanImport], {
    nullable: true,
    description:
      'Plans to create or update, those that the subscriptions name among them; by keys with the role ADMIN.',
  })
  plans?: PlanImport[] | null;

  @Field(() => [MemberImport], { nullable: true, description: 'Members to create or update.' })
  members?: MemberImport[] | null;

  @Field(() => [AccountImport], { nullable: true, description: 'Accounts to create or update.' })
  accounts?: AccountImport[] | null;

  @Field(() => [SubscriptionImport], {
    nullable: true,
    description: 'Subscriptions to create or to replace, each with its whole history.',
  })
  subscriptions?: SubscriptionImport[] | null;

  @Field(() => [InteractionImport], { nullable: true, description: 'Interactions to record or update.' })
  interactions?: InteractionImport[] | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
