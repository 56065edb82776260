import { Arg, Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { isBorderline } from '../classification/evidence.js';
import { summaryOf } from '../classification/sentences.js';
import { isCustomerType, periodAt, timeline, type RelationshipType } from '../classification/timeline.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { Policy } from '../policies/policy.type.js';
import {
  Evidence,
  EVIDENCE,
  PathToClient,
  Relationship,
  RelationshipPeriod,
  intervalsAt,
  type RelationshipSource,
  type ShownPeriod,
} from './relationship.type.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';

async function periodsIfContactContinues(source: RelationshipSource, asOf: Instant): Promise<readonly ShownPeriod[]> {
  const { history, rules } = await source.judged();
  return timeline(history, { ...rules, contactHeldFrom: asOf });
}

@Resolver(() => Relationship)
export class RelationshipResolver {
  @FieldResolver(() => RelationshipTypeEnum, { description: 'What the account is to the business.' })
  type(@Root() relationship: Relationship): MaybePromise<RelationshipType> {
    return mapMaybePromise(relationship.stretch(), ({ type }) => type);
  }

  @FieldResolver(() => Boolean, { description: 'True for CUSTOMER and CLIENT: every client is a customer.' })
  isCustomer(@Root() relationship: Relationship): MaybePromise<boolean> {
    return mapMaybePromise(relationship.stretch(), ({ type }) => isCustomerType(type));
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'Start of the unbroken stretch of this type; null: since ever.',
  })
  since(@Root() relationship: Relationship): MaybePromise<number | null> {
    return mapMaybePromise(relationship.stretch(), ({ from }) => finiteOrNull(from));
  }

  @FieldResolver(() => Float, { description: 'Weight of the criteria met / weight of all criteria, 0 to 1.' })
  score(@Root() relationship: Relationship): MaybePromise<number> {
    return relationship.score();
  }

  @FieldResolver(() => Float, {
    description: 'The score, 0 to 1, from which on the policy calls a paying account a client.',
  })
  clientScore(@Root() relationship: Relationship): MaybePromise<number> {
    return mapMaybePromise(relationship.assess(), ({ standing }) => standing.policy.clientScore);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether one criterion, either way, would change the type; false where nothing is paid.',
  })
  borderline(@Root() relationship: Relationship): MaybePromise<boolean> {
    return mapMaybePromise(relationship.assess(), ({ standing }) => isBorderline(standing));
  }

  @Cost({ each: 0.1 })
  @FieldResolver(() => Policy, { nullable: true, description: 'The version in force at `asOf`; null for a draft.' })
  async policy(@Root() { source, asOf }: Relationship): Promise<Policy | null> {
    return source.policyOf(periodAt(await source.periods(), asOf).policyVersion);
  }

  @Cost(EVIDENCE)
  @FieldResolver(() => [Evidence], { description: "One per criterion, in the policy's order." })
  evidence(@Root() relationship: Relationship): MaybePromise<Evidence[]> {
    return mapMaybePromise(relationship.assess(), ({ evidence }) => relationship.show(evidence));
  }

  @FieldResolver(() => String, { description: 'One English sentence that a success manager can read aloud.' })
  async summary(@Root() relationship: Relationship): Promise<string> {
    const [assessment, stretch] = await Promise.all([relationship.assess(), relationship.stretch()]);
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
  nextChange(
    @Ctx() context: RequestContext,
    @Root() { source, asOf }: Relationship,
    @Arg('contactContinues', () => Boolean, {
      defaultValue: false,
      description: 'Whether contact goes on as it is, rather than stop.',
    })
    contactContinues: boolean,
  ): MaybePromise<RelationshipPeriod | null> {
    const stretches = contactContinues
      ? periodsIfContactContinues(source, asOf).then((periods) => intervalsAt(periods, asOf))
      : source.intervalsAt(asOf);
    return mapMaybePromise(stretches, ({ next }) => next && new RelationshipPeriod(source, next, context.scope.now));
  }

  @FieldResolver(() => PathToClient, {
    nullable: true,
    description: 'What it takes to be a client; null when it is one.',
  })
  async pathToClient(@Root() relationship: Relationship): Promise<PathToClient | null> {
    const { standing, missing } = await relationship.assess();
    if (standing.type === 'CLIENT') return null;
    return {
      needsPaidSubscription: !standing.isPaying,
      criteria: relationship.show(missing),
    };
  }
}
