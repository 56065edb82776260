import { Arg, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { accountById } from '../accounts/account.loaders.js';
import { Account } from '../accounts/account.type.js';
import { billedPhases, toHistory } from '../classification/history.js';
import { monthlyRevenueMinor } from '../classification/revenue.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { valueAt } from '../classification/steps.js';
import type { SubscriptionState, SubscriptionStatus } from '../classification/subscription.js';
import type { RequestContext } from '../graphql/context.js';
import { stillThere } from '../graphql/record-deleted.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money } from '../money/money.type.js';
import type { Reference } from '../graphql/reference.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { planOf } from '../plans/plan.loaders.js';
import { Plan } from '../plans/plan.type.js';
import { Role } from '../graphql/role.js';
import { currency } from '../money/currency.loaders.js';
import { MAX_PHASES } from './phase.service.js';
import { SubscriptionBy } from './subscription.inputs.js';
import { phasesOf, subscriptionStates } from './subscription.loaders.js';
import { findSubscription } from './subscription.service.js';
import type { SubscriptionStateDetails } from './subscription.sql.js';
import type { PhaseRow } from '../derivation/history.sql.js';
import {
  AccountSubscription,
  BillingIntervalEnum,
  INTERVAL_OF_MONTHS,
  SubscriptionPhase,
  SubscriptionStatusEnum,
  type BillingInterval,
} from './subscription.type.js';

const stateOf = (context: RequestContext, subscription: AccountSubscription): Promise<SubscriptionState<PhaseRow>> =>
  context.the(subscriptionStates)(subscription);

const detailsOf = (
  context: RequestContext,
  subscription: AccountSubscription,
): MaybePromise<SubscriptionStateDetails> =>
  subscription.state ??
  stateOf(context, subscription).then(({ phase, status, startedAt }) => ({ ...phase, status, startedAt }));

@Resolver(() => AccountSubscription)
export class SubscriptionResolver {
  @FieldResolver(() => Account, { description: 'The account that subscribes.' })
  async account(@Ctx() context: RequestContext, @Root() { accountId }: AccountSubscription): Promise<Account> {
    return stillThere(await context.the(accountById).load(accountId), 'the account');
  }

  @Cost({ each: 0.1 })
  @FieldResolver(() => Plan, { description: 'The plan; the last one if the subscription has ended.' })
  plan(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<Plan> {
    return mapMaybePromise(detailsOf(context, subscription), ({ planId }) => planOf(context, planId));
  }

  @FieldResolver(() => SubscriptionStatusEnum, { description: 'Current status.' })
  status(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<SubscriptionStatus> {
    return mapMaybePromise(detailsOf(context, subscription), ({ status }) => status);
  }

  @FieldResolver(() => Int, { description: 'Units bought, for example 25 seats.' })
  quantity(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<number> {
    return mapMaybePromise(detailsOf(context, subscription), ({ quantity }) => quantity);
  }

  @FieldResolver(() => Money, { description: 'Price per unit and billing interval.' })
  async unitPrice(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): Promise<Money> {
    return Money.ofMinor((await detailsOf(context, subscription)).unitPriceMinor, await context.the(currency));
  }

  @FieldResolver(() => BillingIntervalEnum, { description: 'How often the price is charged.' })
  billingInterval(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): MaybePromise<BillingInterval> {
    return mapMaybePromise(
      detailsOf(context, subscription),
      ({ intervalMonths }) => INTERVAL_OF_MONTHS[intervalMonths],
    );
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

  @FieldResolver(() => Money, {
    description: 'Recurring revenue per month; 0 while the subscription is on trial, free, paused or not in force.',
  })
  async monthlyRecurringRevenue(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): Promise<Money> {
    if (subscription.isWithdrawn) return Money.ofMinor(0, await context.the(currency));
    const [phases, zone] = await Promise.all([phasesOf(context, subscription), context.the(workspaceZone)]);
    const revenue = monthlyRevenueMinor(billedPhases(toHistory(phases, [], zone)));
    return Money.ofMinor(valueAt(revenue, context.scope.now), await context.the(currency));
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
      'End of the current commitment, or of the billing interval if there is no commitment; null while nothing is paid.',
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
    return (await phasesOf(context, subscription)).map(({ to, intervalMonths, ...phase }) =>
      Object.assign(new SubscriptionPhase(), phase, {
        to: finiteOrNull(to),
        billingInterval: INTERVAL_OF_MONTHS[intervalMonths],
      }),
    );
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
    const row = await findSubscription(context.scope, by, ['by']);
    return row ? new AccountSubscription(row) : null;
  }
}
