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
  const { history, rules } = await source.timeline();
  return timeline(history, { ...rules, contactHeldFrom: asOf });
}

@Resolver(() => Relationship)
export class RelationshipResolver {
  @FieldResolver(() => RelationshipTypeEnum, { description: 'Type of the relationship.' })
  type(@Root() relationship: Relationship): MaybePromise<RelationshipType> {
    return mapMaybePromise(relationship.interval(), ({ type }) => type);
  }

  @FieldResolver(() => Boolean, { description: 'True for CUSTOMER and CLIENT: every client is a customer.' })
  isCustomer(@Root() relationship: Relationship): MaybePromise<boolean> {
    return mapMaybePromise(relationship.interval(), ({ type }) => isCustomerType(type));
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'Start of the uninterrupted time with this type; null: from the beginning.',
  })
  since(@Root() relationship: Relationship): MaybePromise<number | null> {
    return mapMaybePromise(relationship.interval(), ({ from }) => finiteOrNull(from));
  }

  @FieldResolver(() => Float, {
    description: 'Weight of the criteria met divided by the weight of all criteria, 0 to 1.',
  })
  score(@Root() relationship: Relationship): MaybePromise<number> {
    return relationship.score();
  }

  @FieldResolver(() => Float, {
    description: 'Minimum score, 0 to 1, that the policy requires of a client.',
  })
  clientScore(@Root() relationship: Relationship): MaybePromise<number> {
    return mapMaybePromise(relationship.assess(), ({ state }) => state.policy.clientScore);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether the type would change if one criterion became met or unmet; false if nothing is paid.',
  })
  borderline(@Root() relationship: Relationship): MaybePromise<boolean> {
    return mapMaybePromise(relationship.assess(), ({ state }) => isBorderline(state));
  }

  @Cost({ each: 0.1 })
  @FieldResolver(() => Policy, {
    nullable: true,
    description: 'The policy in force at `asOf`; null for a draft, which is not published.',
  })
  async policy(@Root() { source, asOf }: Relationship): Promise<Policy | null> {
    return source.policyOf(periodAt(await source.periods(), asOf).policyVersion);
  }

  @Cost(EVIDENCE)
  @FieldResolver(() => [Evidence], { description: 'Evidence for each criterion, in the order of the policy.' })
  evidence(@Root() relationship: Relationship): MaybePromise<Evidence[]> {
    return mapMaybePromise(relationship.assess(), ({ evidence }) => relationship.show(evidence));
  }

  @FieldResolver(() => String, {
    description: 'The relationship as one English sentence that a success manager can read aloud.',
  })
  async summary(@Root() relationship: Relationship): Promise<string> {
    const [assessment, interval] = await Promise.all([relationship.assess(), relationship.interval()]);
    const { state, score, evidence, missing, zone } = assessment;
    const { type, isPaying, policy } = state;
    const { clientScore } = policy;
    return summaryOf({ type, since: interval.from, isPaying, score, clientScore, evidence, missing }, zone);
  }

  @FieldResolver(() => RelationshipPeriod, {
    nullable: true,
    description:
      'The next period, with another type; null if the type does not change. By default, this assumes that nothing more is recorded. `contactContinues` keeps windowed facts and facts about interactions at their value at `asOf`, so that only tenure, terms and cancellations have an effect.',
  })
  nextChange(
    @Ctx() context: RequestContext,
    @Root() { source, asOf }: Relationship,
    @Arg('contactContinues', () => Boolean, {
      defaultValue: false,
      description:
        'Whether to assume that contact with the account continues as before instead of stopping. Default: false.',
    })
    contactContinues: boolean,
  ): MaybePromise<RelationshipPeriod | null> {
    const intervals = contactContinues
      ? periodsIfContactContinues(source, asOf).then((periods) => intervalsAt(periods, asOf))
      : source.intervalsAt(asOf);
    return mapMaybePromise(intervals, ({ next }) => next && new RelationshipPeriod(source, next, context.scope.now));
  }

  @FieldResolver(() => PathToClient, {
    nullable: true,
    description: 'What the account needs to become a client; null if it is one.',
  })
  async pathToClient(@Root() relationship: Relationship): Promise<PathToClient | null> {
    const { state, missing } = await relationship.assess();
    if (state.type === 'CLIENT') return null;
    return {
      needsPaidSubscription: !state.isPaying,
      criteria: relationship.show(missing),
    };
  }
}
