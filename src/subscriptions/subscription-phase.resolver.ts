import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money } from '../money/money.type.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { planOf } from '../plans/plan.loaders.js';
import { Plan } from '../plans/plan.type.js';
import { currency } from '../money/currency.loaders.js';
import { SubscriptionPhase } from './subscription.type.js';

@Resolver(() => SubscriptionPhase)
export class SubscriptionPhaseResolver {
  @Cost({ each: 0.1 })
  @FieldResolver(() => Plan, { description: 'The plan during the phase.' })
  plan(@Ctx() context: RequestContext, @Root() { planId }: SubscriptionPhase): MaybePromise<Plan> {
    return planOf(context, planId);
  }

  @FieldResolver(() => Money, { description: 'Price per unit and billing interval.' })
  async unitPrice(@Ctx() context: RequestContext, @Root() { unitPriceMinor }: SubscriptionPhase): Promise<Money> {
    return Money.ofMinor(unitPriceMinor, await context.the(currency));
  }
}
