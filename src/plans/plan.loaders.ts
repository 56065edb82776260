import { valueAt } from '../classification/steps.js';
import { topRankOf } from '../classification/timeline.js';
import { indexBy } from '../database/grouping.js';
import type { RequestContext } from '../graphql/context.js';
import { valueOnceLoaded, mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { selectPlans, type PlanRow } from './plan.sql.js';
import { Plan } from './plan.type.js';

/** Loads every plan of the workspace, lowest rank first. There are few, and the top tier depends on all of them. */
export const planRows = ({ scope }: RequestContext): Promise<PlanRow[]> => scope.run(selectPlans);

export const allPlans = async (context: RequestContext): Promise<Plan[]> => {
  const { scope } = context;
  const rows = await context.the(planRows);
  const topRank = valueAt(topRankOf(rows), scope.now);
  return rows.map((row) => {
    const isOffered = row.offeredFrom <= scope.now && scope.now < row.offeredUntil;
    return new Plan(row, isOffered && row.rank >= topRank);
  });
};

/** Finds plans by id among all plans, which are loaded once per request. Null if the plan does not exist. */
export const planById = (context: RequestContext) => {
  const loaded = context.the(allPlans).then((plans) => indexBy(plans, ({ uuid }) => uuid));
  const plans = valueOnceLoaded(loaded);
  return {
    loaded,
    find: (id: string): MaybePromise<Plan | null> => mapMaybePromise(plans(), (known) => known.get(id) ?? null),
  };
};

/** The top rank if no plan is on offer, as a database integer: no plan ranks below it. */
const NO_RANK = -1;

/** Returns the rank of the highest plan on offer now, as a statement parameter. */
export async function topRankNow(context: RequestContext): Promise<number> {
  const rank = valueAt(topRankOf(await context.the(planRows)), context.scope.now);
  return Number.isFinite(rank) ? rank : NO_RANK;
}
