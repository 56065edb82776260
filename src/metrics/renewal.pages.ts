import { type Instant } from '../classification/calendar.js';
import { roundHalfEven } from '../classification/rounding.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';
import { POSITIONS, rowsToRead, type PageRequest, type SortedNode, type SortKey } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { ConvertedSum, factorAt } from './conversion.service.js';
import { ratesForRows } from './exchange-rates.loaders.js';
import type { RenewalMonthSum } from './renewal.service.js';
import { countRenewals, selectRenewalPage, sumRenewals } from './renewal.sql.js';
import { chanceOf, toRenewals } from './renewal.loaders.js';
import type { Renewal } from './renewal.type.js';

/** The requested days, as instants. */
export type RenewalRange = readonly [from: Instant, until: Instant];

/** Checks the value inside a cursor of renewals: the instants of the end of the term and of its decision. */
export function isRenewalPosition(value: unknown): boolean {
  const instants = typeof value === 'string' ? value.split(' ').map(Number) : [];
  return instants.length === 2 && instants.every(POSITIONS.INSTANT);
}

/** Returns the end of the term, the subscription and the decision after which a page starts, as parameters. */
function keyOfPosition([value, subscriptionId]: SortKey): string[] {
  const [at, decidedFrom] = String(value)
    .split(' ')
    .map((instant) => toTimestamp(Number(instant)));
  return [at!, subscriptionId, decidedFrom!];
}

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
  const after = page.after ? keyOfPosition(page.after) : [null, null, null];
  const values = [...(await rangeAndNow(context, range)), ...after, rowsToRead(page, context)];
  const rows = await context.scope.run(selectRenewalPage(page.isBackward), ...values);
  const renewals = await toRenewals(context, rows);
  return renewals.map((node) => ({ node, sortKey: [`${node.at} ${node.decidedFrom}`, node.subscriptionId] }));
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
  const months: RenewalMonthSum[] = [];
  const rates = await ratesForRows(context, rows);
  for (const [number, ofMonth] of groupBy(rows, ({ month }) => month)) {
    const total = new ConvertedSum();
    const sum = { month: monthStarts[number - 1]!, renewals: 0, amountMinor: 0, expectedMinor: 0 };
    for (const row of ofMonth) {
      const { probability } = await chanceOf(context, row);
      const factor = factorAt(rates, row.currencyCode, context.scope.now);
      sum.renewals += row.renewals;
      total.add(row.amountMinor, factor);
      sum.expectedMinor += row.amountMinor * factor.valueOf() * (probability ?? 0);
    }
    sum.amountMinor = roundHalfEven(total.total);
    sum.expectedMinor = Math.round(sum.expectedMinor);
    months.push(sum);
  }
  return months;
}
