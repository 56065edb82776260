import { Args, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { boundsAfter, mostWholeIntervals } from './metric-interval.js';
import { Role } from '../graphql/role.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { cohortsBetween } from './cohort.service.js';
import { Cohort } from './cohort.type.js';
import { readAsOf } from './as-of.js';
import { CohortArgs } from './cohort.inputs.js';
import { exchangeRatesFrom } from './exchange-rates.loaders.js';
import { readBounds } from './metric-range.inputs.js';

const MAX_AGES = 120;

@Resolver()
export class CohortResolver {
  @Authorized(Role.READER)
  @Cost({ overAll: 2_000, size: mostWholeIntervals, each: 2 })
  @Query(() => [Cohort], {
    description:
      'Accounts grouped by the interval in which they first brought revenue, oldest first: how many remain and their revenue at each age, and how many became clients. An account that left and returned counts as never lost, so numbers for past intervals rise when an account returns.',
  })
  async cohorts(@Ctx() context: RequestContext, @Args(() => CohortArgs) range: CohortArgs): Promise<Cohort[]> {
    const { scope } = context;
    // Both are read in one round trip.
    const [zone, rates] = await Promise.all([context.the(workspaceZone), exchangeRatesFrom(context, range.from)]);
    const bounds = readBounds(range, zone);
    const asOf = readAsOf(range.asOf, ['asOf'], scope.now);
    const later = boundsAfter(bounds.at(-1)!, asOf, range.interval, zone, MAX_AGES);
    const [cohorts, money] = await Promise.all([
      cohortsBetween(scope, bounds, later, MAX_AGES, asOf, zone, rates),
      context.the(currency),
    ]);
    return cohorts.map((cohort) => Cohort.of(cohort, money, zone));
  }
}
