import DataLoader from 'dataloader';
import { addDays, addMonths, END_OF_TIME } from '../classification/calendar.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import type { RelationshipType } from '../classification/timeline.js';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { RequestContext } from '../graphql/context.js';
import { currency } from '../money/currency.loaders.js';
import {
  KNOWN_CHANCES,
  outcomeOf,
  RATE_WINDOW_DAYS,
  RenewalRates,
  type RenewalChance,
  type RenewalOutcome,
} from './renewal.service.js';
import { countRenewed, selectNextRenewals, type RenewalRow } from './renewal.sql.js';
import { Renewal } from './renewal.type.js';

/** The longest commitment whose end is found. */
const LOOK_AHEAD_MONTHS = 1_200;

/** Counts the recently ended terms, from which the chance of a renewal is estimated. */
const renewalRates = async ({ scope }: RequestContext): Promise<RenewalRates> => {
  const since = toTimestamp(addDays(scope.now, -RATE_WINDOW_DAYS) + 1);
  return new RenewalRates(await scope.run(countRenewed, since, toTimestamp(scope.now)));
};

/** Returns the chance of a renewal. The rates are counted once per request, and only if a renewal is due. */
export const chanceOf = async (
  context: RequestContext,
  outcome: RenewalOutcome,
  type: RelationshipType,
): Promise<RenewalChance> =>
  outcome === 'DUE' ? (await context.the(renewalRates)).chanceOf(type) : KNOWN_CHANCES[outcome];

/** Makes renewals of rows, each with its chance. */
export async function toRenewals(context: RequestContext, rows: readonly RenewalRow[]): Promise<Renewal[]> {
  const money = await context.the(currency);
  return Promise.all(
    rows.map(async (row) => {
      const outcome = outcomeOf(row.at <= context.scope.now, row.goesOn);
      return new Renewal(row, outcome, await chanceOf(context, outcome, row.type), money);
    }),
  );
}

/** Loads the next end of a term of an account; null if it has no term. */
export const nextRenewalOfAccount = (context: RequestContext): DataLoader<string, Renewal | null> =>
  new DataLoader(async (ids) => {
    const { scope } = context;
    const until = Math.min(addMonths(scope.now, LOOK_AHEAD_MONTHS, await context.the(workspaceZone)), END_OF_TIME);
    const rows = await scope.run(selectNextRenewals, ids, toTimestamp(scope.now), toTimestamp(until));
    const renewals = indexBy(await toRenewals(context, rows), ({ accountId }) => accountId);
    return ids.map((id) => renewals.get(id) ?? null);
  });
