import DataLoader from 'dataloader';
import { addDays } from '../classification/calendar.js';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';
import type { RequestContext } from '../graphql/context.js';
import { currency } from '../money/currency.loaders.js';
import { ratesForRows } from './exchange-rates.loaders.js';
import {
  knownChance,
  RATE_WINDOW_DAYS,
  RenewalRates,
  type ChanceBasis,
  type RenewalChance,
} from './renewal.service.js';
import { countRenewed, selectNextRenewals, type RenewalRow } from './renewal.sql.js';
import { Renewal } from './renewal.type.js';

/** Counts the recently ended terms, from which the chance of a renewal is estimated. */
const renewalRates = async (context: RequestContext): Promise<RenewalRates> => {
  const { scope } = context;
  await context.the(refreshOfDueAccounts);
  const since = toTimestamp(addDays(scope.now, -RATE_WINDOW_DAYS));
  return new RenewalRates(await scope.run(countRenewed, since, toTimestamp(scope.now)));
};

/** Returns the chance of a renewal. The rates are counted once per request, and only if a chance depends on them. */
export const chanceOf = async (context: RequestContext, renewal: ChanceBasis): Promise<RenewalChance> =>
  knownChance(renewal) ?? (await context.the(renewalRates)).chanceOf(renewal.type);

/** Converts rows to renewals, each with its chance. */
export async function toRenewals(context: RequestContext, rows: readonly RenewalRow[]): Promise<Renewal[]> {
  const money = await context.the(currency);
  const rates = await ratesForRows(context, rows);
  return Promise.all(
    rows.map(async (row) => {
      const amount = rates.convert(row.amountMinor, row.currencyCode, context.scope.now);
      return new Renewal(row, amount, await chanceOf(context, row), money);
    }),
  );
}

/** Loads the next end of a term of an account that is not decided yet; null if there is none. */
export const nextRenewalOfAccount = (context: RequestContext): DataLoader<string, Renewal | null> =>
  new DataLoader(async (ids) => {
    const { scope } = context;
    await context.the(refreshOfDueAccounts);
    const rows = await scope.run(selectNextRenewals, ids, toTimestamp(scope.now));
    const renewals = indexBy(await toRenewals(context, rows), ({ accountId }) => accountId);
    return ids.map((id) => renewals.get(id) ?? null);
  });
