import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import { accountById } from '../accounts/account.loaders.js';
import type { RequestContext } from '../graphql/context.js';
import { decodeAnyId, type NodeKind } from '../graphql/ids.js';
import { Cost } from '../graphql/cost/cost.js';
import { Node } from '../graphql/node.js';
import { MAX_PAGE_SIZE } from '../graphql/page-size.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { interactionById } from '../interactions/interaction.loaders.js';
import { memberById } from '../members/member.loaders.js';
import { planById } from '../plans/plan.loaders.js';
import { policyById } from '../policies/policy.loaders.js';
import { changeById } from '../relationships/relationship-change.loaders.js';
import { subscriptionById } from '../subscriptions/subscription.loaders.js';
import { mayAct, Role } from '../graphql/role.js';
import { apiKeyById } from '../auth/api-key.loaders.js';
import { currentWorkspace } from '../workspaces/workspace.loaders.js';

/** How to find a record of each kind by its stored id in the workspace of the request. */
const FIND: Partial<Record<NodeKind, (context: RequestContext, uuid: string) => MaybePromise<Node | null>>> = {
  Account: (context, uuid) => context.the(accountById).load(uuid),
  AccountSubscription: (context, uuid) => context.the(subscriptionById).load(uuid),
  Interaction: (context, uuid) => context.the(interactionById).load(uuid),
  Plan: (context, uuid) => context.the(planById).find(uuid),
  Policy: (context, uuid) => context.the(policyById).load(uuid),
  Member: (context, uuid) => context.the(memberById).load(uuid),
  RelationshipChange: (context, uuid) => context.the(changeById).load(uuid),
  // Callers that are not admins may see only their own key.
  ApiKey: (context, uuid) =>
    context.identity?.keyId === uuid || mayAct(context.identity!.role, Role.ADMIN)
      ? context.the(apiKeyById).load(uuid)
      : null,
  Workspace: async (context, uuid) => {
    const workspace = await context.the(currentWorkspace);
    return workspace.uuid === uuid ? workspace : null;
  },
};

@Resolver()
export class NodeResolver {
  @Authorized(Role.READER)
  @Query(() => Node, {
    nullable: true,
    description: 'A record of any type by its global id. Null if the workspace has no such record.',
  })
  async node(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The global id, for example `acct_01h455vb4pex5vsknk084sn02q`.' }) id: string,
  ): Promise<Node | null> {
    return find(context, id);
  }

  @Authorized(Role.READER)
  @Cost({ size: ({ ids }) => (Array.isArray(ids) ? Math.min(ids.length, MAX_PAGE_SIZE) : 1) })
  @Query(() => [Node], {
    nullable: 'items',
    description:
      'Records of any types by their global ids, in the order of the ids. Null for each id that the workspace has no record for.',
  })
  async nodes(
    @Ctx() context: RequestContext,
    @Arg('ids', () => [ID], {
      description: `The global ids, for example \`["acct_01h455vb4pex5vsknk084sn02q"]\`. At most ${MAX_PAGE_SIZE}.`,
    })
    ids: string[],
  ): Promise<(Node | null)[]> {
    if (ids.length > MAX_PAGE_SIZE) {
      refuse(UserErrorCode.TOO_MANY, ['ids'], `Expected at most ${MAX_PAGE_SIZE} ids; got ${ids.length}.`);
    }
    return Promise.all(ids.map((id) => find(context, id)));
  }
}

async function find(context: RequestContext, id: string): Promise<Node | null> {
  const decoded = decodeAnyId(id);
  return decoded ? ((await FIND[decoded.kind]?.(context, decoded.uuid)) ?? null) : null;
}
