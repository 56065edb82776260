import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Role } from '../workspaces/api-key.entity.js';
import { allPlans } from './plan.loaders.js';
import { Plan } from './plan.type.js';

@Resolver()
export class PlanResolver {
  @Authorized(Role.READER)
  @Query(() => [Plan], { description: 'Every plan, lowest rank first.' })
  plans(@Ctx() context: RequestContext): Promise<Plan[]> {
    return context.the(allPlans);
  }
}
