import { Arg, Authorized, Ctx, FieldResolver, Float, Int, Query, Resolver, Root } from 'type-graphql';
import { accountById } from '../accounts/account.loaders.js';
import { Account } from '../accounts/account.type.js';
import { monthlyRevenueMinor } from '../classification/revenue.js';
import { billedPhases, isLasting, toHistory } from '../classification/history.js';
import { exchangeRatesAt } from '../derivation/exchange-rates.loaders.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { valueAt } from '../classification/steps.js';
import {
  subscriptionStateAt,
  type SubscriptionState,
  type SubscriptionStatus,
} from '../classification/subscription.js';
import type { RequestContext } from '../graphql/context.js';
import { stillThere } from '../graphql/record-deleted.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money } from '../money/money.type.js';
import type { Reference } from '../graphql/reference.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { resolveReference } from '../identities/identity.loaders.js';
import { planOf } from '../plans/plan.loaders.js';
import { Plan } from '../plans/plan.type.js';
import { Role } from '../graphql/role.js';
import { currency } from '../money/currency.loaders.js';
import { discountFieldsOf, SoldFields } from './sold-fields.js';
import type { StoredCancellation } from './agreement.js';
import { MAX_PHASES } from './phase.service.js';
import { MAX_DISCOUNTS, SubscriptionBy } from './subscription.inputs.js';
import { phasesOf, recordedPhasesOf, subscriptionStates } from './subscription.loaders.js';
import { findSubscription } from './subscription.service.js';
import type { PhaseOfSubscriptionRow, SubscriptionStateDetails } from './subscription.sql.js';
import { SubscriptionPhase } from './subscription-phase.type.js';
import {
  AccountSubscription,
  BillingIntervalEnum,
  BillingPeriodType,
  Discount,
  MAX_ITEMS,
  SubscriptionItem,
  SubscriptionStatusEnum,
  type BillingInterval,
} from './subscription.type.js';

const stateOf = (
  context: RequestContext,
  subscription: AccountSubscription,
): Promise<SubscriptionState<PhaseOfSubscriptionRow>> => context.the(subscriptionStates)(subscription);

const detailsOf = (
  context: RequestContext,
  subscription: AccountSubscription,
): MaybePromise<SubscriptionStateDetails> =>
  subscription.state ??
  stateOf(context, subscription).then(({ phase, status, startedAt }) => ({ ...phase, status, startedAt }));

/** What a subscription sells now; the last if it has ended. */
const soldBy = (context: RequestContext, subscription: AccountSubscription): MaybePromise<SoldFields> =>
  mapMaybePromise(detailsOf(context, subscription), (details) =>
    mapMaybePromise(context.the(currency), (own) => new SoldFields(details, own)),
  );

@Resolver(() => AccountSubscription)
export class SubscriptionResolver {
  @FieldResolver(() => Account, { description: 'The account that subscribes.' })
  async account(@Ctx() context: RequestContext, @Root() { accountId }: AccountSubscription): Promise<Account> {
    return stillThere(await context.the(accountById).load(accountId), 'the account');
  }

