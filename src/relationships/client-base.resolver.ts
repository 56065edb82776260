import { Arg, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { isCustomerType, RELATIONSHIP_TYPES } from '../classification/timeline.js';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { RequestContext } from '../graphql/context.js';
import { instantOr } from '../graphql/input-check.js';
import { Money } from '../graphql/money.js';
import { DateTime } from '../graphql/scalars.js';
import { Role } from '../workspaces/api-key.entity.js';
import { currency } from '../workspaces/workspace.loaders.js';
import { countAttention, countByType } from './client-base.sql.js';
import { ClientBase } from './client-base.type.js';
import { refreshDueAccounts } from './derive.service.js';

/** What needs somebody's attention now, brought up to date before it is counted. */
const attention = async ({ scope }: RequestContext) => {
  await refreshDueAccounts(scope);
  const [counts] = await scope.run(countAttention);
  return counts!;
};

@Resolver(() => ClientBase)
export class ClientBaseResolver {
  @Authorized(Role.READER)
  @Query(() => ClientBase, { description: 'How many accounts are what, and what they bring, at any instant.' })
  async clientBase(
    @Ctx() context: RequestContext,
    @Arg('asOf', () => DateTime, { nullable: true, description: 'Any instant, past or future; now unless given.' })
    asOf?: number | null,
  ): Promise<ClientBase> {
    const at = instantOr(context.scope.now, asOf, ['asOf']);
    const rows = await context.scope.run(countByType, toTimestamp(at));
    const rowOf = indexBy(rows, ({ type }) => type);
    const money = await context.the(currency);
    const counts = RELATIONSHIP_TYPES.map((type) => {
      const { accounts, mrrMinor } = rowOf.get(type) ?? { accounts: 0, mrrMinor: 0 };
      return { type, accounts, monthlyRecurringRevenue: Money.ofMinor(mrrMinor, money) };
    });
    const sum = (some: typeof counts): number => some.reduce((total, { accounts }) => total + accounts, 0);
    return {
      asOf: at,
      accounts: sum(counts),
      customers: sum(counts.filter(({ type }) => isCustomerType(type))),
      counts,
      isNow: at === context.scope.now,
    };
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
