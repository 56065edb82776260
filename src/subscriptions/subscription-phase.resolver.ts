import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { planOf } from '../plans/plan.loaders.js';
import { Plan } from '../plans/plan.type.js';
import { SubscriptionPhase } from './subscription-phase.type.js';
import { SubscriptionItem } from './subscription.type.js';

@Resolver(() => SubscriptionPhase)
export class SubscriptionPhaseResolver {
  @Cost({ each: 0.1 })
  @FieldResolver(() => Plan, { description: 'The plan of the BASE item during the phase.' })
  plan(@Ctx() context: RequestContext, @Root() { sold }: SubscriptionPhase): MaybePromise<Plan> {
    return planOf(context, sold.planId);
  }
}

@Resolver(() => SubscriptionItem)
export class SubscriptionItemResolver {
  @Cost({ each: 0.1 })
  @FieldResolver(() => Plan, { description: 'The plan of the item.' })
  plan(@Ctx() context: RequestContext, @Root() { planId }: SubscriptionItem): MaybePromise<Plan> {
    return planOf(context, planId);
  }
}
