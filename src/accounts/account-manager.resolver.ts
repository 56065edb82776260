import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { memberById } from '../members/member.loaders.js';
import { Member } from '../members/member.type.js';
import { Account } from './account.type.js';

@Resolver(() => Account)
export class AccountManagerResolver {
  @FieldResolver(() => Member, {
    nullable: true,
    description: "A client's own success manager: an effect of the relationship, never evidence for it.",
  })
  successManager(@Ctx() context: RequestContext, @Root() { successManagerId }: Account): Promise<Member | null> | null {
    return successManagerId === null ? null : context.the(memberById).load(successManagerId);
  }
}
