import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { accountById } from '../accounts/account.loaders.js';
import { requireAccountId } from '../accounts/account.service.js';
import { Account } from '../accounts/account.type.js';
import { PageArgs, POSITIONS, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { admitted, rangeOf } from '../graphql/filters.js';
import { requireMemberId } from '../members/member.service.js';
import { policyByVersion } from '../policies/policy.loaders.js';
import { Policy } from '../policies/policy.type.js';
import { Role } from '../graphql/role.js';
import { RelationshipChangeFilter } from './relationship-change.inputs.js';
import { changeCount, changePage, type ChangeConditions } from './relationship-change.loaders.js';
import { RelationshipChange, RelationshipChangeConnection } from './relationship-change.type.js';

const conditionsOf = async (
  { scope }: RequestContext,
  { account, successManager, type, previousType, at, announcedAt, cause }: RelationshipChangeFilter,
): Promise<ChangeConditions> => ({
  accountId: account ? await requireAccountId(scope, account, ['filter', 'account']) : null,
  types: admitted(type),
  previousTypes: admitted(previousType),
  causes: admitted(cause),
  announced: rangeOf(announcedAt, ['filter', 'announcedAt']),
  at: rangeOf(at, ['filter', 'at']),
  successManagerId: successManager ? await requireMemberId(scope, successManager, ['filter', 'successManager']) : null,
});

@Resolver(() => RelationshipChange)
export class RelationshipChangeResolver {
  @Authorized(Role.READER)
  @Query(() => RelationshipChangeConnection, {
    description:
      'What was announced of accounts, newest first. To poll it, read on to newer ones with `last: 100` and `before`, the `startCursor` that you kept, until a page is empty: no change is ever passed over, however many are made meanwhile. Without `before` that begins with the oldest.',
  })
  async relationshipChanges(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) pageArgs: PageArgs,
    @Arg('filter', () => RelationshipChangeFilter, { nullable: true, description: 'Which ones; all unless given.' })
    filter?: RelationshipChangeFilter | null,
  ): Promise<Connection<RelationshipChange>> {
    const page = readPageArgs(pageArgs, 'relationshipChanges', POSITIONS.INSTANT);
    const conditions = await conditionsOf(context, filter ?? {});
    const rows = await changePage(context, conditions, page);
    return toConnection(page, rows, () => changeCount(context, conditions));
  }

  @FieldResolver(() => Account, { description: 'The account that turned.' })
  async account(@Ctx() context: RequestContext, @Root() { accountId }: RelationshipChange): Promise<Account> {
    return (await context.the(accountById).load(accountId))!;
  }

  @Cost({ each: 0.1 })
  @FieldResolver(() => Policy, { description: 'The policy that judged it.' })
  policy(@Ctx() context: RequestContext, @Root() { policyVersion }: RelationshipChange): Promise<Policy> {
    return context.the(policyByVersion).load(policyVersion);
  }
}
