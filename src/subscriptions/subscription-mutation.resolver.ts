import { Arg, Authorized, Ctx, Field, Mutation, ObjectType, Resolver, UseMiddleware } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { answerUserErrors, Payload } from '../graphql/payload.js';
import { changeRecord } from '../idempotency/change-record.service.js';
import { Role } from '../graphql/role.js';
import { changeSubscription } from './change-subscription.service.js';
import { cancelSubscription, uncancelSubscription } from './cancel-subscription.service.js';
import {
  SubscriptionCancelInput,
  SubscriptionChangeInput,
  SubscriptionStartInput,
  SubscriptionUncancelInput,
} from './subscription.inputs.js';
import { startSubscription } from './start-subscription.service.js';
import { readWithPhases } from './subscription.service.js';
import { AccountSubscription } from './subscription.type.js';

@ObjectType({ description: 'The subscription that was started, changed or canceled.' })
export class AccountSubscriptionPayload extends Payload {
  @Field(() => AccountSubscription, {
    nullable: true,
    description: 'The subscription in its current state; null if `userErrors` is not empty.',
  })
  subscription?: AccountSubscription | null;
}

@Resolver()
export class SubscriptionMutationResolver {
  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountSubscriptionPayload, {
    description: 'Starts a subscription, with a trial first if `trialEndsAt` is given.',
  })
  async subscriptionStart(
    @Ctx() context: RequestContext,
    @Arg('input', () => SubscriptionStartInput, { description: 'The subscription to start.' })
    input: SubscriptionStartInput,
  ): Promise<Partial<AccountSubscriptionPayload>> {
    return {
      subscription: await changedBy(context, 'subscriptionStart', input, (scope) => startSubscription(scope, input)),
    };
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountSubscriptionPayload, {
    description:
      'Sets the items, terms, status or end of trial of a subscription from an instant on, past or future, or replaces its discounts. Also use it to pause a subscription, to resume it, or to start it again after its end. What was recorded for later stays, unless `replaceLater` is true. A withdrawn subscription cannot be changed (CONFLICT).',
  })
  async subscriptionChange(
    @Ctx() context: RequestContext,
    @Arg('input', () => SubscriptionChangeInput, { description: 'The subscription and its changes.' })
    input: SubscriptionChangeInput,
  ): Promise<Partial<AccountSubscriptionPayload>> {
    return {
      subscription: await changedBy(context, 'subscriptionChange', input, (scope) => changeSubscription(scope, input)),
    };
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountSubscriptionPayload, {
    description:
      'Cancels a subscription at a given instant, or moves its cancellation. Default: at the end of its trial, term or billing period. A subscription that has not begun is withdrawn.',
  })
  async subscriptionCancel(
    @Ctx() context: RequestContext,
    @Arg('input', () => SubscriptionCancelInput, { description: 'The subscription to cancel.' })
    input: SubscriptionCancelInput,
  ): Promise<Partial<AccountSubscriptionPayload>> {
    return {
      subscription: await changedBy(context, 'subscriptionCancel', input, (scope) => cancelSubscription(scope, input)),
    };
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountSubscriptionPayload, {
    description:
      'Takes back the cancellation or the withdrawal of a subscription: what was agreed applies again, including what was set for later. If there is neither, nothing changes. An agreed end is not a cancellation and cannot be taken back (CONFLICT).',
  })
  async subscriptionUncancel(
    @Ctx() context: RequestContext,
    @Arg('input', () => SubscriptionUncancelInput, { description: 'The canceled subscription.' })
    input: SubscriptionUncancelInput,
  ): Promise<Partial<AccountSubscriptionPayload>> {
    return {
      subscription: await changedBy(context, 'subscriptionUncancel', input, (scope) =>
        uncancelSubscription(scope, input),
      ),
    };
  }
}

/** Carries out a mutation of one subscription, once for its idempotencyKey. `change` returns the stored id. */
async function changedBy(
  { scope }: RequestContext,
  operation: string,
  input: { idempotencyKey?: string | null },
  change: (scope: RequestContext['scope']) => Promise<string>,
): Promise<AccountSubscription> {
  const { record } = await changeRecord(scope, operation, input, change, readWithPhases);
  return new AccountSubscription(record.row, null, record.phases);
}
