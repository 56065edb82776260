import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Account } from '../accounts/account.type.js';
import { PageArgs, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { AccountSubscriptionFilter } from './subscription.inputs.js';
import { subscriptionsOfAccount } from './subscription.pages.js';
import { AccountSubscriptionConnection, type AccountSubscription } from './subscription.type.js';

@Resolver(() => Account)
export class AccountSubscriptionsResolver {
  @FieldResolver(() => AccountSubscriptionConnection, {
    description: 'Subscriptions of the account, latest start first.',
  })
  subscriptions(
    @Ctx() context: RequestContext,
    @Root() account: Account,
    @Args(() => PageArgs) pageArgs: PageArgs,
    @Arg('filter', () => AccountSubscriptionFilter, {
      nullable: true,
      description: 'Filters the subscriptions. Default: all.',
    })
    filter?: AccountSubscriptionFilter | null,
  ): Promise<Connection<AccountSubscription>> {
    return context.the(subscriptionsOfAccount)(pageArgs, filter).load(account.uuid);
  }
}
