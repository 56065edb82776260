import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import { accountById } from '../accounts/account.loaders.js';
import { Account } from '../accounts/account.type.js';
import { PageArgs, POSITIONS, readConnection, readPageArgs, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { Money } from '../money/money.type.js';
import { answerUserErrors, Payload } from '../graphql/payload.js';
import { stillThere } from '../graphql/record-deleted.js';
import type { Reference } from '../graphql/reference.js';
import { changeRecord } from '../idempotency/change-record.service.js';
import { resolveReference } from '../identities/identity.loaders.js';
import { memberById } from '../members/member.loaders.js';
import { Member } from '../members/member.type.js';
import { Role } from '../graphql/role.js';
import { currency } from '../money/currency.loaders.js';
import { InteractionBy, InteractionFilter, InteractionRecordInput } from './interaction.inputs.js';
import { interactionConditions, interactionCount, interactionPage, interactionReader } from './interaction.pages.js';
import { findInteraction, findInteractionBy } from './interaction.service.js';
import { recordInteraction } from './record-interaction.service.js';
import { Interaction, InteractionConnection } from './interaction.type.js';

@ObjectType({ description: 'The interaction that was recorded or updated.' })
export class InteractionPayload extends Payload {
  @Field(() => Interaction, {
    nullable: true,
    description: 'The interaction in its current state; null if `userErrors` is not empty.',
  })
  interaction?: Interaction | null;
}

@Resolver(() => Interaction)
export class InteractionResolver {
  @FieldResolver(() => Account, { description: 'The account that the interaction was with.' })
  async account(@Ctx() context: RequestContext, @Root() { accountId }: Interaction): Promise<Account> {
    return stillThere(await context.the(accountById).load(accountId), 'the account');
  }

  @FieldResolver(() => Money, { nullable: true, description: 'Amount paid in a PURCHASE; null if none was recorded.' })
  async amount(@Ctx() context: RequestContext, @Root() { amountMinor }: Interaction): Promise<Money | null> {
    return amountMinor === null ? null : Money.ofMinor(amountMinor, await context.the(currency));
  }

  @FieldResolver(() => Member, {
    nullable: true,
    description: 'The member of your team who took part; null if none was recorded.',
  })
  member(@Ctx() context: RequestContext, @Root() { memberId }: Interaction): Promise<Member | null> | null {
    return memberId === null ? null : context.the(memberById).load(memberId);
  }

  @Authorized(Role.READER)
  @Query(() => Interaction, {
    nullable: true,
    description: 'One interaction; null if it does not exist in the workspace.',
  })
  async interaction(
    @Ctx() context: RequestContext,
    @Arg('by', () => InteractionBy, { description: 'Which interaction, for example `{ externalId: "call-981" }`.' })
    by: Reference,
  ): Promise<Interaction | null> {
    const resolved = await resolveReference(context, 'Interaction', by, ['by']);
    const row = resolved && (await findInteractionBy(context.scope, resolved, ['by']));
    return row ? new Interaction(row) : null;
  }

  @Authorized(Role.READER)
  @Query(() => InteractionConnection, { description: 'Lists the interactions with all accounts, newest first.' })
  async interactions(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) pageArgs: PageArgs,
    @Arg('filter', () => InteractionFilter, { nullable: true, description: 'Filters the interactions. Default: all.' })
    filter?: InteractionFilter | null,
  ): Promise<Connection<Interaction>> {
    const page = await readPageArgs(context, pageArgs, 'allInteractions', POSITIONS.INSTANT);
    const conditions = await context.the(interactionConditions)(filter);
    const rows = await interactionPage(context, conditions, page);
    return readConnection(page, rows, interactionReader, () => interactionCount(context, conditions));
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => InteractionPayload, {
    description: 'Records an interaction, or updates the one with the given id, externalId or identity.',
  })
  async interactionRecord(
    @Ctx() context: RequestContext,
    @Arg('input', () => InteractionRecordInput, { description: 'The interaction to record or update.' })
    input: InteractionRecordInput,
  ): Promise<Partial<InteractionPayload>> {
    const change = (scope: RequestContext['scope']): Promise<string> => recordInteraction(scope, input);
    const { record } = await changeRecord(context.scope, 'interactionRecord', input, change, findInteraction);
    return { interaction: new Interaction(record) };
  }
}
