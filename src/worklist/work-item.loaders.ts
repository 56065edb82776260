import { accountById } from '../accounts/account.loaders.js';
import type { Account } from '../accounts/account.type.js';
import { addDays } from '../classification/calendar.js';
import type { Evidence } from '../classification/evidence.js';
import { scorerOf } from '../classification/policy.js';
import { sentenceOf } from '../classification/sentences.js';
import { valueAt } from '../classification/steps.js';
import { topRankOf } from '../classification/timeline.js';
import { counted, onDate } from '../classification/words.js';
import { toTimestamp } from '../database/instants.js';
import { rowsToRead, type PageRequest, type PositionedRow } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { Money } from '../money/money.js';
import { planRows } from '../plans/plan.loaders.js';
import type { Assessment } from '../derivation/account-timeline.service.js';
import { assessmentNow } from '../relationships/relationship.loaders.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { chanceOf, nextRenewalOfAccount } from '../metrics/renewal.loaders.js';
import { countWorkItems, selectWorkItems, WORK_KINDS, type WorkItemRow } from './work-item.sql.js';
import type { WorkItem } from './work-item.type.js';

export const HORIZON_DAYS = 90;
const CONTACT_DAYS = 365;
const DAY_MS = 86_400_000;
/** The top rank if no plan is on offer, as a database integer: no plan ranks below it. */
const NO_RANK = -1;

/** Returns the rank of the highest plan on offer now, as a statement parameter. */
export async function topRankNow(context: RequestContext): Promise<number> {
  const rank = valueAt(topRankOf(await context.the(planRows)), context.scope.now);
  return Number.isFinite(rank) ? rank : NO_RANK;
}

/** Returns the parameters that all worklist statements share, after bringing due accounts up to date. */
async function parameters(context: RequestContext): Promise<unknown[]> {
  await context.the(refreshOfDueAccounts);
  const { now } = context.scope;
  const instants = [now, addDays(now, HORIZON_DAYS), addDays(now, -CONTACT_DAYS)].map(toTimestamp);
  return [...instants, await topRankNow(context)];
}

export async function workItemPage(context: RequestContext, page: PageRequest): Promise<PositionedRow<WorkItem>[]> {
  const [sortKey, id] = page.beyond ?? [null, null];
  const values = [...(await parameters(context)), sortKey, id, rowsToRead(page, context)];
  const rows = await context.scope.run(selectWorkItems, ...values);
  const money = await context.the(currency);
  return Promise.all(
    rows.map(async (row) => {
      const item = { ...row, kind: WORK_KINDS[row.kind]! };
      const account = (await context.the(accountById).load(row.accountId))!;
      const { due, reason } = await describe(context, item, account);
      const node: WorkItem = {
        account,
        kind: item.kind,
        due,
        reason,
        monthlyRecurringRevenue: Money.ofMinor(row.mrrMinor, money),
      };
      return { node, place: [row.sortKey, row.accountId] as const };
    }),
  );
}

export async function workItemCount(context: RequestContext): Promise<number> {
  const [row] = await context.scope.run(countWorkItems, ...(await parameters(context)), null, null, null);
  return row!.count;
}

interface Description {
  due: number;
  reason: string;
}

/** Describes when an item is due, and why. */
async function describe(context: RequestContext, item: WorkItemRow, account: Account): Promise<Description> {
  const { now } = context.scope;
  switch (item.kind) {
    case 'ASSIGN_MANAGER':
      return {
        due: item.clientSince ?? now,
        reason: `Client since ${onDate(item.clientSince ?? now)} without a success manager.`,
      };
    case 'SAVE':
      return describeSaving(item, now);
    case 'RENEW': {
      const { summary } = await chanceOf(context, 'DUE', await typeNow(context, account));
      return { due: item.termEndsAt!, reason: `A term ends on ${onDate(item.termEndsAt!)}. ${summary}` };
    }
    case 'CONVERT': {
      const step = lightestStep(await assessmentNow(context, account));
      if (!step) {
        return {
          due: now,
          reason:
            'One criterion short of being a client under the previous plans; the change of plans is still being rolled out.',
        };
      }
      return {
        due: Number.isFinite(step.changesAt) ? step.changesAt : now,
        reason: `One criterion short of being a client. ${sentenceOf(step)}`,
      };
    }
    case 'UPSELL': {
      const renewal = await context.the(nextRenewalOfAccount).load(account.uuid);
      const top = (await context.the(planRows)).findLast(
        ({ offeredFrom, offeredUntil }) => offeredFrom <= now && now < offeredUntil,
      );
      return {
        due: renewal?.at ?? now,
        reason: `Client that is not on the highest plan, ${top!.name}.`,
      };
    }
  }
}

/**
 * Returns the unmet criterion with the least weight that would be enough to make the account a client. Undefined if a
 * change of plans has not been rolled out to the account yet: the account is still listed by the previous plans.
 */
function lightestStep({ standing: { policy, met }, evidence }: Assessment): Evidence | undefined {
  const { isSatisfiedBy } = scorerOf(policy);
  const [lightest] = evidence
    .filter((one, i) => !one.met && isSatisfiedBy(met | (1 << i)))
    .sort((one, other) => one.criterion.weight - other.criterion.weight);
  return lightest;
}

const typeNow = async (context: RequestContext, account: Account) =>
  (await assessmentNow(context, account)).standing.type;

function describeSaving({ fallsAt, lastContactAt, contactEveryMs }: WorkItemRow, now: number): Description {
  const stopsBeingClient = fallsAt < addDays(now, HORIZON_DAYS);
  const contactDue = lastContactAt === null ? Infinity : lastContactAt + Math.round(contactEveryMs!);
  const reasons: string[] = [];
  if (stopsBeingClient) reasons.push(`Will stop being a client on ${onDate(fallsAt)} even if contact continues.`);
  if (lastContactAt !== null) {
    const [silence, interval] = [now - lastContactAt, contactEveryMs!].map((ms) =>
      counted(Math.floor(ms / DAY_MS), 'day'),
    );
    reasons.push(`No contact for ${silence!}; the average interval between contacts is ${interval!}.`);
  }
  return { due: Math.min(stopsBeingClient ? fallsAt : Infinity, contactDue), reason: reasons.join(' ') };
}
