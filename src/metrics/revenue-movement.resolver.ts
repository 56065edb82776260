import { Args, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { mostWholeIntervals } from './metric-interval.js';
import { Role } from '../graphql/role.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { exchangeRatesFrom } from './exchange-rates.loaders.js';
import { readBounds, TypedMetricRangeArgs } from './metric-range.inputs.js';
import { movementsBetween } from './revenue-movement.service.js';
import { RevenueMovement } from './revenue-movement.type.js';

@Resolver()
export class RevenueMovementResolver {
  @Authorized(Role.READER)
  @Cost({ overAll: 1_500, size: mostWholeIntervals, each: 2 })
  @Query(() => [RevenueMovement], {
    description:
      'The movements of recurring revenue in each interval, oldest first. Future intervals contain what is already recorded, such as pending cancellations and subscriptions that start later.',
  })
  async revenueMovements(
    @Ctx() context: RequestContext,
    @Args(() => TypedMetricRangeArgs) range: TypedMetricRangeArgs,
  ): Promise<RevenueMovement[]> {
    // Both are read in one round trip.
    const [zone, rates] = await Promise.all([context.the(workspaceZone), exchangeRatesFrom(context, range.from)]);
    const bounds = readBounds(range, zone);
    const [movements, money] = await Promise.all([
      movementsBetween(context.scope, bounds, range.type ?? null, rates),
      context.the(currency),
    ]);
    return movements.map((movement) => RevenueMovement.of(movement, money, zone));
  }
}
