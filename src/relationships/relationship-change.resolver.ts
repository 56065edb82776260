import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { accountById } from '../accounts/account.loaders.js';
import { requireAccountId } from '../accounts/account.service.js';
import { Account } from '../accounts/account.type.js';
import { transitionSentence } from '../classification/sentences.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { PageArgs, POSITIONS, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { stillThere } from '../graphql/record-deleted.js';
import { admitted, rangeOf } from '../graphql/filters.js';
import { requireMemberId } from '../members/member.service.js';
import { policyByVersion } from '../policies/policy.loaders.js';
import { Policy } from '../policies/policy.type.js';
import { Role } from '../graphql/role.js';
import { RelationshipChangeFilter } from './relationship-change.inputs.js';
import { changeCount, changePage, type ChangeConditions } from './relationship-change.pages.js';
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
      'Lists the announced relationship changes of all accounts, newest first. To poll for newer changes, request `last: 100` and pass the `startCursor` that you saved as `before`, until a page is empty. No change is skipped, however many are announced in the meantime. Without `before`, `last` starts with the oldest change.',
  })
  async relationshipChanges(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) pageArgs: PageArgs,
    @Arg('filter', () => RelationshipChangeFilter, {
      nullable: true,
      description: 'Filters the changes. Default: all.',
    })
    filter?: RelationshipChangeFilter | null,
  ): Promise<Connection<RelationshipChange>> {
    const page = await readPageArgs(context, pageArgs, 'relationshipChanges', POSITIONS.INSTANT);
    const conditions = await conditionsOf(context, filter ?? {});
    const rows = await changePage(context, conditions, page);
    return toConnection(page, rows, () => changeCount(context, conditions));
  }

  @FieldResolver(() => Account, { description: 'The account whose relationship changed.' })
  async account(@Ctx() context: RequestContext, @Root() { accountId }: RelationshipChange): Promise<Account> {
    return stillThere(await context.the(accountById).load(accountId), 'the account');
  }

  @FieldResolver(() => String, {
    description: 'The change as one English sentence that a success manager can read aloud.',
  })
  async summary(@Ctx() context: RequestContext, @Root() change: RelationshipChange): Promise<string> {
    return transitionSentence(change, await context.the(workspaceZone));
  }

  @Cost({ each: 0.1 })
  @FieldResolver(() => Policy, { description: 'The policy that determined the type after the change.' })
  policy(@Ctx() context: RequestContext, @Root() { policyVersion }: RelationshipChange): Promise<Policy> {
    return context.the(policyByVersion).load(policyVersion);
  }
}
