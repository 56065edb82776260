import { type Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import { afterInTime, rowsToRead, type PageRequest, type SortedNode } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { currentWorkspace } from '../workspaces/workspace.loaders.js';
import { outcomeOf, type RenewalMonthSum } from './renewal.service.js';
import { countRenewals, selectRenewalPage, sumRenewals } from './renewal.sql.js';
import type { Renewal } from './renewal.type.js';

import { chanceOf, toRenewals } from './renewal.loaders.js';

/** The requested days, as instants. */
export type RenewalRange = readonly [from: Instant, until: Instant];

const rangeAndNow = ({ scope }: RequestContext, [from, until]: RenewalRange): string[] =>
  [from, until, scope.now].map(toTimestamp);

export async function renewalPage(
  context: RequestContext,
  range: RenewalRange,
  page: PageRequest,
): Promise<SortedNode<Renewal>[]> {
  const [at, id] = afterInTime(page);
  const values = [...rangeAndNow(context, range), at, id, rowsToRead(page, context)];
  const rows = await context.scope.run(selectRenewalPage(page.isBackward), ...values);
  const renewals = await toRenewals(context, rows);
  return renewals.map((node) => ({ node, sortKey: [node.at, node.subscriptionId] }));
}

export async function renewalCount(context: RequestContext, range: RenewalRange): Promise<number> {
  const [row] = await context.scope.run(countRenewals, ...rangeAndNow(context, range));
  return row!.count;
}

export async function renewalMonths(context: RequestContext, range: RenewalRange): Promise<RenewalMonthSum[]> {
  const { timeZone } = await context.the(currentWorkspace);
  const rows = await context.scope.run(sumRenewals, ...rangeAndNow(context, range), timeZone);
  const months = new Map<Instant, RenewalMonthSum>();
  for (const { month, type, isOver, goesOn, renewals, amountMinor } of rows.toSorted((a, b) => a.month - b.month)) {
    const sum = months.get(month) ?? { month, renewals: 0, amountMinor: 0, expectedMinor: 0 };
    const { probability } = await chanceOf(context, outcomeOf(isOver, goesOn), type);
    sum.renewals += renewals;
    sum.amountMinor += amountMinor;
    sum.expectedMinor += amountMinor * (probability ?? 0);
    months.set(month, sum);
  }
  return [...months.values()].map((sum) => ({ ...sum, expectedMinor: Math.round(sum.expectedMinor) }));
}
