import { Args, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { POSITIONS, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { Role } from '../graphql/role.js';
import { workItemCount, workItemPage } from './work-item.loaders.js';
import { WorkItemConnection, WorklistArgs, type WorkItem } from './work-item.type.js';

@Resolver()
export class WorkItemResolver {
  @Authorized(Role.READER)
  @Query(() => WorkItemConnection, {
    description:
      'What to do next, the most revenue at stake first. Contact is overdue where an account with four contacts or more in the last 365 days (usage and purchases are none) has been silent for twice the average time between them, and two days at least.',
  })
  async worklist(
    @Ctx() context: RequestContext,
    @Args(() => WorklistArgs) args: WorklistArgs,
  ): Promise<Connection<WorkItem>> {
    const page = readPageArgs(args, 'worklist', POSITIONS.INTEGER);
    return toConnection(page, await workItemPage(context, page), () => workItemCount(context));
  }
}