  @Cost({ each: 0.1 })
  @FieldResolver(() => Plan, { description: 'The plan of the BASE item; the last one if the subscription has ended.' })
  plan(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<Plan> {
    return mapMaybePromise(detailsOf(context, subscription), ({ planId }) => planOf(context, planId));
  }

  @FieldResolver(() => SubscriptionStatusEnum, { description: 'Current status.' })
  status(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<SubscriptionStatus> {
    return mapMaybePromise(detailsOf(context, subscription), ({ status }) => status);
  }

  @Cost({ each: 0.1, size: MAX_ITEMS })
  @FieldResolver(() => [SubscriptionItem], {
    description: `Everything that is sold, the BASE item first; at most ${MAX_ITEMS} items.`,
  })
  items(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<SubscriptionItem[]> {
    return mapMaybePromise(soldBy(context, subscription), ({ items }) => items);
  }

  @FieldResolver(() => Float, { description: 'Quantity of the BASE item, for example 25 seats.' })
  quantity(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<number> {
    return mapMaybePromise(soldBy(context, subscription), ({ quantity }) => quantity);
  }

  @FieldResolver(() => Money, {
    description: 'Price per unit and billing period of the BASE item, exactly as recorded, in its own currency.',
  })
  unitPrice(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<Money> {
    return mapMaybePromise(soldBy(context, subscription), ({ unitPrice }) => unitPrice);
  }

  @FieldResolver(() => BillingPeriodType, { description: 'How often the price of the BASE item is charged.' })
  billingPeriod(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): MaybePromise<BillingPeriodType> {
    return mapMaybePromise(soldBy(context, subscription), ({ billingPeriod }) => billingPeriod);
  }

  @FieldResolver(() => BillingIntervalEnum, {
    nullable: true,
    description: 'The billing period as an interval; null if it is not a month, quarter or year.',
  })
  billingInterval(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): MaybePromise<BillingInterval | null> {
    return mapMaybePromise(soldBy(context, subscription), ({ billingInterval }) => billingInterval);
  }

  @Cost({ each: 0.1, size: MAX_DISCOUNTS })
  @FieldResolver(() => [Discount], {
    description: `All discounts, past and future, oldest first; at most ${MAX_DISCOUNTS}.`,
  })
  async discounts(
    @Ctx() context: RequestContext,
    @Root() { recordedDiscounts }: AccountSubscription,
  ): Promise<Discount[]> {
    const own = await context.the(currency);
    return recordedDiscounts.map((discount) => discountFieldsOf(discount, own));
  }

  @FieldResolver(() => Int, { description: 'Length of the commitment in months; 0 for none.' })
  termMonths(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<number> {
    return mapMaybePromise(detailsOf(context, subscription), ({ termMonths }) => termMonths);
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether the terms or the toolset were made specifically for this account, unlike what everyone on the plan gets.',
  })
  tailored(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<boolean> {
    return mapMaybePromise(detailsOf(context, subscription), ({ tailored }) => tailored);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'How many days before the end of a term its renewal must be declined; null if no notice is agreed.',
  })
  noticeDays(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<number | null> {
    return mapMaybePromise(detailsOf(context, subscription), ({ noticeDays }) => noticeDays);
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether the subscription renews. If not, it ends with its first term, or with its first billing period if it has no term.',
  })
  autoRenews(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<boolean> {
    return mapMaybePromise(detailsOf(context, subscription), ({ autoRenews }) => autoRenews);
  }

  @FieldResolver(() => Money, {
    description:
      "Recurring revenue per month, less discounts; 0 while the subscription is on trial, free, paused or not in force. In the workspace's currency, at the current exchange rate.",
  })
  async monthlyRecurringRevenue(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): Promise<Money> {
    const own = await context.the(currency);
    if (subscription.isWithdrawn) return Money.ofMinor(0, own);
    const [phases, zone] = await Promise.all([recordedPhasesOf(context, subscription), context.the(workspaceZone)]);
    const { now } = context.scope;
    const minor = valueAt(monthlyRevenueMinor(billedPhases(toHistory(phases, [], zone))), now);
    const isForeign = phases.some(({ currencyCode }) => currencyCode !== null);
    const currencyCode = isForeign ? subscriptionStateAt(phases, now, zone).phase.currencyCode : null;
    if (currencyCode === null || minor === 0) return Money.ofMinor(minor, own);
    return Money.ofMinor((await context.the(exchangeRatesAt)(now)).convert(minor, currencyCode, now), own);
  }

  @FieldResolver(() => DateTime, { description: 'Start of the first phase, in the past or future.' })
  startedAt(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<number> {
    return mapMaybePromise(detailsOf(context, subscription), ({ startedAt }) => startedAt);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'End of the trial, in the past or future; null if there is none.',
  })
  async trialEndsAt(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): Promise<number | null> {
    return finiteOrNull((await stateOf(context, subscription)).trialEndsAt ?? Infinity);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'End of the current commitment, or of the billing period if there is no commitment; null while nothing is paid.',
  })
  async currentTermEndsAt(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): Promise<number | null> {
    return finiteOrNull((await stateOf(context, subscription)).currentTermEndsAt ?? Infinity);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When the subscription ends, by a cancellation or at an agreed end, such as that of a fixed term; null if it renews automatically, was withdrawn or has ended. If the subscription has gaps, the end of the current uninterrupted period or, during a gap, of the next one.',
  })
  async endsAt(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): Promise<number | null> {
    return (await stateOf(context, subscription)).endsAt;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When the recorded cancellation takes effect; null if none is pending. An agreed end without a cancellation is shown only in `endsAt`.',
  })
  async cancelAt(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): Promise<number | null> {
    return (await stateOf(context, subscription)).cancelAt;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When the last cancellation was requested, whether it is pending or has taken effect; null if unknown, or if there is none.',
  })
  async cancelRequestedAt(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): Promise<number | null> {
    const last = (await phasesOf(context, subscription)).findLast(isLasting);
    return (last?.cancellation as StoredCancellation | null | undefined)?.requestedAt ?? null;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When the subscription ended; null if it has not ended.',
  })
  async endedAt(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): Promise<number | null> {
    return (await stateOf(context, subscription)).endedAt;
  }

  @Cost({ own: 1, size: MAX_PHASES })
  @FieldResolver(() => [SubscriptionPhase], { description: 'All phases, past and future, oldest first; at most 200.' })
  async phases(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): Promise<SubscriptionPhase[]> {
    const own = await context.the(currency);
    return (await phasesOf(context, subscription)).map((phase) => new SubscriptionPhase(phase, own));
  }

  @Authorized(Role.READER)
  @Query(() => AccountSubscription, {
    nullable: true,
    description: 'One subscription; null if it does not exist in the workspace.',
  })
  async subscription(
    @Ctx() context: RequestContext,
    @Arg('by', () => SubscriptionBy, {
      description: 'Which subscription, for example `{ externalId: "sub-2024-17" }`.',
    })
    by: Reference,
  ): Promise<AccountSubscription | null> {
    const resolved = await resolveReference(context, 'AccountSubscription', by, ['by']);
    const row = resolved && (await findSubscription(context.scope, resolved, ['by']));
    return row ? new AccountSubscription(row) : null;
  }
}
