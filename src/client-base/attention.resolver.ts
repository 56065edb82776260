import { Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import { addDays } from '../classification/calendar.js';
import { RELATIONSHIP_TYPES } from '../classification/timeline.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money } from '../money/money.type.js';
import { BookOfBusiness } from './book.type.js';
import { ClientBase } from './client-base.type.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { countAtRiskAndReady, sumEffort } from './attention.sql.js';
import { TypeEffort } from './attention.type.js';
import { revenueOf } from '../metrics/conversion.service.js';
import { ratesForRows } from '../metrics/exchange-rates.loaders.js';
import { topRankNow } from '../plans/plan.loaders.js';
import { HORIZON_DAYS } from '../worklist/work-item-reason.service.js';

const EFFORT_DAYS = 365;

const atRiskAndReady = async (context: RequestContext) => {
  await context.the(refreshOfDueAccounts);
  const until = toTimestamp(addDays(context.scope.now, HORIZON_DAYS));
  const [counts] = await context.scope.run(countAtRiskAndReady, until, await topRankNow(context));
  return counts!;
};

const minutesPer = (effortMinutes: number, { amount }: Money): number | null =>
  Number(amount) === 0 ? null : effortMinutes / Number(amount);

@Resolver(() => ClientBase)
export class AttentionResolver {
  @Cost({ overAll: 300 })
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'Number of clients that will stop being clients within 90 days even if contact continues and all subscriptions continue that are not canceled. Null if `asOf` is not now.',
  })
  async fallingClients(@Ctx() context: RequestContext, @Root() { isNow }: ClientBase): Promise<number | null> {
    return isNow ? (await context.the(atRiskAndReady)).falling : null;
  }

  @Cost({ overAll: 300 })
  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Number of clients that are not on the highest plan on offer. Null if `asOf` is not now.',
  })
  async upsellCandidates(@Ctx() context: RequestContext, @Root() { isNow }: ClientBase): Promise<number | null> {
    return isNow ? (await context.the(atRiskAndReady)).upsell : null;
  }

  @Cost({ overAll: 5_000, size: RELATIONSHIP_TYPES.length })
  @FieldResolver(() => [TypeEffort], {
    nullable: true,
    description: 'Time spent and revenue by type: one entry for each of the six types. Null if `asOf` is not now.',
  })
  async effort(@Ctx() context: RequestContext, @Root() { isNow }: ClientBase): Promise<TypeEffort[] | null> {
    if (!isNow) return null;
    const { scope } = context;
    const [money] = await Promise.all([context.the(currency), context.the(refreshOfDueAccounts)]);
    const since = toTimestamp(addDays(scope.now, -EFFORT_DAYS));
    const rows = await scope.run(sumEffort, since, toTimestamp(scope.now));
    const rates = await ratesForRows(context, rows);
    const rowsOf = groupBy(rows, ({ type }) => type);
    return RELATIONSHIP_TYPES.map((type) => {
      const ofType = rowsOf.get(type) ?? [];
      const effortMinutes = ofType.reduce((sum, row) => sum + row.effortMinutes, 0);
      const revenue = Money.ofMinor(revenueOf(ofType, rates, scope.now), money);
      return {
        type,
        effortMinutes,
        monthlyRecurringRevenue: revenue,
        minutesPerRevenue: minutesPer(effortMinutes, revenue),
      };
    });
  }
}

@Resolver(() => BookOfBusiness)
export class BookOfBusinessEffortResolver {
  @FieldResolver(() => Float, {
    nullable: true,
    description:
      "`effortMinutes` divided by `monthlyRecurringRevenue` in units of the workspace's currency. Null if the revenue is zero.",
  })
  minutesPerRevenue(@Root() { effortMinutes, monthlyRecurringRevenue }: BookOfBusiness): number | null {
    return minutesPer(effortMinutes, monthlyRecurringRevenue);
  }
}
