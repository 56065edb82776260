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

/** A stretch as it is shown. */
export type ShownPeriod = Pick<PeriodRow, 'from' | 'to' | 'type' | 'policyVersion'>;

/** How an account stands at an instant: the unbroken stretch of one type, and the next one, if time alone brings one. */
export interface TypeIntervals {
  current: ShownPeriod;
  next: ShownPeriod | null;
}

export const intervalsAt = (periods: readonly ShownPeriod[], asOf: Instant): TypeIntervals => {
  const stretches = intervalsByType(periods);
  const index = stretches.findIndex(({ from, to }) => from <= asOf && asOf < to);
  return { current: stretches[index]!, next: stretches[index + 1] ?? null };
};

/** What a relationship is read from: the records of an account, or a history out of hand. */
export interface RelationshipSource {
  intervalsAt(asOf: Instant): MaybePromise<TypeIntervals>;
  /** The score at an instant, where it is known without the history. */
  knownScore(asOf: Instant): MaybePromise<number | null>;
  /** Its periods, oldest first; they cover all of time. */
  periods(): Promise<readonly ShownPeriod[]>;
  /** How it stands at an instant, with the evidence. */
  assessAt(asOf: Instant): MaybePromise<Assessment>;
  /** The history, and what judges it. */
  judged(): Promise<AccountTimeline>;
  /** The published policy of that version; null for a draft. */
  policyOf(version: number): Promise<Policy | null>;
  /** The recorded interactions among those of the history with these ids. */
  interactionsOf(ids: readonly string[]): Promise<Interaction[]>;
}

/** One per criterion at most, and dearer than other values: the kernel looks into the history for it. */
export const EVIDENCE: Price = { size: MAX_CRITERIA, each: 0.5 };

@ObjectType({ description: 'The relationship at one instant: past, present, or what time alone will make of it.' })
export class Relationship {
  private assessment: MaybePromise<Assessment> | undefined;

  constructor(
    readonly source: RelationshipSource,
    asOf: Instant,
  ) {
    this.asOf = asOf;
  }

  @Field(() => DateTime, { description: 'The instant that all of this is about.' })
  asOf: Instant;

  /** How it stands at that instant, with the evidence: found when a field first asks, once for all of them. */
  assess(): MaybePromise<Assessment> {
    this.assessment ??= this.source.assessAt(this.asOf);
    return this.assessment;
  }

  show(evidence: readonly KernelEvidence[]): Evidence[] {
    return evidence.map((one) => new Evidence(this.source, one, this.asOf));
  }

  /** The unbroken stretch of its type. */
  stretch(): MaybePromise<ShownPeriod> {
    return mapMaybePromise(this.source.intervalsAt(this.asOf), ({ current }) => current);
  }

  score(): MaybePromise<number> {
    return mapMaybePromise(
      this.source.knownScore(this.asOf),
      (score) => score ?? mapMaybePromise(this.assess(), ({ score }) => score),
    );
  }
}

@ObjectType({
  description:
    "A stretch of time over which the type did not change. An account's periods cover all of time, without gap or overlap.",
})
export class RelationshipPeriod {
  readonly policyVersion: number;
  readonly start: Instant;

  @Field(() => RelationshipTypeEnum, { description: 'What the account was, is or will be.' })
  type: RelationshipType;

  @Field(() => DateTime, { nullable: true, description: 'When it begins; null where it has been so since ever.' })
  from: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it ends: the instant of the next type; null where no end is in sight.',
  })
  to: Instant | null;

  @Field(() => Boolean, { description: 'Whether it begins in the future: what time alone would bring.' })
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

@ObjectType({ description: 'How one criterion of the policy stands at one instant.' })
export class Evidence {
  @Field(() => Criterion, { description: 'What the policy asks, for example 12 months of tenure.' })
  criterion: Criterion;

  @Field(() => Float, {
    nullable: true,
    description: "What was found, in the fact's unit; null: infinite, as the days since an interaction that never was.",
  })
  observed: number | null;

  @Field(() => Boolean, { description: 'Whether what was found is enough.' })
  met: boolean;

  @Field(() => Float, {
    nullable: true,
    description: 'How far it is from the threshold: 0 when met; null: infinitely.',
  })
  shortfall: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When time alone flips `met`, under this policy; null: never.',
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

  /** Made where it is asked for: a page has hundreds of them. */
  @Field(() => String, { description: 'One English sentence: "Paid without a break for 26 months; 12 are asked."' })
  get summary(): string {
    return sentenceOf(this.kernel);
  }
}

@ObjectType({ description: 'The shortest way from here to being a client.' })
export class PathToClient {
  @Field(() => Boolean, { description: 'Whether it must first have a paid subscription in force.' })
  needsPaidSubscription: boolean;

  @Cost(EVIDENCE)
  @Field(() => [Evidence], {
    description: 'The unmet criteria that suffice at the least total weight; fewest among equals.',
  })
  criteria: Evidence[];
}
