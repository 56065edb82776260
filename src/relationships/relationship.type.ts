import { Field, Float, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { Evidence as KernelEvidence } from '../classification/evidence.js';
import { sentenceOf } from '../classification/sentences.js';
import type { RelationshipType } from '../classification/timeline.js';
import { enumType } from '../graphql/enum.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import { Criterion } from '../policies/policy.type.js';
import type { PeriodRow } from './period.sql.js';

export const RelationshipTypeEnum = enumType<RelationshipType>(
  'RelationshipType',
  'What a company is to the business. Always derived from its facts by a policy, never set by hand.',
  {
    PROSPECT: 'Has not bought anything yet, be it on a free plan or after a trial that led nowhere.',
    TRIAL: 'Tries a plan; nothing is paid yet.',
    CUSTOMER: 'Bought a plan, or something once; may be gone after a billing cycle or two.',
    CLIENT: 'A customer in a long, personal, committed relationship, as the policy asks.',
    FORMER_CUSTOMER: 'Was a customer, and pays for nothing any more.',
    FORMER_CLIENT: 'Was a client, and pays for nothing any more.',
  },
);

/** Whose relationship, and what may judge it: the policies rolled out to the account. */
export interface JudgedAccount {
  uuid: string;
  policyVersion: number;
}

@ObjectType({ description: 'The relationship at one instant: past, present, or what time alone will make of it.' })
export class Relationship {
  constructor(
    readonly account: JudgedAccount,
    asOf: Instant,
  ) {
    this.asOf = asOf;
  }

  @Field(() => DateTime, { description: 'The instant that all of this is about.' })
  asOf: Instant;
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

  @Field(() => DateTime, { nullable: true, description: 'When it begins; null: since ever.' })
  from: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'When it ends; null: open.' })
  to: Instant | null;

  @Field(() => Boolean, { description: 'Whether it begins in the future: what time alone would bring.' })
  projected: boolean;

  constructor(
    readonly account: JudgedAccount,
    { from, to, type, policyVersion }: Pick<PeriodRow, 'from' | 'to' | 'type' | 'policyVersion'>,
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
  @Field(() => Criterion, { description: 'What the policy asks.' })
  criterion: Criterion;

  @Field(() => Float, {
    nullable: true,
    description: "What was found, in the fact's unit; null: infinite, as the days since an interaction that never was.",
  })
  observed: number | null;

  @Field(() => Boolean, { description: 'Whether that is enough.' })
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

  @Field(() => String, { description: 'One English sentence: "Paid without a break for 26 months; 12 are asked."' })
  summary: string;

  constructor(
    readonly account: JudgedAccount,
    readonly kernel: KernelEvidence,
    readonly at: Instant,
  ) {
    this.criterion = Criterion.of(kernel.criterion);
    this.observed = finiteOrNull(kernel.observed);
    this.met = kernel.met;
    this.shortfall = finiteOrNull(kernel.shortfall);
    this.changesAt = finiteOrNull(kernel.changesAt);
    this.summary = sentenceOf(kernel);
  }
}

@ObjectType({ description: 'The shortest way from here to being a client.' })
export class PathToClient {
  @Field(() => Boolean, { description: 'Whether it must first have a paid subscription in force.' })
  needsPaidSubscription: boolean;

  @Field(() => [Evidence], {
    description: 'The unmet criteria that suffice at the least total weight; fewest among equals.',
  })
  criteria: Evidence[];
}
