import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import { accountById } from '../accounts/account.loaders.js';
import { Account } from '../accounts/account.type.js';
import { monthlyRevenueMinor } from '../classification/facts.js';
import { isBilled } from '../classification/history.js';
import { valueAt } from '../classification/steps.js';
import type { SubscriptionState, SubscriptionStatus } from '../classification/subscription.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { Money } from '../money/money.js';
import { answerUserErrors, Payload, stillThere } from '../graphql/payload.js';
import type { Reference } from '../graphql/reference.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { withIdempotency } from '../idempotency/idempotency.service.js';
import { planById } from '../plans/plan.loaders.js';
import { Plan } from '../plans/plan.type.js';
import { Role } from '../graphql/role.js';
import { currency } from '../money/currency.loaders.js';
import { changeSubscription } from './change-subscription.service.js';
import { MAX_PHASES } from './phase.service.js';
import {
  SubscriptionBy,
  SubscriptionCancelInput,
  SubscriptionChangeInput,
  SubscriptionStartInput,
} from './subscription.inputs.js';
import { phasesOfSubscription, subscriptionById, subscriptionState } from './subscription.loaders.js';
import { cancelSubscription, findSubscription, startSubscription } from './subscription.service.js';
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

@ObjectType({ description: 'The subscription that was started, changed or canceled.' })
export class AccountSubscriptionPayload extends Payload {
  @Field(() => AccountSubscription, {
    nullable: true,
    description: 'The subscription as it is now; null where userErrors say why.',
  })
  subscription?: AccountSubscription | null;
}

const stateOf = (context: RequestContext, { uuid }: AccountSubscription): Promise<SubscriptionState<PhaseRow>> =>
  context.the(subscriptionState).load(uuid);

const standingOf = (
  context: RequestContext,
  subscription: AccountSubscription,
): MaybePromise<SubscriptionStateDetails> =>
  subscription.standing ??
  stateOf(context, subscription).then(({ phase, status, startedAt }) => ({ ...phase, status, startedAt }));

@Resolver(() => AccountSubscription)
export class SubscriptionResolver {
  @FieldResolver(() => Account, { description: 'The account that subscribes.' })
  async account(@Ctx() context: RequestContext, @Root() { accountId }: AccountSubscription): Promise<Account> {
    return (await context.the(accountById).load(accountId))!;
  }

  @Cost({ each: 0.1 })
  @FieldResolver(() => Plan, { description: 'The plan; the last one where it has ended.' })
  plan(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<Plan | null> {
    return mapMaybePromise(standingOf(context, subscription), ({ planId }) => context.the(planById).find(planId));
  }

  @FieldResolver(() => SubscriptionStatusEnum, { description: 'How it stands.' })
  status(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<SubscriptionStatus> {
    return mapMaybePromise(standingOf(context, subscription), ({ status }) => status);
  }

  @FieldResolver(() => Int, { description: 'Units bought, for example seats.' })
  quantity(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<number> {
    return mapMaybePromise(standingOf(context, subscription), ({ quantity }) => quantity);
  }

  @FieldResolver(() => Money, { description: 'Price per unit and billing interval.' })
  async unitPrice(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): Promise<Money> {
    return Money.ofMinor((await standingOf(context, subscription)).unitPriceMinor, await context.the(currency));
  }

  @FieldResolver(() => BillingIntervalEnum, { description: 'How often the price is charged.' })
  billingInterval(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): MaybePromise<BillingInterval> {
    return mapMaybePromise(
      standingOf(context, subscription),
      ({ intervalMonths }) => INTERVAL_OF_MONTHS[intervalMonths],
    );
  }

  @FieldResolver(() => Int, { description: 'Length of the commitment in months; 0 for none.' })
  termMonths(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<number> {
    return mapMaybePromise(standingOf(context, subscription), ({ termMonths }) => termMonths);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether terms or toolset were made for this account alone, not what everyone on the plan gets.',
  })
  tailored(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<boolean> {
    return mapMaybePromise(standingOf(context, subscription), ({ tailored }) => tailored);
  }

  @FieldResolver(() => Money, {
    description: 'Recurring revenue per month; 0 while it is on trial, free, paused or not in force.',
  })
  async monthlyRecurringRevenue(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): Promise<Money> {
    const phases = await context.the(phasesOfSubscription).load(subscription.uuid);
    const revenue = monthlyRevenueMinor(phases.filter(isBilled));
    return Money.ofMinor(valueAt(revenue, context.scope.now), await context.the(currency));
  }

  @FieldResolver(() => DateTime, { description: 'When its first phase began or begins.' })
  startedAt(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): MaybePromise<number> {
    return mapMaybePromise(standingOf(context, subscription), ({ startedAt }) => startedAt);
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'When its trial ends or ended; null without one.' })
  async trialEndsAt(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): Promise<number | null> {
    return finiteOrNull((await stateOf(context, subscription)).trialEndsAt ?? Infinity);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'End of the commitment that is on, or of the billing interval without one; null while none is paid.',
  })
  async currentTermEndsAt(
    @Ctx() context: RequestContext,
    @Root() subscription: AccountSubscription,
  ): Promise<number | null> {
    return finiteOrNull((await stateOf(context, subscription)).currentTermEndsAt ?? Infinity);
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'When a cancellation that is recorded falls due.' })
  async cancelAt(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): Promise<number | null> {
    return (await stateOf(context, subscription)).cancelAt;
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'When it ended; null while it goes on.' })
  async endedAt(@Ctx() context: RequestContext, @Root() subscription: AccountSubscription): Promise<number | null> {
    return (await stateOf(context, subscription)).endedAt;
  }

