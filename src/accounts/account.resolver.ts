import { Arg, Args, Authorized, Ctx, Field, Mutation, ObjectType, Query, Resolver, UseMiddleware } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { PageArgs, POSITIONS, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { instantOr } from '../graphql/input-check.js';
import { answerUserErrors, Payload, stillThere } from '../graphql/payload.js';
import { readReference, type Reference } from '../graphql/reference.js';
import { DateTime } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { withIdempotency } from '../idempotency/idempotency.service.js';
import { Role } from '../graphql/role.js';
import { AccountFilter, AccountOrder, OrderDirection, type AccountOrderField } from './account-list.inputs.js';
import { isKnownThen, type AccountField } from './account-page.sql.js';
import { AccountBy, AccountUpsertInput, SuccessManagerAssignInput } from './account.inputs.js';
import { accountByExternalId, accountById, accountCount, accountPage } from './account.loaders.js';
import { upsertAccount } from './account.service.js';
import { Account, AccountConnection } from './account.type.js';
import { assignSuccessManager } from './success-manager.service.js';

@ObjectType({ description: 'The account that was created or updated.' })
export class AccountPayload extends Payload {
  @Field(() => Account, { nullable: true, description: 'The account as it is now; null where userErrors say why.' })
  account?: Account | null;
}

interface Order {
  field: AccountField;
  /** Whether the field decreases along the ordering. */
  isReversed: boolean;
  isPlace: (value: unknown) => boolean;
}
const ORDERS: Record<AccountOrderField, Order> = {
  NAME: { field: 'name', isReversed: false, isPlace: POSITIONS.TEXT },
  CREATED_AT: { field: 'createdAt', isReversed: false, isPlace: POSITIONS.INSTANT },
  SCORE: { field: 'score', isReversed: false, isPlace: POSITIONS.NUMBER },
  MONTHLY_RECURRING_REVENUE: { field: 'mrrMinor', isReversed: false, isPlace: POSITIONS.INTEGER },
  // Whoever began earlier has paid for longer.
  TENURE: { field: 'payingSince', isReversed: true, isPlace: POSITIONS.INSTANT_OR_NEVER },
  NEXT_CHANGE: { field: 'nextTypeAt', isReversed: false, isPlace: POSITIONS.INSTANT_OR_NEVER },
};

@Resolver()
export class AccountResolver {
  @Authorized(Role.READER)
  @Query(() => Account, {
    nullable: true,
    description: 'One account, by its global id or by your own; null where the workspace has none such.',
  })
  async account(
    @Ctx() context: RequestContext,
    @Arg('by', () => AccountBy, { description: 'Which one, for example `{ externalId: "crm-4711" }`.' }) by: Reference,
  ): Promise<Account | null> {
    const { id, externalId } = readReference('Account', by, ['by']);
    return id === null ? context.the(accountByExternalId).load(externalId) : context.the(accountById).load(id);
  }

  @Authorized(Role.READER)
  @Query(() => AccountConnection, {
    description:
      'The accounts of the workspace. For example the clients that bring most: `filter: { type: { eq: CLIENT } }, orderBy: { field: MONTHLY_RECURRING_REVENUE, direction: DESC }`. With `asOf`, as they were or will be then, which is what `type`, `isCustomer`, `monthlyRecurringRevenue`, `tenureMonths` and orderings by them are about; what is no matter of time is as it is now. Give the same `asOf` to the fields that are shown. Pages are stable: whatever is recorded in between, no account is listed twice or left out whose place in the ordering stays.',
  })
  async accounts(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) pageArgs: PageArgs,
    @Arg('asOf', () => DateTime, {
      nullable: true,
      description:
        'Any instant, past or future; now unless given. Every account there is now is listed, then PROSPECT if it had done nothing yet.',
    })
    asOf?: Instant | null,
    @Arg('filter', () => AccountFilter, { nullable: true, description: 'Which ones; all unless given.' })
    filter?: AccountFilter | null,
    @Arg('orderBy', () => AccountOrder, {
      nullable: true,
      description: 'In which order; by name, ascending, unless given.',
    })
    orderBy?: AccountOrder | null,
  ): Promise<Connection<Account>> {
    const { field: name, direction } = orderBy ?? { field: 'NAME', direction: OrderDirection.ASC };
    const { field, isReversed, isPlace } = ORDERS[name];
    const at = asOf === null || asOf === undefined ? null : instantOr(context.scope.now, asOf, ['asOf']);
    if (at !== null && !isKnownThen(field)) {
      refuse(
        UserErrorCode.INVALID,
        ['orderBy', 'field'],
        `Expected, with asOf, an ordering by what is kept of other instants: NAME, CREATED_AT, MONTHLY_RECURRING_REVENUE or TENURE; got ${name}.`,
      );
    }
    const page = readPageArgs(pageArgs, ['accounts', name, direction, ...(at === null ? [] : [at])].join(':'), isPlace);
    const list = { filter: filter ?? {}, asOf: at };
    const isDescending = (direction === OrderDirection.DESC) !== isReversed;
    const rows = await accountPage(context, list, { field, isDescending }, page);
    return toConnection(page, rows, () => accountCount(context, list));
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountPayload, { description: 'Creates an account, or updates the one with that id or externalId.' })
  async accountUpsert(
    @Ctx() context: RequestContext,
    @Arg('input', () => AccountUpsertInput, { description: 'The account.' }) input: AccountUpsertInput,
  ): Promise<Partial<AccountPayload>> {
    const id = await withIdempotency(context.scope, 'accountUpsert', input, (scope) => upsertAccount(scope, input));
    return { account: stillThere(await context.the(accountById).load(id)) };
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountPayload, {
    description:
      'Gives an account its success manager, or takes it away. That changes nothing of the relationship: being looked after is an effect of it, never evidence for it.',
  })
  async successManagerAssign(
    @Ctx() context: RequestContext,
    @Arg('input', () => SuccessManagerAssignInput, { description: 'Whose success manager, and who.' })
    input: SuccessManagerAssignInput,
  ): Promise<Partial<AccountPayload>> {
    const id = await withIdempotency(context.scope, 'successManagerAssign', input, (scope) =>
      assignSuccessManager(scope, input),
    );
    return { account: stillThere(await context.the(accountById).load(id)) };
  }
}
