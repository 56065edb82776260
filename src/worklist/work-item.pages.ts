import { accountById } from '../accounts/account.loaders.js';
import type { Account } from '../accounts/account.type.js';
import { exchangeRatesAt } from '../derivation/exchange-rates.loaders.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { addDays } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';
import { rowsToRead, type PageRequest, type SortedNode } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { stillThere } from '../graphql/record-deleted.js';
import { chanceOf, nextRenewalOfAccount } from '../metrics/renewal.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { Money } from '../money/money.type.js';
import { planRows, topRankNow } from '../plans/plan.loaders.js';
import { assessmentNow } from '../relationships/relationship.loaders.js';
import {
  HORIZON_DAYS,
  reasonToAssignManager,
  reasonToConvert,
  reasonToRenew,
  reasonToSave,
  reasonToUpsell,
  type WorkItemReason,
} from './work-item-reason.service.js';
import {
  countWorkItems,
  selectWorkItems,
  selectWorkItemsOfCurrencies,
  WORK_KINDS,
  type WorkItemRow,
} from './work-item.sql.js';
import type { WorkItem } from './work-item.type.js';

const CONTACT_DAYS = 365;

/** Returns the parameters that all worklist statements share, after bringing due accounts up to date. */
async function parameters(context: RequestContext): Promise<unknown[]> {
  await context.the(refreshOfDueAccounts);
  const { now } = context.scope;
  const instants = [now, addDays(now, HORIZON_DAYS), addDays(now, -CONTACT_DAYS)].map(toTimestamp);
  return [...instants, await topRankNow(context)];
}

export async function workItemPage(context: RequestContext, page: PageRequest): Promise<SortedNode<WorkItem>[]> {
  const [sortKey, id] = page.after ?? [null, null];
  const [shared, rates] = await Promise.all([parameters(context), context.the(exchangeRatesAt)(context.scope.now)]);
  const values = [...shared, sortKey, id, rowsToRead(page, context)];
  const { currencyCodes } = rates;
  const factors = currencyCodes.map((code) => rates.decimalFactorAt(code, context.scope.now));
  const rows = await (currencyCodes.length > 0
    ? context.scope.run(selectWorkItemsOfCurrencies, ...values, currencyCodes, factors)
    : context.scope.run(selectWorkItems, ...values));
  const money = await context.the(currency);
  return Promise.all(
    rows.map(async (row) => {
      const item = { ...row, kind: WORK_KINDS[row.kind]! };
      const account = stillThere(await context.the(accountById).load(row.accountId), 'the account');
      const node: WorkItem = {
        account,
        kind: item.kind,
        ...(await reasonFor(context, item, account)),
        monthlyRecurringRevenue: Money.ofMinor(row.mrrMinor, money),
      };
      return { node, sortKey: [row.sortKey, row.accountId] as const };
    }),
  );
}

export async function workItemCount(context: RequestContext): Promise<number> {
  const [row] = await context.scope.run(countWorkItems, ...(await parameters(context)), null, null, null);
  return row!.count;
}

/** Loads what the reason of an item depends on. */
async function reasonFor(context: RequestContext, item: WorkItemRow, account: Account): Promise<WorkItemReason> {
  const { now } = context.scope;
  switch (item.kind) {
    case 'ASSIGN_MANAGER':
      return reasonToAssignManager(item, now, await context.the(workspaceZone));
    case 'SAVE':
      return reasonToSave(item, now, await context.the(workspaceZone));
    case 'RENEW': {
      const { state, zone } = await assessmentNow(context, account);
      const { summary } = await chanceOf(context, { outcome: 'DUE', isCanceled: false, type: state.type });
      return reasonToRenew(item, summary, zone);
    }
    case 'CONVERT':
      return reasonToConvert(await assessmentNow(context, account), now);
    case 'UPSELL': {
      const renewal = await context.the(nextRenewalOfAccount).load(account.uuid);
      const top = (await context.the(planRows)).findLast(
        ({ offeredFrom, offeredUntil }) => offeredFrom <= now && now < offeredUntil,
      );
      return reasonToUpsell(top!.name, renewal?.at ?? null, now);
    }
  }
}
