import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Account } from '../accounts/account.type.js';
import { PageArgs, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { InteractionFilter } from './interaction.inputs.js';
import { interactionsOfAccount } from './interaction.pages.js';
import { InteractionConnection, type Interaction } from './interaction.type.js';

@Resolver(() => Account)
export class AccountInteractionsResolver {
  @FieldResolver(() => InteractionConnection, {
    description: 'Interactions between the account and your company, newest first.',
  })
  interactions(
    @Ctx() context: RequestContext,
    @Root() account: Account,
    @Args(() => PageArgs) pageArgs: PageArgs,
    @Arg('filter', () => InteractionFilter, { nullable: true, description: 'Filters the interactions. Default: all.' })
    filter?: InteractionFilter | null,
  ): Promise<Connection<Interaction>> {
    return context.the(interactionsOfAccount)(pageArgs, filter).load(account.uuid);
  }
}
