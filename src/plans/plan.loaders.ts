import type { Instant } from '../classification/calendar.js';
import { valueAt } from '../classification/steps.js';
import { topRankOf } from '../classification/timeline.js';
import { indexBy } from '../database/grouping.js';
import type { Sql } from '../database/statement.js';
import type { RequestContext } from '../graphql/context.js';
import { stillThere } from '../graphql/record-deleted.js';
import { valueOnceLoaded, mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { selectPlans, type PlanRow } from './plan.sql.js';
import { Plan } from './plan.type.js';

/** Loads every plan of the workspace, lowest rank first. There are few, and the top tier depends on all of them. */
export const planRows = ({ scope }: RequestContext): Promise<PlanRow[]> => scope.run(selectPlans);

/** A plan, and whether it is the top tier. */
interface RankedPlan {
  row: PlanRow;
  isTopTier: boolean;
}

function rankedAt(now: Instant, rows: readonly PlanRow[]): RankedPlan[] {
  const topRank = valueAt(topRankOf(rows), now);
  return rows.map((row) => {
    const isOffered = row.offeredFrom <= now && now < row.offeredUntil;
    return { row, isTopTier: isOffered && row.rank >= topRank };
  });
}

export const readPlans = async (sql: Sql, now: Instant): Promise<RankedPlan[]> =>
  rankedAt(now, await sql.run(selectPlans));

export const allPlans = async (context: RequestContext): Promise<Plan[]> =>
  rankedAt(context.scope.now, await context.the(planRows)).map(({ row, isTopTier }) => new Plan(row, isTopTier));

/** Finds plans by id among all plans, which are loaded once per request. Null if the plan does not exist. */
export const planById = (context: RequestContext) => {
  const loaded = context.the(allPlans).then((plans) => indexBy(plans, ({ uuid }) => uuid));
  const plans = valueOnceLoaded(loaded);
  return {
    loaded,
    find: (id: string): MaybePromise<Plan | null> => mapMaybePromise(plans(), (known) => known.get(id) ?? null),
  };
};

/** Finds the plan that a record refers to. */
export const planOf = (context: RequestContext, id: string): MaybePromise<Plan> =>
  mapMaybePromise(context.the(planById).find(id), (plan) => stillThere(plan, 'the plan'));

/** The top rank if no plan is on offer, as a database integer: no plan ranks below it. */
const NO_RANK = -1;

/** Returns the rank of the highest plan on offer now, as a statement parameter. */
export async function topRankNow(context: RequestContext): Promise<number> {
  const rank = valueAt(topRankOf(await context.the(planRows)), context.scope.now);
  return Number.isFinite(rank) ? rank : NO_RANK;
}
