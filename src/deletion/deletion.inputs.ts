import { Field, InputType } from 'type-graphql';
import type { Reference } from '../graphql/reference.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { AccountBy } from '../accounts/account.inputs.js';
import { InteractionBy } from '../interactions/interaction.inputs.js';
import { MemberBy } from '../members/member.inputs.js';
import { PlanBy } from '../plans/plan.inputs.js';
import { SubscriptionBy } from '../subscriptions/subscription.inputs.js';

@InputType({ description: 'Deletes a member.' })
export class MemberDeleteInput {
  @Field(() => MemberBy, { description: 'The member to delete.' })
  member: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Deletes a plan.' })
export class PlanDeleteInput {
  @Field(() => PlanBy, { description: 'The plan to delete; no subscription may ever have been on it.' })
  plan: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Deletes a subscription.' })
export class SubscriptionDeleteInput {
  @Field(() => SubscriptionBy, { description: 'The subscription to delete.' })
  subscription: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'An interaction to delete.' })
export class InteractionDeleteInput {
  @Field(() => InteractionBy, { description: 'Which one, for example `{ externalId: "call-981" }`.' })
  interaction: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Erases an account.' })
export class AccountDeleteInput {
  @Field(() => AccountBy, { description: 'The account to erase.' })
  account: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
