import { Arg, Authorized, Ctx, Mutation, Resolver, UseMiddleware } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { encodeId } from '../graphql/ids.js';
import { answerUserErrors, DeletePayload } from '../graphql/payload.js';
import { Role } from '../graphql/role.js';
import { withIdempotency } from '../idempotency/idempotency.service.js';
import { deleteInteraction } from './delete-interaction.service.js';
import { deleteMember } from './delete-member.service.js';
import { deletePlan } from './delete-plan.service.js';
import { deleteSubscription } from './delete-subscription.service.js';
import {
  AccountDeleteInput,
  InteractionDeleteInput,
  MemberDeleteInput,
  PlanDeleteInput,
  SubscriptionDeleteInput,
} from './deletion.inputs.js';
import { eraseAccount } from './erase-account.service.js';

/** Deletions: each has to respect what other rooms recorded of the thing that is deleted. */
@Resolver()
export class DeletionResolver {
  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => DeletePayload, {
    description:
      'Deletes a member. The accounts that they looked after have no success manager then; the interactions that they took part in stay, with nobody of us, so that no relationship changes.',
  })
  async memberDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => MemberDeleteInput, { description: 'Who.' }) input: MemberDeleteInput,
  ): Promise<Partial<DeletePayload>> {
    const id = await withIdempotency(context.scope, 'memberDelete', input, (scope) => deleteMember(scope, input));
    return { deletedId: encodeId('Member', id) };
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => DeletePayload, {
    description: 'Deletes a plan; refused where a subscription is, was or will be on it (CONFLICT).',
  })
  async planDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => PlanDeleteInput, { description: 'Which one.' }) input: PlanDeleteInput,
  ): Promise<Partial<DeletePayload>> {
    const id = await withIdempotency(context.scope, 'planDelete', input, (scope) => deletePlan(scope, input));
    return { deletedId: encodeId('Plan', id) };
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => DeletePayload, {
    description:
      'Deletes a subscription that was recorded by mistake, as if it had never been: the past of the account is derived anew without it. To end one, cancel it.',
  })
  async subscriptionDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => SubscriptionDeleteInput, { description: 'Which one.' }) input: SubscriptionDeleteInput,
  ): Promise<Partial<DeletePayload>> {
    const id = await withIdempotency(context.scope, 'subscriptionDelete', input, (scope) =>
      deleteSubscription(scope, input),
    );
    return { deletedId: encodeId('AccountSubscription', id) };
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => DeletePayload, {
    description:
      'Deletes an interaction, as if it had never happened: the past of the account is derived anew without it.',
  })
  async interactionDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => InteractionDeleteInput, { description: 'Which one.' }) input: InteractionDeleteInput,
  ): Promise<Partial<DeletePayload>> {
    const id = await withIdempotency(context.scope, 'interactionDelete', input, (scope) =>
      deleteInteraction(scope, input),
    );
    return { deletedId: encodeId('Interaction', id) };
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => DeletePayload, {
    description:
      'Erases all that is known of an account: itself, its subscriptions, interactions, history and announced changes. This cannot be undone. What stays is that an account was erased, when and by which key, without anything that tells which one it was.',
  })
  async accountDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => AccountDeleteInput, { description: 'Which one.' }) input: AccountDeleteInput,
  ): Promise<Partial<DeletePayload>> {
    const id = await withIdempotency(context.scope, 'accountDelete', input, (scope) =>
      eraseAccount(scope, input, context.identity!.keyId),
    );
    return { deletedId: encodeId('Account', id) };
  }
}
