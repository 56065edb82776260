import { Arg, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { AS_OF } from '../graphql/as-of.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { instantOr } from '../graphql/input-check.js';
import { intervalStarts, mostIntervals, MetricIntervalEnum, type MetricInterval } from '../metrics/metric-interval.js';
import { dayOf } from '../metrics/days.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { Role } from '../graphql/role.js';
import { exchangeRatesAt } from '../derivation/exchange-rates.loaders.js';
import { exchangeRatesFrom } from '../metrics/exchange-rates.loaders.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { countTypes, countTypesAtEach } from './client-base.service.js';
import { countAttention } from './client-base.sql.js';
import { ClientBase } from './client-base.type.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';

/** Counts the accounts that need attention now, after bringing due accounts up to date. */
const attention = async (context: RequestContext) => {
  await context.the(refreshOfDueAccounts);
  const [counts] = await context.scope.run(countAttention);
  return counts!;
};

@Resolver(() => ClientBase)
export class ClientBaseResolver {
  @Authorized(Role.READER)
  @Cost({ overAll: 300 })
  @Query(() => ClientBase, {
    description:
      'Number of accounts by relationship type, with their recurring revenue per month, now or at any other instant.',
  })
  async clientBase(
    @Ctx() context: RequestContext,
    @Arg('asOf', () => DateTime, AS_OF)
    asOf?: number | null,
  ): Promise<ClientBase> {
    const at = instantOr(context.scope.now, asOf, ['asOf']);
    const counts = await countTypes(context.scope, at, context.the(exchangeRatesAt)(at));
    return new ClientBase(at, counts, await context.the(currency), context.scope.now);
  }

  @Authorized(Role.READER)
  @Cost({ overAll: 2_000, size: mostIntervals, each: 2 })
  @Query(() => [ClientBase], {
    description:
      'The client base at the start of each interval, oldest first; at most 400 intervals. For example, the months of a year: `from: "2026-01-01", to: "2026-12-31"`.',
  })
  async clientBaseHistory(
    @Ctx() context: RequestContext,
    @Arg('from', () => CalendarDate, {
      description: 'The first day on which an interval may start, for example `2026-01-01`.',
    })
    from: string,
    @Arg('to', () => CalendarDate, {
      description:
        'The last day on which an interval may start, not before `from`. At least one interval must start in the range. `WHOLE` starts once, on the day `from`.',
    })
    to: string,
    @Arg('interval', () => MetricIntervalEnum, {
      defaultValue: 'MONTH',
      description: "The length of the intervals. They start at midnight in the workspace's time zone.",
    })
    interval: MetricInterval,
  ): Promise<ClientBase[]> {
    // Both are read in one round trip.
    const [zone, rates] = await Promise.all([context.the(workspaceZone), exchangeRatesFrom(context, from)]);
    const instants = intervalStarts(from, to, interval, zone);
    const [counts, money] = await Promise.all([
      countTypesAtEach(context.scope, instants, rates),
      context.the(currency),
    ]);
    return instants.map((at, i) => new ClientBase(at, counts[i]!, money, context.scope.now));
  }

  @FieldResolver(() => CalendarDate, { description: "The day that contains `asOf`, in the workspace's time zone." })
  async day(@Ctx() context: RequestContext, @Root() { asOf }: ClientBase): Promise<string> {
    return dayOf(asOf, await context.the(workspaceZone));
  }

  @Cost({ overAll: 300 })
  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Number of clients without a success manager. Null if `asOf` is not now.',
  })
  async clientsWithoutSuccessManager(
    @Ctx() context: RequestContext,
    @Root() { isNow }: ClientBase,
  ): Promise<number | null> {
    return isNow ? (await context.the(attention)).clientsWithoutSuccessManager : null;
  }

  @Cost({ overAll: 300 })
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'Number of paying accounts whose type would change if one criterion changed. Null if `asOf` is not now.',
  })
  async borderline(@Ctx() context: RequestContext, @Root() { isNow }: ClientBase): Promise<number | null> {
    return isNow ? (await context.the(attention)).borderline : null;
  }
}
