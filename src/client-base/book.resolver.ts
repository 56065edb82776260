import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { Member } from '../members/member.type.js';
import { bookOfMember } from './book.loaders.js';
import { BookOfBusiness } from './book.type.js';

@Resolver(() => Member)
export class BookOfBusinessResolver {
  @Cost({ own: 3 })
  @FieldResolver(() => BookOfBusiness, {
    description:
      'The accounts that the member manages as success manager, and the time that the member spent on interactions.',
  })
  book(@Ctx() context: RequestContext, @Root() { uuid }: Member): Promise<BookOfBusiness> {
    return context.the(bookOfMember).load(uuid);
  }
}
