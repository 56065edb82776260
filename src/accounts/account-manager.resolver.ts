import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { memberById } from '../members/member.loaders.js';
import { Member } from '../members/member.type.js';
import { Account } from './account.type.js';

@Resolver(() => Account)
export class AccountManagerResolver {
  @FieldResolver(() => Member, {
    nullable: true,
    description:
      'The success manager assigned to the account, usually because it is a client: an effect of the relationship, never evidence for it. Null if none is assigned.',
  })
  successManager(@Ctx() context: RequestContext, @Root() { successManagerId }: Account): Promise<Member | null> | null {
    return successManagerId === null ? null : context.the(memberById).load(successManagerId);
  }
}
