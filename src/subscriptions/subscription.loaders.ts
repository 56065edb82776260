import DataLoader from 'dataloader';
import {
  subscriptionStateAt,
  type SubscriptionState,
  type SubscriptionStatus,
} from '../classification/subscription.js';
import { groupBy, indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import { placeInTime, type PageRequest } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { batchPages } from '../graphql/page-loader.js';
import {
  countSubscriptions,
  selectPhasesOfSubscriptions,
  selectSubscriptionPage,
  selectSubscriptionsById,
  type PhaseRow,
  type SubscriptionOfAccountRow,
} from './subscription.sql.js';
import { AccountSubscription } from './subscription.type.js';

export const subscriptionById = ({ scope }: RequestContext): DataLoader<string, AccountSubscription | null> =>
  new DataLoader(async (ids) => {
    const rows = indexBy(await scope.run(selectSubscriptionsById, ids), ({ id }) => id);
    return ids.map((id) => {
      const row = rows.get(id);
      return row ? new AccountSubscription(row) : null;
    });
  });

/** A subscription's phases, oldest first. */
export const phasesOfSubscription = ({ scope }: RequestContext): DataLoader<string, PhaseRow[]> =>
  new DataLoader(async (ids) => {
    const phases = groupBy(await scope.run(selectPhasesOfSubscriptions, ids), ({ subscriptionId }) => subscriptionId);
    return ids.map((id) => phases.get(id) ?? []);
  });

/** How a subscription stands now. */
export const subscriptionState = (context: RequestContext): DataLoader<string, SubscriptionState<PhaseRow>> =>
  new DataLoader(async (ids) => {
    const all = await context.the(phasesOfSubscription).loadMany(ids);
    return all.map((phases) => (phases instanceof Error ? phases : subscriptionStateAt(phases, context.scope.now)));
  });

export interface SubscriptionsOfAccount {
  accountId: string;
  page: PageRequest;
  statuses: SubscriptionStatus[] | null;
}

export const subscriptionsOfAccount = ({
  scope,
}: RequestContext): DataLoader<SubscriptionsOfAccount, SubscriptionOfAccountRow[], string> =>
  batchPages(
    async (accountIds, { page, statuses }) => {
      const [startedAt, id] = placeInTime(page);
      const rows = await scope.run(
        selectSubscriptionPage(page.isBackward),
        accountIds,
        toTimestamp(scope.now),
        statuses,
        startedAt,
        id,
        page.limit + 1,
      );
      return groupBy(rows, ({ accountId }) => accountId);
    },
    () => [],
  );

export const subscriptionCountOfAccount = ({
  scope,
}: RequestContext): DataLoader<SubscriptionsOfAccount, number, string> =>
  batchPages(
    async (accountIds, { statuses }) => {
      const rows = await scope.run(countSubscriptions, accountIds, toTimestamp(scope.now), statuses);
      return new Map(rows.map(({ accountId, count }) => [accountId, count]));
    },
    () => 0,
  );
