import { Field, Float, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { Evidence as KernelEvidence } from '../classification/evidence.js';
import { MAX_CRITERIA } from '../classification/policy.js';
import { sentenceOf } from '../classification/sentences.js';
import { intervalsByType, type RelationshipType } from '../classification/timeline.js';
import { Cost, type Price } from '../graphql/cost/cost.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import type { Interaction } from '../interactions/interaction.type.js';
import { Criterion, type Policy } from '../policies/policy.type.js';
import type { Assessment, AccountTimeline } from '../derivation/account-timeline.service.js';
import type { PeriodRow } from '../derivation/period.sql.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';

/** The part of a period that the API shows. */
export type ShownPeriod = Pick<PeriodRow, 'from' | 'to' | 'type' | 'policyVersion'>;

/** The uninterrupted interval of one type that contains an instant, and the next one if the type ever changes. */
export interface TypeIntervals {
  current: ShownPeriod;
  next: ShownPeriod | null;
}

export const intervalsAt = (periods: readonly ShownPeriod[], asOf: Instant): TypeIntervals => {
  const intervals = intervalsByType(periods);
  const index = intervals.findIndex(({ from, to }) => from <= asOf && asOf < to);
  return { current: intervals[index]!, next: intervals[index + 1] ?? null };
};

/** Reads a relationship from the records of an account, or from a hypothetical history. */
export interface RelationshipSource {
  intervalsAt(asOf: Instant): MaybePromise<TypeIntervals>;
  /** Returns the score at an instant if it is stored, so that the history need not be read; otherwise null. */
  storedScore(asOf: Instant): MaybePromise<number | null>;
  /** Returns all periods, oldest first; together they cover all of time. */
  periods(): Promise<readonly ShownPeriod[]>;
  /** Returns the relationship at an instant, with the evidence. */
  assessAt(asOf: Instant): MaybePromise<Assessment>;
  /** Returns the history with the rules that apply to it. */
  timeline(): Promise<AccountTimeline>;
  /** Returns the published policy of a version; null for a draft. */
  policyOf(version: number): Promise<Policy | null>;
  /** Returns the interactions with these ids that are recorded; none for a hypothetical history. */
  interactionsOf(ids: readonly string[]): Promise<Interaction[]>;
}

/** At most one piece per criterion, each costing more than other values because the kernel reads the history for it. */
export const EVIDENCE: Price = { size: MAX_CRITERIA, each: 0.3 };

@ObjectType({
  description:
    'Relationship of an account at one instant: in the past, now, or in the future if nothing more is recorded.',
})
export class Relationship {
  private assessment: MaybePromise<Assessment> | undefined;

  constructor(
    readonly source: RelationshipSource,
    asOf: Instant,
  ) {
    this.asOf = asOf;
  }

  @Field(() => DateTime, { description: 'The instant that all fields refer to.' })
  asOf: Instant;

  /** Computed when the first field needs it, and shared by all fields. */
  assess(): MaybePromise<Assessment> {
    this.assessment ??= this.source.assessAt(this.asOf);
    return this.assessment;
  }

  show(evidence: readonly KernelEvidence[]): Evidence[] {
    return evidence.map((one) => new Evidence(this.source, one, this.asOf));
  }

  /** Returns the uninterrupted interval of the type that contains `asOf`. */
  interval(): MaybePromise<ShownPeriod> {
    return mapMaybePromise(this.source.intervalsAt(this.asOf), ({ current }) => current);
  }

  score(): MaybePromise<number> {
    return mapMaybePromise(
      this.source.storedScore(this.asOf),
      (score) => score ?? mapMaybePromise(this.assess(), ({ score }) => score),
    );
  }
}

@ObjectType({
  description:
    'A period during which the type of the relationship does not change. The periods of an account cover all of time, without gaps or overlaps.',
})
export class RelationshipPeriod {
  readonly policyVersion: number;
  readonly start: Instant;

  @Field(() => RelationshipTypeEnum, { description: 'Type of the relationship during the period.' })
  type: RelationshipType;

  @Field(() => DateTime, { nullable: true, description: 'Start of the period, inclusive; null: from the beginning.' })
  from: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'End of the period, exclusive; null if the type does not change again.',
  })
  to: Instant | null;

  @Field(() => Boolean, {
    description: 'Whether the period starts in the future, assuming that nothing more is recorded.',
  })
  projected: boolean;

  constructor(
    readonly source: RelationshipSource,
    { from, to, type, policyVersion }: ShownPeriod,
    now: Instant,
  ) {
    this.policyVersion = policyVersion;
    this.start = from;
    this.type = type;
    this.from = finiteOrNull(from);
    this.to = finiteOrNull(to);
    this.projected = from > now;
  }
}

@ObjectType({ description: 'Outcome of one criterion of the policy at one instant.' })
export class Evidence {
  @Field(() => Criterion, { description: 'The criterion, for example at least 12 months of tenure.' })
  criterion: Criterion;

  @Field(() => Float, {
    nullable: true,
    description:
      'Observed value, in the unit of the fact; null if infinite, such as the days since the last interaction if there was none.',
  })
  observed: number | null;

  @Field(() => Boolean, { description: 'Whether the observed value meets the criterion.' })
  met: boolean;

  @Field(() => Float, {
    nullable: true,
    description: 'Distance from the threshold, in the unit of the fact; 0 if met, null if infinite.',
  })
  shortfall: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When `met` changes under this policy if nothing more is recorded; null: never.',
  })
  changesAt: Instant | null;

  constructor(
    readonly source: RelationshipSource,
    readonly kernel: KernelEvidence,
    readonly at: Instant,
  ) {
    this.criterion = Criterion.of(kernel.criterion);
    this.observed = finiteOrNull(kernel.observed);
    this.met = kernel.met;
    this.shortfall = finiteOrNull(kernel.shortfall);
    this.changesAt = finiteOrNull(kernel.changesAt);
  }

  /** Formatted on demand: a page has hundreds of sentences. */
  @Field(() => String, { description: 'The evidence as one English sentence that a success manager can read aloud.' })
  get summary(): string {
    return sentenceOf(this.kernel);
  }
}

@ObjectType({ description: 'What an account needs to become a client, at the least total weight.' })
export class PathToClient {
  @Field(() => Boolean, { description: 'Whether the account needs a paid subscription in force first.' })
  needsPaidSubscription: boolean;

  @Cost(EVIDENCE)
  @Field(() => [Evidence], {
    description: 'The unmet criteria that suffice at the least total weight; among equals, the fewest.',
  })
  criteria: Evidence[];
}
