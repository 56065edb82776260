import { Fraction } from 'fraction.js';
import DataLoader from 'dataloader';
import type { Instant } from '../classification/calendar.js';
import { PARTS_PER_MINOR } from '../classification/revenue.js';
import { roundHalfEven } from '../classification/rounding.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import { exchangeRatesAt } from '../derivation/exchange-rates.loaders.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import type { RequestContext } from '../graphql/context.js';
import { memoizeByInput } from '../graphql/memoize.js';
import { sumUsage, type UsageSumRow } from './usage.sql.js';
import { USAGE_MONTHS, wholeMonthsBefore } from './usage.service.js';

/** Returns, for each instant, the loader of the usage revenue of accounts, in minor units of the workspace's currency. */
export const usageRevenues = (context: RequestContext): ((at: Instant) => DataLoader<string, number>) =>
  memoizeByInput((at) => new DataLoader((accountIds) => usageRevenuesAt(context, accountIds, at)));

async function usageRevenuesAt(context: RequestContext, accountIds: readonly string[], at: Instant): Promise<number[]> {
  const zone = await context.the(workspaceZone);
  const { from, until } = wholeMonthsBefore(at, USAGE_MONTHS, zone);
  const rows = await context.scope.run(sumUsage, accountIds, toTimestamp(from), toTimestamp(until));
  const isForeign = rows.some(({ currencyCode }) => currencyCode !== null);
  const rates = isForeign ? await context.the(exchangeRatesAt)(at) : null;
  const inOwnCurrency = ({ currencyCode, amountMinor }: UsageSumRow): Fraction =>
    new Fraction(amountMinor).mul(currencyCode === null ? 1 : rates!.factorAt(currencyCode, at).mul(PARTS_PER_MINOR));
  const rowsOf = groupBy(rows, ({ accountId }) => accountId);
  return accountIds.map((id) => {
    const total = (rowsOf.get(id) ?? []).reduce((sum, row) => sum.add(inOwnCurrency(row)), new Fraction(0));
    return roundHalfEven(total.div(USAGE_MONTHS));
  });
}
