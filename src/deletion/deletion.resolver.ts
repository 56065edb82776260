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

/** Deletions are in one room because each affects records of several other rooms. */
@Resolver()
export class DeletionResolver {
  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => DeletePayload, {
    description:
      'Deletes a member. Accounts that the member managed are left without a success manager. Interactions are kept without a member, so no relationship changes.',
  })
  async memberDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => MemberDeleteInput, { description: 'The member to delete.' }) input: MemberDeleteInput,
  ): Promise<Partial<DeletePayload>> {
    const id = await withIdempotency(context.scope, 'memberDelete', input, (scope) => deleteMember(scope, input));
    return { deletedId: encodeId('Member', id) };
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => DeletePayload, {
    description:
      'Deletes a plan. Requires the role ADMIN. Refused (CONFLICT) if any past, current or future subscription uses the plan.',
  })
  async planDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => PlanDeleteInput, { description: 'The plan to delete.' }) input: PlanDeleteInput,
  ): Promise<Partial<DeletePayload>> {
    const id = await withIdempotency(context.scope, 'planDelete', input, (scope) => deletePlan(scope, input));
    return { deletedId: encodeId('Plan', id) };
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => DeletePayload, {
    description:
      'Deletes a subscription that was recorded by mistake, as if it had never existed: the history of the account is recomputed without it. To end a subscription, use `subscriptionCancel`.',
  })
  async subscriptionDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => SubscriptionDeleteInput, { description: 'The subscription to delete.' })
    input: SubscriptionDeleteInput,
  ): Promise<Partial<DeletePayload>> {
    const id = await withIdempotency(context.scope, 'subscriptionDelete', input, (scope) =>
      deleteSubscription(scope, input),
    );
    return { deletedId: encodeId('AccountSubscription', id) };
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => DeletePayload, {
    description:
      'Deletes an interaction, as if it had never taken place: the history of the account is recomputed without it.',
  })
  async interactionDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => InteractionDeleteInput, { description: 'The interaction to delete.' })
    input: InteractionDeleteInput,
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
      'Erases an account with its subscriptions, interactions, history and announced changes. This cannot be undone, and requires the role ADMIN. The account also disappears from the figures of past months, such as `revenueMovements`, `retention` and `cohorts`, as if it had never existed. Only a record that an account was erased, when and by which key is kept; it does not identify the account. What earlier mutations with an `idempotencyKey` returned can be read only with that key, for up to 24 hours.',
  })
  async accountDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => AccountDeleteInput, { description: 'The account to erase.' }) input: AccountDeleteInput,
  ): Promise<Partial<DeletePayload>> {
    const id = await withIdempotency(context.scope, 'accountDelete', input, (scope) =>
      eraseAccount(scope, input, context.identity!.keyId),
    );
    return { deletedId: encodeId('Account', id) };
  }
}
