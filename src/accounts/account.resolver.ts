import { Arg, Args, Authorized, Ctx, Field, Mutation, ObjectType, Query, Resolver, UseMiddleware } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { AS_OF } from '../graphql/as-of.js';
import { PageArgs, POSITIONS, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { instantOr } from '../graphql/input-check.js';
import { answerUserErrors, Payload } from '../graphql/payload.js';
import { readReference, type Reference } from '../graphql/reference.js';
import { DateTime } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { changeRecord } from '../idempotency/change-record.service.js';
import { resolveReference } from '../identities/identity.loaders.js';
import { Role } from '../graphql/role.js';
import { AccountFilter, AccountOrder, OrderDirection, type AccountOrderField } from './account-list.inputs.js';
import { isKnownAsOf, type AccountField } from './account-page.sql.js';
import { AccountBy, AccountUpsertInput, SuccessManagerAssignInput } from './account.inputs.js';
import { accountByExternalId, accountById, changedAccount } from './account.loaders.js';
import { accountCount, accountPage } from './account.pages.js';
import { readAccount, upsertAccount } from './account.service.js';
import { Account, AccountConnection } from './account.type.js';
import { assignSuccessManager } from './success-manager.service.js';

@ObjectType({ description: 'The account that was created or updated.' })
export class AccountPayload extends Payload {
  @Field(() => Account, {
    nullable: true,
    description: 'The account in its current state; null if `userErrors` is not empty.',
  })
  account?: Account | null;
}

interface Order {
  field: AccountField;
  /** Whether the stored field decreases as the ordering ascends. */
  isReversed: boolean;
  isPosition: (value: unknown) => boolean;
}
const ORDERS: Record<AccountOrderField, Order> = {
  NAME: { field: 'name', isReversed: false, isPosition: POSITIONS.TEXT },
  CREATED_AT: { field: 'createdAt', isReversed: false, isPosition: POSITIONS.INSTANT },
  SCORE: { field: 'score', isReversed: false, isPosition: POSITIONS.NUMBER },
  MONTHLY_RECURRING_REVENUE: { field: 'mrrMinor', isReversed: false, isPosition: POSITIONS.INTEGER },
  // An earlier start means a longer tenure.
  TENURE: { field: 'payingSince', isReversed: true, isPosition: POSITIONS.INSTANT_OR_NEVER },
  NEXT_CHANGE: { field: 'nextTypeAt', isReversed: false, isPosition: POSITIONS.INSTANT_OR_NEVER },
};

@Resolver()
export class AccountResolver {
  @Authorized(Role.READER)
  @Query(() => Account, {
    nullable: true,
    description:
      "One account, by its global id, your own id or another system's id; null if the account does not exist in the workspace.",
  })
  async account(
    @Ctx() context: RequestContext,
    @Arg('by', () => AccountBy, { description: 'Which account, for example `{ externalId: "crm-4711" }`.' })
    by: Reference,
  ): Promise<Account | null> {
    const resolved = await resolveReference(context, 'Account', by, ['by']);
    if (!resolved) return null;
    const { id, key } = readReference('Account', resolved, ['by']);
    return id === null ? context.the(accountByExternalId).load(key) : context.the(accountById).load(id);
  }

  @Authorized(Role.READER)
  @Query(() => AccountConnection, {
    description:
      'Lists the accounts of the workspace. For example, clients by descending revenue: `filter: { type: { eq: CLIENT } }, orderBy: { field: MONTHLY_RECURRING_REVENUE, direction: DESC }`. With `asOf`, the filters `type`, `isCustomer`, `monthlyRecurringRevenue` and `tenureMonths` and the orderings by revenue and tenure refer to that instant; names and other fields that do not depend on time have their current values. Pass the same `asOf` to the fields that you select. Pages are stable: an account whose sort key does not change is neither repeated nor skipped, whatever is recorded between two pages.',
  })
  async accounts(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) pageArgs: PageArgs,
    @Arg('asOf', () => DateTime, {
      nullable: true,
      description: `${AS_OF.description} All accounts that exist now are listed; an account without any history at that instant is a PROSPECT.`,
    })
    asOf?: Instant | null,
    @Arg('filter', () => AccountFilter, { nullable: true, description: 'Filters the accounts. Default: all.' })
    filter?: AccountFilter | null,
    @Arg('orderBy', () => AccountOrder, {
      nullable: true,
      description: 'How to order the accounts. Default: by name, ascending.',
    })
    orderBy?: AccountOrder | null,
  ): Promise<Connection<Account>> {
    const { field: name, direction } = orderBy ?? { field: 'NAME', direction: OrderDirection.ASC };
    const { field, isReversed, isPosition } = ORDERS[name];
    const at = asOf === null || asOf === undefined ? null : instantOr(context.scope.now, asOf, ['asOf']);
    if (at !== null && !isKnownAsOf(field)) {
      refuse(
        UserErrorCode.INVALID,
        ['orderBy', 'field'],
        `Expected an ordering that asOf supports: NAME, CREATED_AT, MONTHLY_RECURRING_REVENUE or TENURE; got ${name}.`,
      );
    }
    const page = await readPageArgs(
      context,
      pageArgs,
      ['accounts', name, direction, ...(at === null ? [] : [at])].join(':'),
      isPosition,
    );
    const list = { filter: filter ?? {}, asOf: at };
    const isDescending = (direction === OrderDirection.DESC) !== isReversed;
    const rows = await accountPage(context, list, { field, isDescending }, page);
    return toConnection(page, rows, () => accountCount(context, list));
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountPayload, {
    description: 'Creates an account, or updates the one with the given id, externalId or identity.',
  })
  async accountUpsert(
    @Ctx() context: RequestContext,
    @Arg('input', () => AccountUpsertInput, { description: 'The account to create or update.' })
    input: AccountUpsertInput,
  ): Promise<Partial<AccountPayload>> {
    const change = (scope: RequestContext['scope']): Promise<string> => upsertAccount(scope, input);
    const changed = await changeRecord(context.scope, 'accountUpsert', input, change, readAccount);
    return { account: changedAccount(context, changed) };
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => AccountPayload, {
    description:
      'Assigns or removes the success manager of an account. This never changes the relationship: a success manager is an effect of it, not evidence for it.',
  })
  async successManagerAssign(
    @Ctx() context: RequestContext,
    @Arg('input', () => SuccessManagerAssignInput, { description: 'The account and its new success manager.' })
    input: SuccessManagerAssignInput,
  ): Promise<Partial<AccountPayload>> {
    const change = (scope: RequestContext['scope']): Promise<string> => assignSuccessManager(scope, input);
    const changed = await changeRecord(context.scope, 'successManagerAssign', input, change, readAccount);
    return { account: changedAccount(context, changed) };
  }
}
