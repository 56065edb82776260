import { subscriptionStateAt, type SubscriptionState } from '../classification/subscription.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import type { RequestContext } from '../graphql/context.js';
import { stillThere } from '../graphql/record-deleted.js';
import { loaderById, loaderOfGroups } from '../graphql/loader.js';
import {
  selectPhasesOfSubscriptions,
  selectSubscriptionsById,
  type PhaseOfSubscriptionRow,
} from './subscription.sql.js';
import { toRecordedPhase } from '../derivation/sold.js';
import { currency } from '../money/currency.loaders.js';
import { AccountSubscription } from './subscription.type.js';

export const subscriptionById = loaderById(selectSubscriptionsById, (row) => new AccountSubscription(row));

const phasesById = loaderOfGroups(selectPhasesOfSubscriptions, ({ subscriptionId }) => subscriptionId);

/** What a phase lacks that a server of the previous version stored with the result of a mutation. */
const OLD_PHASE = {
  items: null,
  currencyCode: null,
  discounts: null,
  noticeDays: null,
  autoRenews: true,
  endsAt: null,
};

/** Returns the phases of a subscription, oldest first. Each subscription has at least one. */
export async function phasesOf(
  context: RequestContext,
  { uuid, readPhases }: AccountSubscription,
): Promise<readonly PhaseOfSubscriptionRow[]> {
  const phases = readPhases?.map((phase) => ({ ...OLD_PHASE, ...phase })) ?? (await context.the(phasesById).load(uuid));
  stillThere(phases[0], 'the subscription');
  return phases;
}

/** Returns the phases of a subscription as the kernel reads them, oldest first. */
export async function recordedPhasesOf(
  context: RequestContext,
  subscription: AccountSubscription,
): Promise<PhaseOfSubscriptionRow[]> {
  const [phases, own] = await Promise.all([phasesOf(context, subscription), context.the(currency)]);
  return phases.map((phase) => toRecordedPhase(phase, own));
}

/** What a withdrawn subscription has instead of the state of its phases, which are in force at no instant. */
const WITHDRAWN = { status: 'CANCELED', currentTermEndsAt: null, endsAt: null, cancelAt: null, endedAt: null } as const;

/** Returns a function that computes the current state of a subscription, once for all of its fields. */
export const subscriptionStates = (context: RequestContext) => {
  const states = new WeakMap<AccountSubscription, Promise<SubscriptionState<PhaseOfSubscriptionRow>>>();
  const compute = async (subscription: AccountSubscription): Promise<SubscriptionState<PhaseOfSubscriptionRow>> => {
    const [phases, zone] = await Promise.all([recordedPhasesOf(context, subscription), context.the(workspaceZone)]);
    const state = subscriptionStateAt(phases, context.scope.now, zone);
    return subscription.isWithdrawn ? { ...state, ...WITHDRAWN } : state;
  };
  return (subscription: AccountSubscription): Promise<SubscriptionState<PhaseOfSubscriptionRow>> => {
    const state = states.get(subscription) ?? compute(subscription);
    states.set(subscription, state);
    return state;
  };
};
