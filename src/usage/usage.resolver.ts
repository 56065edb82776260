import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Mutation,
  ObjectType,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import { Account } from '../accounts/account.type.js';
import { AS_OF } from '../graphql/as-of.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { instantOr } from '../graphql/input-check.js';
import { answerUserErrors, Payload } from '../graphql/payload.js';
import { Role } from '../graphql/role.js';
import { DateTime } from '../graphql/scalars.js';
import { changeRecord } from '../idempotency/change-record.service.js';
import { instantLimiter } from '../relationships/relationship.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { Money } from '../money/money.type.js';
import { UsageRecordInput } from './usage.inputs.js';
import { usageRevenues } from './usage.loaders.js';
import { findUsage, recordUsage, USAGE_MONTHS } from './usage.service.js';
import { UsageRecord } from './usage.type.js';

@ObjectType({ description: 'The usage record that was created or updated.' })
export class UsageRecordPayload extends Payload {
  @Field(() => UsageRecord, {
    nullable: true,
    description: 'The usage record in its current state; null if `userErrors` is not empty.',
  })
  usageRecord?: UsageRecord | null;
}

@Resolver(() => Account)
export class UsageResolver {
  @Cost({ own: 1 })
  @FieldResolver(() => Money, {
    description: `Usage revenue per month: the average of the ${USAGE_MONTHS} whole months before the one that contains \`asOf\`, in the workspace's time zone; a month without usage counts as 0. In the workspace's currency, at the exchange rates in effect at \`asOf\`. It is never part of \`monthlyRecurringRevenue\` or of a revenue movement.`,
  })
  async usageRevenue(
    @Ctx() context: RequestContext,
    @Root() account: Account,
    @Arg('asOf', () => DateTime, AS_OF)
    asOf?: number | null,
  ): Promise<Money> {
    const at = instantOr(context.scope.now, asOf, ['asOf']);
    context.the(instantLimiter)(at);
    const revenue = await context.the(usageRevenues)(at).load(account.uuid);
    return Money.ofMinor(revenue, await context.the(currency));
  }

  @Authorized(Role.WRITER)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => UsageRecordPayload, {
    description:
      'Records an amount that an account was charged for usage, or updates the usage record with the given externalId.',
  })
  async usageRecord(
    @Ctx() context: RequestContext,
    @Arg('input', () => UsageRecordInput, { description: 'The usage record to create or update.' })
    input: UsageRecordInput,
  ): Promise<Partial<UsageRecordPayload>> {
    const change = (scope: RequestContext['scope']): Promise<string> => recordUsage(scope, input);
    const { record } = await changeRecord(context.scope, 'usageRecord', input, change, findUsage);
    return { usageRecord: UsageRecord.of(record, await context.the(currency)) };
  }
}
