import DataLoader from 'dataloader';
import { subscriptionStateAt, type SubscriptionState } from '../classification/subscription.js';
import type { RequestContext } from '../graphql/context.js';
import { loaderById, loaderOfGroups } from '../graphql/loader.js';
import { selectPhasesOfSubscriptions, selectSubscriptionsById } from './subscription.sql.js';
import type { PhaseRow } from '../derivation/history.sql.js';
import { AccountSubscription } from './subscription.type.js';

export const subscriptionById = loaderById(selectSubscriptionsById, (row) => new AccountSubscription(row));

/** Loads the phases of a subscription, oldest first. */
export const phasesOfSubscription = loaderOfGroups(selectPhasesOfSubscriptions, ({ subscriptionId }) => subscriptionId);

/** Loads the current state of a subscription. */
export const subscriptionState = (context: RequestContext): DataLoader<string, SubscriptionState<PhaseRow>> =>
  new DataLoader(async (ids) => {
    const all = await context.the(phasesOfSubscription).loadMany(ids);
    return all.map((phases) => (phases instanceof Error ? phases : subscriptionStateAt(phases, context.scope.now)));
  });