  @Cost({ own: 1, size: MAX_PHASES })
  @FieldResolver(() => [SubscriptionPhase], { description: 'Its whole history, oldest first; at most 200.' })
  async phases(@Ctx() context: RequestContext, @Root() { uuid }: AccountSubscription): Promise<SubscriptionPhase[]> {
    return (await context.the(phasesOfSubscription).load(uuid)).map(({ to, intervalMonths, ...phase }) =>
      Object.assign(new SubscriptionPhase(), phase, {
        to: finiteOrNull(to),
        billingInterval: INTERVAL_OF_MONTHS[intervalMonths],
      }),
    );
  }

  @Authorized(Role.READER)
  @Query(() => AccountSubscription, {
    nullable: true,
    description: 'One subscription; null where the workspace has none such.',
  })
  async subscription(
    @Ctx() context: RequestContext,
    @Arg('by', () => SubscriptionBy, { description: 'Which one.' }) by: Reference,
  ): Promise<AccountSubscription | null> {
    const row = await findSubscription(context.scope, by, ['by']);
    return row ? new AccountSubscription(row) : null;
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountSubscriptionPayload, {
    description: 'Starts a subscription, on trial first if `trialEndsAt` is given.',
  })
  async subscriptionStart(
    @Ctx() context: RequestContext,
    @Arg('input', () => SubscriptionStartInput, { description: 'Who subscribes to what, and how.' })
    input: SubscriptionStartInput,
  ): Promise<Partial<AccountSubscriptionPayload>> {
    const id = await withIdempotency(context.scope, 'subscriptionStart', input, (scope) =>
      startSubscription(scope, input),
    );
    return { subscription: stillThere(await context.the(subscriptionById).load(id)) };
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountSubscriptionPayload, {
    description:
      'Changes a subscription from an instant on, past or future: its plan, terms or status. Pausing, resuming and taking back a cancellation are changes; everything recorded from that instant on is replaced.',
  })
  async subscriptionChange(
    @Ctx() context: RequestContext,
    @Arg('input', () => SubscriptionChangeInput, { description: 'What to change, from when on, and how.' })
    input: SubscriptionChangeInput,
  ): Promise<Partial<AccountSubscriptionPayload>> {
    const id = await withIdempotency(context.scope, 'subscriptionChange', input, (scope) =>
      changeSubscription(scope, input),
    );
    return { subscription: stillThere(await context.the(subscriptionById).load(id)) };
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountSubscriptionPayload, {
    description: 'Ends a subscription at an instant, or when what was agreed ends.',
  })
  async subscriptionCancel(
    @Ctx() context: RequestContext,
    @Arg('input', () => SubscriptionCancelInput, { description: 'What to end, and when.' })
    input: SubscriptionCancelInput,
  ): Promise<Partial<AccountSubscriptionPayload>> {
    const id = await withIdempotency(context.scope, 'subscriptionCancel', input, (scope) =>
      cancelSubscription(scope, input),
    );
    return { subscription: stillThere(await context.the(subscriptionById).load(id)) };
  }
}
