import { Arg, Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import { isBorderline } from '../classification/evidence.js';
import { summaryOf } from '../classification/sentences.js';
import {
  isCustomerType,
  periodAt,
  stretchesByType,
  timeline,
  type RelationshipType,
} from '../classification/timeline.js';
import type { RequestContext } from '../graphql/context.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import { policyByVersion } from '../policies/policy.loaders.js';
import { Policy } from '../policies/policy.type.js';
import type { PeriodRow } from './period.sql.js';
import { assessmentOf, caseOf, periodsOfAccount } from './relationship.loaders.js';
import { Evidence, PathToClient, Relationship, RelationshipPeriod, RelationshipTypeEnum } from './relationship.type.js';

type ForeseenPeriod = Pick<PeriodRow, 'from' | 'to' | 'type' | 'policyVersion'>;

const stretchNow = async (context: RequestContext, { account, asOf }: Relationship): Promise<PeriodRow> =>
  periodAt(stretchesByType(await context.the(periodsOfAccount).load(account.uuid)), asOf);

@Resolver(() => Relationship)
export class RelationshipResolver {
  @FieldResolver(() => RelationshipTypeEnum, { description: 'What the account is to the business.' })
  async type(@Ctx() context: RequestContext, @Root() relationship: Relationship): Promise<RelationshipType> {
    return (await stretchNow(context, relationship)).type;
  }

  @FieldResolver(() => Boolean, { description: 'True for CUSTOMER and CLIENT: every client is a customer.' })
  async isCustomer(@Ctx() context: RequestContext, @Root() relationship: Relationship): Promise<boolean> {
    return isCustomerType((await stretchNow(context, relationship)).type);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'Start of the unbroken stretch of this type; null: since ever.',
  })
  async since(@Ctx() context: RequestContext, @Root() relationship: Relationship): Promise<number | null> {
    return finiteOrNull((await stretchNow(context, relationship)).from);
  }

  @FieldResolver(() => Float, { description: 'Weight of the criteria met / weight of all criteria, 0 to 1.' })
  async score(@Ctx() context: RequestContext, @Root() relationship: Relationship): Promise<number> {
    return (await context.the(assessmentOf).load(relationship)).score;
  }

  @FieldResolver(() => Float, {
    description: 'The score, 0 to 1, from which on the policy calls a paying account a client.',
  })
  async clientScore(@Ctx() context: RequestContext, @Root() relationship: Relationship): Promise<number> {
    return (await context.the(assessmentOf).load(relationship)).standing.policy.clientScore;
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether one criterion, either way, would change the type; false where nothing is paid.',
  })
  async borderline(@Ctx() context: RequestContext, @Root() relationship: Relationship): Promise<boolean> {
    return isBorderline((await context.the(assessmentOf).load(relationship)).standing);
  }

  @FieldResolver(() => Policy, { nullable: true, description: 'The version in force at `asOf`; null for a draft.' })
  async policy(@Ctx() context: RequestContext, @Root() { account, asOf }: Relationship): Promise<Policy> {
    const period = periodAt(await context.the(periodsOfAccount).load(account.uuid), asOf);
    return context.the(policyByVersion).load(period.policyVersion);
  }

  @FieldResolver(() => [Evidence], { description: "One per criterion, in the policy's order." })
  async evidence(@Ctx() context: RequestContext, @Root() relationship: Relationship): Promise<Evidence[]> {
    const { evidence } = await context.the(assessmentOf).load(relationship);
    return evidence.map((one) => new Evidence(relationship.account, one, relationship.asOf));
  }

  @FieldResolver(() => String, { description: 'One English sentence that a success manager can read aloud.' })
  async summary(@Ctx() context: RequestContext, @Root() relationship: Relationship): Promise<string> {
    const [assessment, stretch] = await Promise.all([
      context.the(assessmentOf).load(relationship),
      stretchNow(context, relationship),
    ]);
    const { standing, score, evidence, missing } = assessment;
    const { type, isPaying, policy } = standing;
    return summaryOf({
      type,
      since: stretch.from,
      isPaying,
      score,
      clientScore: policy.clientScore,
      evidence,
      missing,
    });
  }

  @FieldResolver(() => RelationshipPeriod, {
    nullable: true,
    description:
      'The next stretch of another type, if time alone brings one. By default nothing more is recorded; `contactContinues` holds what windows count at the value of `asOf`, so that only time, terms and cancellations act.',
  })
  async nextChange(
    @Ctx() context: RequestContext,
    @Root() { account, asOf }: Relationship,
    @Arg('contactContinues', () => Boolean, {
      defaultValue: false,
      description: 'Whether contact goes on as it is, rather than stop.',
    })
    contactContinues: boolean,
  ): Promise<RelationshipPeriod | null> {
    const periods: readonly ForeseenPeriod[] = contactContinues
      ? await this.periodsIfContactContinues(context, { account, asOf })
      : await context.the(periodsOfAccount).load(account.uuid);
    const next = stretchesByType(periods).find(({ from }) => from > asOf);
    return next ? new RelationshipPeriod(account, next, context.scope.now) : null;
  }

  private async periodsIfContactContinues(context: RequestContext, { account, asOf }: Relationship) {
    const { history, rules } = await context.the(caseOf).load(account);
    return timeline(history, { ...rules, contactHeldFrom: asOf });
  }

  @FieldResolver(() => PathToClient, {
    nullable: true,
    description: 'What it takes to be a client; null when it is one.',
  })
  async pathToClient(@Ctx() context: RequestContext, @Root() relationship: Relationship): Promise<PathToClient | null> {
    const { standing, missing } = await context.the(assessmentOf).load(relationship);
    if (standing.type === 'CLIENT') return null;
    return {
      needsPaidSubscription: !standing.isPaying,
      criteria: missing.map((one) => new Evidence(relationship.account, one, relationship.asOf)),
    };
  }
}
