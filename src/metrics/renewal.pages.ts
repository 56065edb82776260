import { type Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';
import { afterInTime, rowsToRead, type PageRequest, type SortedNode } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import type { RenewalMonthSum } from './renewal.service.js';
import { countRenewals, selectRenewalPage, sumRenewals } from './renewal.sql.js';
import { chanceOf, toRenewals } from './renewal.loaders.js';
import type { Renewal } from './renewal.type.js';

/** The requested days, as instants. */
export type RenewalRange = readonly [from: Instant, until: Instant];

/** Returns the parameters that most statements share, after bringing due accounts up to date. */
async function rangeAndNow(context: RequestContext, [from, until]: RenewalRange): Promise<string[]> {
  await context.the(refreshOfDueAccounts);
  return [from, until, context.scope.now].map(toTimestamp);
}

export async function renewalPage(
  context: RequestContext,
  range: RenewalRange,
  page: PageRequest,
): Promise<SortedNode<Renewal>[]> {
  const [at, id] = afterInTime(page);
  const values = [...(await rangeAndNow(context, range)), at, id, rowsToRead(page, context)];
  const rows = await context.scope.run(selectRenewalPage(page.isBackward), ...values);
  const renewals = await toRenewals(context, rows);
  return renewals.map((node) => ({ node, sortKey: [node.at, node.subscriptionId] }));
}

export async function renewalCount(context: RequestContext, range: RenewalRange): Promise<number> {
  const [from, until] = await rangeAndNow(context, range);
  const [row] = await context.scope.run(countRenewals, from, until);
  return row!.count;
}

/** Sums the renewals of the months that start at the given instants, ascending. Months without renewals are left out. */
export async function renewalMonths(
  context: RequestContext,
  range: RenewalRange,
  monthStarts: readonly Instant[],
): Promise<RenewalMonthSum[]> {
  const values = [...(await rangeAndNow(context, range)), monthStarts.map(toTimestamp)];
  const rows = await context.scope.run(sumRenewals, ...values);
  const months = new Map<number, RenewalMonthSum>();
  for (const row of rows) {
    const sum = months.get(row.month) ?? {
      month: monthStarts[row.month - 1]!,
      renewals: 0,
      amountMinor: 0,
      expectedMinor: 0,
    };
    const { probability } = await chanceOf(context, row);
    sum.renewals += row.renewals;
    sum.amountMinor += row.amountMinor;
    sum.expectedMinor += row.amountMinor * (probability ?? 0);
    months.set(row.month, sum);
  }
  return [...months.values()].map((sum) => ({ ...sum, expectedMinor: Math.round(sum.expectedMinor) }));
}
