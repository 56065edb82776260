import { toTimestamp } from '../database/instants.js';
import { pagesOfAccounts } from '../accounts/account-lists.pages.js';
import { afterInTime, rowsToRead } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { admitted, admittedIds, type ReferenceComparator } from '../graphql/filters.js';
import { memoizeByInput } from '../graphql/memoize.js';
import { planById } from '../plans/plan.loaders.js';
import { requirePlanIds } from '../plans/plan.service.js';
import type { AccountSubscriptionFilter } from './subscription.inputs.js';
import {
  countSubscriptions,
  selectSubscriptionPage,
  type SubscriptionConditions,
  type SubscriptionOfAccountRow,
} from './subscription.sql.js';
import { AccountSubscription } from './subscription.type.js';

/** Reads filters. The plans that a filter names are looked up once, for any number of accounts. */
export const subscriptionConditions = ({
  scope,
}: RequestContext): ((filter: AccountSubscriptionFilter | null | undefined) => Promise<SubscriptionConditions>) => {
  const planIds = memoizeByInput((plan: ReferenceComparator | null) =>
    admittedIds(plan, ['filter', 'plan'], (references, pathOf) => requirePlanIds(scope, references, pathOf)),
  );
  return async (filter) => ({
    statuses: admitted(filter?.status),
    planIds: await planIds(filter?.plan ?? null),
    churnReasons: admitted(filter?.churnReason),
  });
};

const valuesOf = ({ statuses, planIds, churnReasons }: SubscriptionConditions) =>
  [statuses, planIds, churnReasons] as const;

/** Loads pages of the subscriptions of each account, latest start first. */
export const subscriptionsOfAccount = (context: RequestContext) =>
  pagesOfAccounts(context, {
    ordering: 'subscriptions',
    read: context.the(subscriptionConditions),
    async select(accountIds, conditions, page) {
      const { scope } = context;
      const { isSelected } = context;
      const rows = scope.run(
        selectSubscriptionPage(page.isBackward, isSelected),
        accountIds,
        toTimestamp(scope.now),
        ...valuesOf(conditions),
        ...afterInTime(page),
        rowsToRead(page, context),
      );
      // If plans are selected, they are loaded in the same round trip.
      if (isSelected('AccountSubscription.plan')) await Promise.all([rows, context.the(planById).loaded]);
      return rows;
    },
    count: (accountIds, conditions) =>
      context.scope.run(countSubscriptions, accountIds, toTimestamp(context.scope.now), ...valuesOf(conditions)),
    nodeOf: (row: SubscriptionOfAccountRow) => new AccountSubscription(row, row),
    sortKeyOf: ({ startedAt, id }) => [startedAt, id],
  });
