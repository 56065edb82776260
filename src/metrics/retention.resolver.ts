import { Arg, Args, Authorized, Ctx, FieldResolver, Float, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { mostWholeIntervals } from './metric-interval.js';
import { InputCheck } from '../graphql/input-check.js';
import { Money, MoneyInput, readMoney } from '../money/money.js';
import { Role } from '../graphql/role.js';
import { currentWorkspace } from '../workspaces/workspace.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { readBounds, TypedMetricRangeArgs } from './metric-range.inputs.js';
import { retentionBetween } from './retention.service.js';
import { RetentionPoint } from './retention.type.js';

const MAX_COST_RATIO = 1_000;

@Resolver(() => RetentionPoint)
export class RetentionResolver {
  @Authorized(Role.READER)
  @Cost({ own: 20, size: mostWholeIntervals, each: 2 })
  @Query(() => [RetentionPoint], {
    description:
      'How many accounts stayed in each interval, and with what revenue, oldest first. Of intervals that are not over: as far as it is recorded by now.',
  })
  async retention(
    @Ctx() context: RequestContext,
    @Args(() => TypedMetricRangeArgs) range: TypedMetricRangeArgs,
  ): Promise<RetentionPoint[]> {
    const { timeZone } = await context.the(currentWorkspace);
    const bounds = readBounds(range, timeZone);
    const { scope } = context;
    const [points, money] = await Promise.all([
      retentionBetween(scope, bounds, range.interval, range.type ?? null, scope.now),
      context.the(currency),
    ]);
    return points.map((point) => new RetentionPoint(point, money));
  }

  @FieldResolver(() => Money, {
    description:
      'What it saved that accounts stayed rather than having to be won anew: (accounts - churnedAccounts) × (acquisitionCost - acquisitionCost / costRatio).',
  })
  async retentionSaving(
    @Ctx() context: RequestContext,
    @Root() { retention }: RetentionPoint,
    @Arg('acquisitionCost', () => MoneyInput, {
      description: "What it costs to win one account, in the workspace's currency. For example `500.00`.",
    })
    acquisitionCost: MoneyInput,
    @Arg('costRatio', () => Float, {
      defaultValue: 5,
      description: `How many times as much winning an account costs as keeping one, 1 to ${MAX_COST_RATIO}; five times is the rule of thumb.`,
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
