import { Args, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { PageArgs, PLACES, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { Role } from '../workspaces/api-key.entity.js';
import { memberCount, memberPage } from './member.loaders.js';
import type { Member } from './member.type.js';
import { MemberConnection } from './member.type.js';

@Resolver()
export class MemberResolver {
  @Authorized(Role.READER)
  @Query(() => MemberConnection, { description: 'Everybody on our side, by name, without regard to case and accents.' })
  async members(@Ctx() context: RequestContext, @Args(() => PageArgs) pageArgs: PageArgs): Promise<Connection<Member>> {
    const page = readPageArgs(pageArgs, 'members', PLACES.TEXT);
    return toConnection(page, await memberPage(context, page), () => memberCount(context));
  }
}
