import { Arg, Args, Authorized, Ctx, Field, Mutation, ObjectType, Query, Resolver, UseMiddleware } from 'type-graphql';
import { type Connection, PageArgs, POSITIONS, readPageArgs, toConnection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { answerUserErrors, Payload } from '../graphql/payload.js';
import type { Reference } from '../graphql/reference.js';
import { changeRecord } from '../idempotency/change-record.service.js';
import { Role } from '../graphql/role.js';
import { resolveReference } from '../identities/identity.loaders.js';
import { MemberBy, MemberFilter, MemberUpsertInput } from './member.inputs.js';
import { memberCount, memberPage } from './member.pages.js';
import { findMember, readMember, upsertMember } from './member.service.js';
import { Member, MemberConnection } from './member.type.js';
import { admittedNames } from '../graphql/filters.js';

@ObjectType({ description: 'The member that was created or updated.' })
export class MemberPayload extends Payload {
  @Field(() => Member, {
    nullable: true,
    description: 'The member in its current state; null if `userErrors` is not empty.',
  })
  member?: Member | null;
}

@Resolver()
export class MemberResolver {
  @Authorized(Role.READER)
  @Query(() => MemberConnection, { description: 'Lists the members of your team by name, ignoring case and accents.' })
  async members(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) pageArgs: PageArgs,
    @Arg('filter', () => MemberFilter, { nullable: true, description: 'Filters the members. Default: all.' })
    filter?: MemberFilter | null,
  ): Promise<Connection<Member>> {
    const page = await readPageArgs(context, pageArgs, 'members', POSITIONS.TEXT);
    const names = admittedNames(filter?.name, ['filter', 'name']);
    return toConnection(page, await memberPage(context, names, page), () => memberCount(context, names));
  }

  @Authorized(Role.READER)
  @Query(() => Member, { nullable: true, description: 'One member; null if it does not exist in the workspace.' })
  async member(
    @Ctx() context: RequestContext,
    @Arg('by', () => MemberBy, { description: 'Which member, for example `{ externalId: "mia" }`.' }) by: Reference,
  ): Promise<Member | null> {
    const resolved = await resolveReference(context, 'Member', by, ['by']);
    const row = resolved && (await findMember(context.scope, resolved, ['by']));
    return row ? new Member(row) : null;
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => MemberPayload, {
    description: 'Creates a member, or updates the one with the given id, externalId or identity.',
  })
  async memberUpsert(
    @Ctx() context: RequestContext,
    @Arg('input', () => MemberUpsertInput, { description: 'The member to create or update.' }) input: MemberUpsertInput,
  ): Promise<Partial<MemberPayload>> {
    const change = (scope: RequestContext['scope']): Promise<string> => upsertMember(scope, input);
    const { record } = await changeRecord(context.scope, 'memberUpsert', input, change, readMember);
    return { member: new Member(record) };
  }
}
