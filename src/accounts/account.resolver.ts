import { Arg, Args, Authorized, Ctx, Field, Mutation, ObjectType, Query, Resolver, UseMiddleware } from 'type-graphql';
import { PageArgs, PLACES, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { admitted } from '../graphql/filters.js';
import { encodeId } from '../graphql/ids.js';
import { answerUserErrors, DeletePayload, Payload } from '../graphql/payload.js';
import { readReference, type Reference } from '../graphql/reference.js';
import { eraseAccount } from '../relationships/erasure.service.js';
import { Role } from '../workspaces/api-key.entity.js';
import type { AccountConditions } from './account-page.sql.js';
import {
  AccountBy,
  AccountDeleteInput,
  AccountFilter,
  AccountOrder,
  AccountUpsertInput,
  OrderDirection,
  SuccessManagerAssignInput,
} from './account.inputs.js';
import { accountByExternalId, accountById, accountCount, accountPage } from './account.loaders.js';
import { foldedRange, upsertAccount } from './account.service.js';
import { Account, AccountConnection } from './account.type.js';
import { assignSuccessManager } from './success-manager.service.js';

@ObjectType({ description: 'The account that was created or updated.' })
export class AccountPayload extends Payload {
  @Field(() => Account, { nullable: true, description: 'The account as it is now; null where userErrors say why.' })
  account?: Account | null;
}

const PLACES_OF_FIELD = {
  NAME: PLACES.TEXT,
  CREATED_AT: PLACES.INSTANT,
  SCORE: PLACES.NUMBER,
  MONTHLY_RECURRING_REVENUE: PLACES.INTEGER,
} as const;

const conditionsOf = (filter: AccountFilter | null | undefined): AccountConditions => ({
  types: admitted(filter?.type),
  ...foldedRange(filter?.name ?? {}),
});

@Resolver()
export class AccountResolver {
  @Authorized(Role.READER)
  @Query(() => Account, { nullable: true, description: 'One account; null where the workspace has none such.' })
  async account(
    @Ctx() context: RequestContext,
    @Arg('by', () => AccountBy, { description: 'Which one.' }) by: Reference,
  ): Promise<Account | null> {
    const { id, externalId } = readReference('Account', by, ['by']);
    return id === null ? context.the(accountByExternalId).load(externalId) : context.the(accountById).load(id);
  }

  @Authorized(Role.READER)
  @Query(() => AccountConnection, { description: 'The accounts of the workspace, as they stand now.' })
  async accounts(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) pageArgs: PageArgs,
    @Arg('filter', () => AccountFilter, { nullable: true, description: 'Which ones; all unless given.' })
    filter?: AccountFilter | null,
    @Arg('orderBy', () => AccountOrder, { nullable: true, description: 'In which order; by name unless given.' })
    orderBy?: AccountOrder | null,
  ): Promise<Connection<Account>> {
    const { field, direction } = orderBy ?? { field: 'NAME', direction: OrderDirection.ASC };
    const page = readPageArgs(pageArgs, `accounts:${field}:${direction}`, PLACES_OF_FIELD[field]);
    const conditions = conditionsOf(filter);
    const rows = await accountPage(context, conditions, field, direction === OrderDirection.DESC, page);
    return toConnection(page, rows, () => accountCount(context, conditions));
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountPayload, { description: 'Creates an account, or updates the one with that id or externalId.' })
  async accountUpsert(
    @Ctx() context: RequestContext,
    @Arg('input', () => AccountUpsertInput, { description: 'The account.' }) input: AccountUpsertInput,
  ): Promise<Partial<AccountPayload>> {
    const id = await upsertAccount(context.scope, input);
    return { account: await context.the(accountById).load(id) };
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountPayload, {
    description:
      'Gives an account its success manager, or takes it away. That changes nothing of the relationship: being looked after is an effect of it, never evidence for it.',
  })
  async successManagerAssign(
    @Ctx() context: RequestContext,
    @Arg('input', () => SuccessManagerAssignInput, { description: 'Whose success manager, and who.' })
    input: SuccessManagerAssignInput,
  ): Promise<Partial<AccountPayload>> {
    const id = await assignSuccessManager(context.scope, input);
    return { account: await context.the(accountById).load(id) };
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
    return { deletedId: encodeId('Account', await eraseAccount(context.scope, input, context.identity!.id)) };
  }
}
