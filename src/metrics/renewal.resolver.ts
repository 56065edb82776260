import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { accountById } from '../accounts/account.loaders.js';
import { Account } from '../accounts/account.type.js';
import { inWords } from '../classification/words.js';
import { PageArgs, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { stillThere } from '../graphql/record-deleted.js';
import { Cost } from '../graphql/cost/cost.js';
import { dayOf } from './days.js';
import { dayRange, intervalStarts } from './metric-interval.js';
import { CalendarDate } from '../graphql/scalars.js';
import { subscriptionById } from '../subscriptions/subscription.loaders.js';
import { AccountSubscription } from '../subscriptions/subscription.type.js';
import { Role } from '../graphql/role.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { nextRenewalOfAccount } from './renewal.loaders.js';
import { isRenewalPosition, renewalCount, renewalMonths, renewalPage, type RenewalRange } from './renewal.pages.js';
import { Renewal, RenewalConnection, RenewalMonth } from './renewal.type.js';

const MAX_DAYS = 3_660;

interface Renewals extends Connection<Renewal> {
  range: RenewalRange;
  /** The first and the last day of the range. */
  days: [from: string, to: string];
}

@Resolver(() => Renewal)
export class RenewalResolver {
  @Authorized(Role.READER)
  @Cost({ overAll: 3_000 })
  @Query(() => RenewalConnection, {
    description:
      'The calendar of renewals, earliest first: every term that ended in the range, and for future terms only the next end of each subscription, because later terms depend on that renewal. A term that was replaced or given up early is listed, at its original end, only if at most `gapDays` days and less than half of the term remained. `gapDays` is that of the policy in force at the time.',
  })
  async renewals(
    @Ctx() context: RequestContext,
    @Arg('from', () => CalendarDate, {
      description:
        "The first day, past or future, starting at midnight in the workspace's time zone, in the years 0001 to 9999. For example `2026-04-01`.",
    })
    from: string,
    @Arg('to', () => CalendarDate, {
      description: `The last day, inclusive, not before \`from\`. The range has at most ${inWords(MAX_DAYS)} days. For example \`2026-06-30\`.`,
    })
    to: string,
    @Args(() => PageArgs) pageArgs: PageArgs,
  ): Promise<Renewals> {
    const page = await readPageArgs(context, pageArgs, 'renewals', isRenewalPosition);
    const zone = await context.the(workspaceZone);
    const range = dayRange(from, to, MAX_DAYS, zone);
    const rows = await renewalPage(context, range, page);
    const connection = toConnection(page, rows, () => renewalCount(context, range)) as Renewals;
    connection.range = range;
    connection.days = [from, to];
    return connection;
  }

  @FieldResolver(() => CalendarDate, { description: "The day that contains `at`, in the workspace's time zone." })
  async day(@Ctx() context: RequestContext, @Root() { at }: Renewal): Promise<string> {
    return dayOf(at, await context.the(workspaceZone));
  }

  @FieldResolver(() => Account, { description: 'The account that the subscription belongs to.' })
  async account(@Ctx() context: RequestContext, @Root() { accountId }: Renewal): Promise<Account> {
    return stillThere(await context.the(accountById).load(accountId), 'the account');
  }

  @FieldResolver(() => AccountSubscription, { description: 'The subscription in its current state.' })
  async subscription(
    @Ctx() context: RequestContext,
    @Root() { subscriptionId }: Renewal,
  ): Promise<AccountSubscription> {
    return stillThere(await context.the(subscriptionById).load(subscriptionId), 'the subscription');
  }
}

@Resolver(() => RenewalConnection)
export class RenewalMonthResolver {
  @Cost({ overAll: 6_000, size: Math.ceil(MAX_DAYS / 28) + 1 })
  @FieldResolver(() => [RenewalMonth], {
    description:
      'The value of all renewals in the range, regardless of the page, by calendar month, oldest first. Months without renewals are left out.',
  })
  async months(@Ctx() context: RequestContext, @Root() { range, days: [from, to] }: Renewals): Promise<RenewalMonth[]> {
    const [money, zone] = await Promise.all([context.the(currency), context.the(workspaceZone)]);
    const monthStarts = intervalStarts(`${from.slice(0, 7)}-01`, to, 'MONTH', zone);
    const months = await renewalMonths(context, range, monthStarts);
    return months.map((month) => RenewalMonth.of(month, money, zone));
  }
}

@Resolver(() => Account)
export class NextRenewalResolver {
  @Cost({ overAll: 3_000 })
  @FieldResolver(() => Renewal, {
    nullable: true,
    description: 'The earliest upcoming renewal of the account. Null if there is none.',
  })
  nextRenewal(@Ctx() context: RequestContext, @Root() { uuid }: Account): Promise<Renewal | null> {
    return context.the(nextRenewalOfAccount).load(uuid);
  }
}
