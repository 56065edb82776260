import { Field, Float, Int, ObjectType } from 'type-graphql';
import {
  factOf,
  FACT_NAMES,
  FACTS,
  type Dimension,
  type Fact,
  type FactName,
  type FactUnit,
} from '../classification/facts.js';
import type { Comparison } from '../classification/amount.js';
import { MAX_CRITERIA, type Criterion as KernelCriterion } from '../classification/policy.js';
import { connectionOf } from '../graphql/connection.js';
import { Cost } from '../graphql/cost/cost.js';
import { enumType } from '../graphql/enum.js';
import { Node } from '../graphql/node.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import type { PolicyRow } from './policy.sql.js';

export const DimensionEnum = enumType<Dimension>(
  'Dimension',
  'The three ways in which a client differs from a customer: what they come for, how they are bound, how long they stay.',
  {
    SERVICE: 'What they come for: professional service and support, not just a product.',
    RELATIONSHIP: 'How they are bound: commitment and contact, not just a purchase.',
    LENGTH_OF_TIME: 'How long they stay.',
  },
);

export const FactUnitEnum = enumType<FactUnit>('FactUnit', 'What a value of a fact counts.', {
  MONTHS: 'Whole calendar months.',
  DAYS: 'Whole days of 24 hours.',
  COUNT: 'How many.',
  BOOLEAN: '1 for yes, 0 for no.',
  RANK: "A plan's rank.",
  SHARE: 'A share from 0 to 1.',
  SENTIMENT: 'How somebody felt, from -1 to 1.',
  WORKSPACE_CURRENCY: "An amount in the workspace's currency.",
});

export const FactNameEnum = enumType<FactName>(
  'FactName',
  'Something about an account that a policy may ask for; derived from its subscriptions and interactions.',
  Object.fromEntries(FACT_NAMES.map((name) => [name, FACTS[name].description])) as Record<FactName, string>,
);

export const ComparisonEnum = enumType<Comparison>('Comparison', 'How a fact is compared to a threshold.', {
  AT_LEAST: 'The value is the threshold or more.',
  AT_MOST: 'The value is the threshold or less.',
});

@ObjectType('Fact', { description: 'Something about an account that a policy may ask for.' })
export class FactType {
  @Field(() => FactNameEnum, { description: 'Its name.' })
  name: FactName;

  @Field(() => FactUnitEnum, { description: 'What its values count.' })
  unit: FactUnit;

  @Field(() => DimensionEnum, { description: 'Which of the three ways it speaks of.' })
  dimension: Dimension;

  @Field(() => Boolean, { description: 'Whether a criterion may restrict it to the last `windowDays` days.' })
  windowed: boolean;

  @Field(() => String, { description: 'What it measures.' })
  description: string;

  static of(name: FactName): FactType {
    const { unit, dimension, windowed, description }: Fact = factOf(name);
    return Object.assign(new FactType(), { name, unit, dimension, windowed, description });
  }
}

/** What is shown of a criterion: the same beside every account that it judges. */
const shownAs = new WeakMap<KernelCriterion, Criterion>();

@ObjectType({ description: 'One thing that a policy asks for.' })
export class Criterion {
  @Field(() => FactType, { description: 'What is looked at.' })
  fact: FactType;

  @Field(() => ComparisonEnum, {
    description: 'How it is compared: the value is the threshold or more, or the threshold or less.',
  })
  comparison: Comparison;

  @Field(() => Float, {
    description: "What it is compared to, in the fact's unit, for example 12 for `TENURE_MONTHS`.",
  })
  threshold: number;

  @Field(() => Int, { nullable: true, description: 'Only the last so many days count; null: since ever.' })
  windowDays: number | null;

  @Field(() => Float, {
    description: 'How much meeting it adds: its share of all weights adds to the score, for example 3 of 18.',
  })
  weight: number;

  @Field(() => Boolean, { description: 'Whether nobody is a client who does not meet it.' })
  required: boolean;

  static of(criterion: KernelCriterion): Criterion {
    let shown = shownAs.get(criterion);
    if (!shown) {
      const { fact, ...rest } = criterion;
      shown = Object.assign(new Criterion(), rest, { fact: FactType.of(fact) });
      shownAs.set(criterion, shown);
    }
    return shown;
  }
}

@ObjectType({
  implements: Node,
  description:
    'What makes a client: criteria with weights, and the score from which on a paying account is one. Immutable.',
})
export class Policy extends Node {
  readonly nodeKind = 'Policy';
  readonly uuid: string;

  @Field(() => Int, { description: 'Counts up from 1, the baseline that every workspace starts with.' })
  version: number;

  @Field(() => String, { description: 'What the policy is called, for example "SaaS baseline".' })
  name: string;

  @Cost({ size: MAX_CRITERIA })
  @Field(() => [Criterion], { description: 'What is asked, in order.' })
  criteria: Criterion[];

  @Field(() => Float, {
    description: 'The score, 0 to 1, from which on a paying account is a client, for example 0.5.',
  })
  clientScore: number;

  @Field(() => Int, { description: 'A pause in paying of up to so many days does not break tenure, for example 30.' })
  gapDays: number;

  @Field(() => Int, { description: 'For so many days a one-off purchase makes an account a customer, for example 90.' })
  purchaseDays: number;

  @Field(() => DateTime, { nullable: true, description: 'From when on it judges; null: since ever.' })
  effectiveFrom: number | null;

  @Field(() => DateTime, { description: 'When it was published.' })
  publishedAt: number;

  @Field(() => String, {
    description: 'Who published it: the name of the key, for example "Nightly import"; "Clientele" for version 1.',
  })
  publishedBy: string;

  constructor({ id, criteria, effectiveFrom, ...row }: PolicyRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
    this.criteria = criteria.map((criterion) => Criterion.of(criterion));
    this.effectiveFrom = finiteOrNull(effectiveFrom);
  }
}

@ObjectType({
  description: 'How far a policy has been rolled out. Until its turn an account is judged by the version before.',
})
export class Rollout {
  @Field(() => Int, { description: 'Accounts that it judges by now.' })
  accountsDone: number;

  @Field(() => Int, { description: 'Accounts that it is to judge.' })
  accountsTotal: number;

  @Field(() => DateTime, { nullable: true, description: 'When it judged all of them; null while it is under way.' })
  finishedAt: number | null;
}

@ObjectType({ description: 'One way in which a policy differs from another one.' })
export class PolicyDifference {
  @Field(() => Criterion, {
    nullable: true,
    description: 'The criterion as it was; null where it is new, or where the difference is not about one.',
  })
  before: Criterion | null;

  @Field(() => Criterion, {
    nullable: true,
    description: 'The criterion as it is; null where it is gone, or where the difference is not about one.',
  })
  after: Criterion | null;

  @Field(() => String, { description: 'One English sentence.' })
  summary: string;
}

export const PolicyConnection = connectionOf('Policy', () => Policy);
