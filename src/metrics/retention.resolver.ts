import { Arg, Args, Authorized, Ctx, FieldResolver, Float, Query, Resolver, Root } from 'type-graphql';
import { inWords } from '../classification/words.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { mostWholeIntervals } from './metric-interval.js';
import { InputCheck } from '../graphql/input-check.js';
import { Money, MoneyInput, readMoney } from '../money/money.type.js';
import { Role } from '../graphql/role.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { exchangeRatesFrom } from './exchange-rates.loaders.js';
import { readBounds, TypedMetricRangeArgs } from './metric-range.inputs.js';
import { retentionBetween } from './retention.service.js';
import { RetentionPoint } from './retention.type.js';

const MAX_COST_RATIO = 1_000;

@Resolver(() => RetentionPoint)
export class RetentionResolver {
  @Authorized(Role.READER)
  @Cost({ overAll: 4_000, size: mostWholeIntervals, each: 2 })
  @Query(() => [RetentionPoint], {
    description:
      'How many accounts stayed in each interval and how much revenue they kept, oldest first. Intervals that have not ended contain what is recorded so far.',
  })
  async retention(
    @Ctx() context: RequestContext,
    @Args(() => TypedMetricRangeArgs) range: TypedMetricRangeArgs,
  ): Promise<RetentionPoint[]> {
    // Both are read in one round trip.
    const [zone, rates] = await Promise.all([context.the(workspaceZone), exchangeRatesFrom(context, range.from)]);
    const bounds = readBounds(range, zone);
    const { scope } = context;
    const [points, money] = await Promise.all([
      retentionBetween(scope, bounds, range.interval, range.type ?? null, zone, scope.now, rates),
      context.the(currency),
    ]);
    return points.map((point) => new RetentionPoint(point, money, zone));
  }

  @FieldResolver(() => Money, {
    description:
      'The cost saved by keeping accounts instead of acquiring new ones: (accounts - churnedAccounts) × (acquisitionCost - acquisitionCost / costRatio).',
  })
  async retentionSaving(
    @Ctx() context: RequestContext,
    @Root() { retention }: RetentionPoint,
    @Arg('acquisitionCost', () => MoneyInput, {
      description: "The cost of acquiring one account, in the workspace's currency. For example `500.00`.",
    })
    acquisitionCost: MoneyInput,
    @Arg('costRatio', () => Float, {
      defaultValue: 5,
      description: `The cost of acquiring an account divided by the cost of keeping one, 1 to ${inWords(MAX_COST_RATIO)}. The default is a common rule of thumb.`,
    })
    costRatio: number,
  ): Promise<Money> {
    const money = await context.the(currency);
    const check = new InputCheck();
    const costMinor = readMoney(check, ['acquisitionCost'], acquisitionCost, money);
    check.number(['costRatio'], costRatio, 1, MAX_COST_RATIO);
    check.done();
    return Money.ofMinor(retention.savingMinor(costMinor, costRatio), money);
  }
}
