import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { accountById } from '../accounts/account.loaders.js';
import { Account } from '../accounts/account.type.js';
import { PageArgs, POSITIONS, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { dayRange } from './metric-interval.js';
import { CalendarDate } from '../graphql/scalars.js';
import { subscriptionById } from '../subscriptions/subscription.loaders.js';
import { AccountSubscription } from '../subscriptions/subscription.type.js';
import { Role } from '../graphql/role.js';
import { currentWorkspace } from '../workspaces/workspace.loaders.js';
import { currency } from '../money/currency.loaders.js';
import {
  nextRenewalOfAccount,
  renewalCount,
  renewalMonths,
  renewalPage,
  type RenewalRange,
} from './renewal.loaders.js';
import { Renewal, RenewalConnection, RenewalMonth } from './renewal.type.js';

const MOST_DAYS = 3_660;

interface Renewals extends Connection<Renewal> {
  range: RenewalRange;
}

@Resolver(() => Renewal)
export class RenewalResolver {
  @Authorized(Role.READER)
  @Query(() => RenewalConnection, {
    description:
      'The calendar of renewals, earliest first. Of terms that are over all that ended in those days; of those to come the next end of each subscription: what follows it is another decision.',
  })
  async renewals(
    @Ctx() context: RequestContext,
    @Arg('from', () => CalendarDate, {
      description:
        "The first day, past or future, from midnight on in the workspace's time zone; of the years 0001 to 9999. For example `2026-04-01`.",
    })
    from: string,
    @Arg('to', () => CalendarDate, {
      description: `The last day, counted whole; not before \`from\`, and at most ${MOST_DAYS} days in all. For example \`2026-06-30\`.`,
    })
    to: string,
    @Args(() => PageArgs) pageArgs: PageArgs,
  ): Promise<Renewals> {
    const page = readPageArgs(pageArgs, 'renewals', POSITIONS.INSTANT);
    const { timeZone } = await context.the(currentWorkspace);
    const range = dayRange(from, to, MOST_DAYS, timeZone);
    const rows = await renewalPage(context, range, page);
    const connection = toConnection(page, rows, () => renewalCount(context, range)) as Renewals;
    connection.range = range;
    return connection;
  }

  @FieldResolver(() => Account, { description: 'Whose subscription it is.' })
  async account(@Ctx() context: RequestContext, @Root() { accountId }: Renewal): Promise<Account> {
    return (await context.the(accountById).load(accountId))!;
  }

  @FieldResolver(() => AccountSubscription, { description: 'The subscription, as it stands now.' })
  async subscription(
    @Ctx() context: RequestContext,
    @Root() { subscriptionId }: Renewal,
  ): Promise<AccountSubscription> {
    return (await context.the(subscriptionById).load(subscriptionId))!;
  }
}

@Resolver(() => RenewalConnection)
export class RenewalMonthResolver {
  @Cost({ own: 20, size: Math.ceil(MOST_DAYS / 28) + 1 })
  @FieldResolver(() => [RenewalMonth], {
    description:
      'What all renewals of those days are worth, on whatever page, by calendar month, oldest first. Months without any are left out.',
  })
  async months(@Ctx() context: RequestContext, @Root() { range }: Renewals): Promise<RenewalMonth[]> {
    const [months, money] = await Promise.all([renewalMonths(context, range), context.the(currency)]);
    return months.map((month) => RenewalMonth.of(month, money));
  }
}

@Resolver(() => Account)
export class NextRenewalResolver {
  @FieldResolver(() => Renewal, {
    nullable: true,
    description: 'The next end of a term that it agreed to; null where it has none.',
  })
  nextRenewal(@Ctx() context: RequestContext, @Root() { uuid }: Account): Promise<Renewal | null> {
    return context.the(nextRenewalOfAccount).load(uuid);
  }
}
