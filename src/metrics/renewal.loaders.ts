import DataLoader from 'dataloader';
import { addDays, addMonths, END_OF_TIME, type Instant } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import { positionInTime, rowsToRead, type PageRequest, type PositionedRow } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { currentWorkspace } from '../workspaces/workspace.loaders.js';
import { currency } from '../money/currency.loaders.js';
import {
  KNOWN_CHANCES,
  outcomeOf,
  RATE_WINDOW_DAYS,
  RenewalRates,
  type RenewalChance,
  type RenewalMonthSum,
  type RenewalOutcome,
} from './renewal.service.js';
import {
  countRenewals,
  countRenewed,
  selectNextRenewals,
  selectRenewalPage,
  sumRenewals,
  type RenewalRow,
} from './renewal.sql.js';
import { Renewal } from './renewal.type.js';

/** The longest commitment whose end is found. */
const LOOK_AHEAD_MONTHS = 1_200;

/** The requested days, as instants. */
export type RenewalRange = readonly [from: Instant, until: Instant];

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

async function toRenewals(context: RequestContext, rows: readonly RenewalRow[]): Promise<Renewal[]> {
  const money = await context.the(currency);
  return Promise.all(
    rows.map(async (row) => {
      const outcome = outcomeOf(row.at <= context.scope.now, row.goesOn);
      return new Renewal(row, outcome, await chanceOf(context, outcome, row.type), money);
    }),
  );
}

const rangeAndNow = ({ scope }: RequestContext, [from, until]: RenewalRange): string[] =>
  [from, until, scope.now].map(toTimestamp);

export async function renewalPage(
  context: RequestContext,
  range: RenewalRange,
  page: PageRequest,
): Promise<PositionedRow<Renewal>[]> {
  const [at, id] = positionInTime(page);
  const values = [...rangeAndNow(context, range), at, id, rowsToRead(page, context)];
  const rows = await context.scope.run(selectRenewalPage(page.isBackward), ...values);
  const renewals = await toRenewals(context, rows);
  return renewals.map((node) => ({ node, place: [node.at, node.subscriptionId] }));
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

/** Loads the next end of a term of an account; null if it has no term. */
export const nextRenewalOfAccount = (context: RequestContext): DataLoader<string, Renewal | null> =>
  new DataLoader(async (ids) => {
    const { scope } = context;
    const until = Math.min(addMonths(scope.now, LOOK_AHEAD_MONTHS), END_OF_TIME);
    const rows = await scope.run(selectNextRenewals, ids, toTimestamp(scope.now), toTimestamp(until));
    const renewals = indexBy(await toRenewals(context, rows), ({ accountId }) => accountId);
    return ids.map((id) => renewals.get(id) ?? null);
  });
