import { Field, InputType } from 'type-graphql';
import type { Reference } from '../graphql/reference.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { AccountBy } from '../accounts/account.inputs.js';
import { InteractionBy } from '../interactions/interaction.inputs.js';
import { MemberBy } from '../members/member.inputs.js';
import { PlanBy } from '../plans/plan.inputs.js';
import { SubscriptionBy } from '../subscriptions/subscription.inputs.js';

@InputType({ description: 'A member to delete.' })
export class MemberDeleteInput {
  @Field(() => MemberBy, { description: 'The member to delete, for example `{ externalId: "mia" }`.' })
  member: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'A plan to delete.' })
export class PlanDeleteInput {
  @Field(() => PlanBy, {
    description:
      'The plan to delete, for example `{ externalId: "business" }`. No past, current or future subscription may use it.',
  })
  plan: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'A subscription to delete.' })
export class SubscriptionDeleteInput {
  @Field(() => SubscriptionBy, {
    description: 'The subscription to delete, for example `{ externalId: "sub-2024-17" }`.',
  })
  subscription: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'An interaction to delete.' })
export class InteractionDeleteInput {
  @Field(() => InteractionBy, { description: 'The interaction to delete, for example `{ externalId: "call-981" }`.' })
  interaction: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'An account to erase.' })
export class AccountDeleteInput {
  @Field(() => AccountBy, { description: 'The account to erase, for example `{ externalId: "crm-4711" }`.' })
  account: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
