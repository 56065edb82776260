import { Args, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { POSITIONS, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { Role } from '../graphql/role.js';
import { workItemCount, workItemPage } from './work-item.pages.js';
import { WorkItemConnection, WorklistArgs, type WorkItem } from './work-item.type.js';

@Resolver()
export class WorkItemResolver {
  @Authorized(Role.READER)
  @Cost({ overAll: 3_000 })
  @Query(() => WorkItemConnection, {
    description:
      'What to do next, ordered by revenue at stake, highest first. Contact with an account is overdue if it had at least four contacts in the last 365 days (`USAGE` and `PURCHASE` interactions do not count), and more than twice the average interval between them, and more than two days, have passed since the last one.',
  })
  async worklist(
    @Ctx() context: RequestContext,
    @Args(() => WorklistArgs) args: WorklistArgs,
  ): Promise<Connection<WorkItem>> {
    const page = await readPageArgs(context, args, 'worklist', POSITIONS.INTEGER);
    return toConnection(page, await workItemPage(context, page), () => workItemCount(context));
  }
}
