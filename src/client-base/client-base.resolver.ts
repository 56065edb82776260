import { Arg, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { instantOr } from '../graphql/input-check.js';
import { intervalStarts, mostIntervals, MetricIntervalEnum, type MetricInterval } from '../metrics/metric-interval.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { Role } from '../graphql/role.js';
import { currentWorkspace } from '../workspaces/workspace.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { countTypes, countTypesAtEach } from './client-base.service.js';
import { countAttention } from './client-base.sql.js';
import { ClientBase } from './client-base.type.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';

/** What needs somebody's attention now, brought up to date before it is counted. */
const attention = async (context: RequestContext) => {
  await context.the(refreshOfDueAccounts);
  const [counts] = await context.scope.run(countAttention);
  return counts!;
};

@Resolver(() => ClientBase)
export class ClientBaseResolver {
  @Authorized(Role.READER)
  @Cost({ own: 20 })
  @Query(() => ClientBase, {
    description:
      'How many accounts are customers, clients and so on, and what they bring per month: now, or at any other instant.',
  })
  async clientBase(
    @Ctx() context: RequestContext,
    @Arg('asOf', () => DateTime, {
      nullable: true,
      description: 'Any instant, past or future, for example `2026-03-31T00:00:00Z`; now unless given.',
    })
    asOf?: number | null,
  ): Promise<ClientBase> {
    const at = instantOr(context.scope.now, asOf, ['asOf']);
    return new ClientBase(at, await countTypes(context.scope, at), await context.the(currency), context.scope.now);
  }

  @Authorized(Role.READER)
  @Cost({ own: 20, size: mostIntervals, each: 2 })
  @Query(() => [ClientBase], {
    description:
      'The client base at each instant at which an interval begins, oldest first: at most 400. For example a year of months: `from: "2026-01-01", to: "2026-12-31"`.',
  })
  async clientBaseHistory(
    @Ctx() context: RequestContext,
    @Arg('from', () => CalendarDate, {
      description: 'The first day on which an interval may begin, for example `2026-01-01`.',
    })
    from: string,
    @Arg('to', () => CalendarDate, {
      description: 'The last day on which one may; not before `from`, and an interval must begin in between.',
    })
    to: string,
    @Arg('interval', () => MetricIntervalEnum, {
      defaultValue: 'MONTH',
      description: "Days, weeks, months, quarters or years; they begin at midnight in the workspace's time zone.",
    })
    interval: MetricInterval,
  ): Promise<ClientBase[]> {
    const { timeZone } = await context.the(currentWorkspace);
    const instants = intervalStarts(from, to, interval, timeZone);
    const [counts, money] = await Promise.all([countTypesAtEach(context.scope, instants), context.the(currency)]);
    return instants.map((at, i) => new ClientBase(at, counts[i]!, money, context.scope.now));
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Clients that nobody is assigned to; null for an instant other than now.',
  })
  async clientsWithoutSuccessManager(
    @Ctx() context: RequestContext,
    @Root() { isNow }: ClientBase,
  ): Promise<number | null> {
    return isNow ? (await context.the(attention)).clientsWithoutSuccessManager : null;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Paying accounts whose type one criterion would change; null for an instant other than now.',
  })
  async borderline(@Ctx() context: RequestContext, @Root() { isNow }: ClientBase): Promise<number | null> {
    return isNow ? (await context.the(attention)).borderline : null;
  }
}
