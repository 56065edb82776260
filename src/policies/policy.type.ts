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
import { CurrencyCode, DateTime, Decimal, finiteOrNull } from '../graphql/scalars.js';
import { ISO_DIGITS } from '../money/currency-digits.js';
import type { PolicyRow } from './policy.sql.js';

export const DimensionEnum = enumType<Dimension>(
  'Dimension',
  'The three dimensions in which a client differs from a customer: service, relationship and length of time.',
  {
    SERVICE: 'What the account buys: professional service and support rather than only a product.',
    RELATIONSHIP: 'How the account is committed: agreements and personal contact rather than only a purchase.',
    LENGTH_OF_TIME: 'How long the account stays.',
  },
);

export const FactUnitEnum = enumType<FactUnit>('FactUnit', 'Unit of the values of a fact.', {
  MONTHS: "Whole calendar months in the workspace's time zone.",
  DAYS: 'Whole days of 24 hours.',
  COUNT: 'A count.',
  BOOLEAN: '1 for yes, 0 for no.',
  RANK: 'The rank of a plan.',
  SHARE: 'A share from 0 to 1.',
  SENTIMENT: 'A sentiment from -1 (upset) to 1 (delighted).',
  WORKSPACE_CURRENCY: "An amount in the workspace's currency.",
});

export const FactNameEnum = enumType<FactName>(
  'FactName',
  'Name of a fact: a measure of an account that a policy can use, derived from subscriptions and interactions.',
  Object.fromEntries(FACT_NAMES.map((name) => [name, FACTS[name].description])) as Record<FactName, string>,
);

export const ComparisonEnum = enumType<Comparison>(
  'Comparison',
  'How the value of a fact is compared with a threshold.',
  {
    AT_LEAST: 'The value must be at least the threshold.',
    AT_MOST: 'The value must be at most the threshold.',
  },
);

@ObjectType('Fact', { description: 'A measure of an account that a policy can use.' })
export class FactType {
  @Field(() => FactNameEnum, { description: 'Name of the fact.' })
  name: FactName;

  @Field(() => FactUnitEnum, { description: 'Unit of its values.' })
  unit: FactUnit;

  @Field(() => DimensionEnum, { description: 'Dimension that the fact belongs to.' })
  dimension: Dimension;

  @Field(() => Boolean, { description: 'Whether a criterion can limit the fact to the last `windowDays` days.' })
  windowed: boolean;

  @Field(() => String, { description: 'What the fact measures.' })
  description: string;

  static of(name: FactName): FactType {
    const { unit, dimension, windowed, description }: Fact = factOf(name);
    return Object.assign(new FactType(), { name, unit, dimension, windowed, description });
  }
}

/** Shared by all accounts that a policy evaluates: a page would otherwise create the same objects for each of them. */
const sharedCriteria = new WeakMap<KernelCriterion, Criterion>();

@ObjectType({ description: 'A weighted condition of a policy on one fact.' })
export class Criterion {
  @Field(() => FactType, { description: 'The fact that is compared.' })
  fact: FactType;

  @Field(() => ComparisonEnum, {
    description: 'Whether the value must be at least or at most the threshold.',
  })
  comparison: Comparison;

  @Field(() => Float, {
    description: 'Threshold in the unit of the fact, for example 12 for `TENURE_MONTHS`.',
  })
  threshold: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Length of the window in days of 24 hours: only the last `windowDays` days count; null: the whole history.',
  })
  windowDays: number | null;

  @Field(() => Float, {
    description:
      'Weight of the criterion. Meeting it adds its share of the total weight to the score, for example 3 of 18.',
  })
  weight: number;

  @Field(() => Boolean, {
    description: 'Whether an account must meet this criterion to be a client, whatever its score.',
  })
  required: boolean;

  static of(criterion: KernelCriterion): Criterion {
    let shown = sharedCriteria.get(criterion);
    if (!shown) {
      const { fact, ...rest } = criterion;
      shown = Object.assign(new Criterion(), rest, { fact: FactType.of(fact) });
      sharedCriteria.set(criterion, shown);
    }
    return shown;
  }
}

@ObjectType({ description: 'The exchange rate by which a policy judges revenue in a currency. It never changes.' })
export class PolicyExchangeRate {
  @Field(() => CurrencyCode, { description: 'The currency, for example `EUR`.' })
  currencyCode: string;

  @Field(() => Decimal, { description: "The value of one unit in the workspace's currency, for example `1.0825`." })
  rate: string;
}

@ObjectType({
  implements: Node,
  description:
    'Defines what a client is: weighted criteria, and the minimum score for a paying account to be a client. Immutable.',
})
export class Policy extends Node {
  readonly nodeKind = 'Policy';
  readonly uuid: string;

  @Field(() => Int, {
    description: 'Version number, counting up from 1, the baseline that every workspace starts with.',
  })
  version: number;

  @Field(() => String, { description: 'Name, up to 200 characters, for example "SaaS baseline".' })
  name: string;

  @Cost({ size: MAX_CRITERIA })
  @Field(() => [Criterion], { description: 'The criteria, in order; 1 to 16.' })
  criteria: Criterion[];

  @Field(() => Float, {
    description: 'Minimum score, 0 to 1, for a paying account to be a client, for example 0.5.',
  })
  clientScore: number;

  @Field(() => Int, {
    description:
      "Longest gap in paid time, in calendar days of the workspace's time zone, that does not interrupt tenure, for example 31.",
  })
  gapDays: number;

  @Field(() => Int, {
    description: 'Number of days for which a one-off purchase makes an account a customer, for example 90.',
  })
  purchaseDays: number;

  @Cost({ size: ISO_DIGITS.size })
  @Field(() => [PolicyExchangeRate], {
    description:
      'The exchange rates at which `MONTHLY_RECURRING_REVENUE` is converted: those in effect when the policy was published and, for a currency that had none, the first one recorded later. No later rate changes a type. To judge by newer rates, publish the policy again.',
  })
  exchangeRates: PolicyExchangeRate[];

  @Field(() => DateTime, { nullable: true, description: 'When the policy takes effect; null: from the beginning.' })
  effectiveFrom: number | null;

  @Field(() => DateTime, { description: 'When the policy was published.' })
  publishedAt: number;

  @Field(() => String, {
    description: 'Name of the key that published the policy, for example "Nightly import"; "Clientele" for version 1.',
  })
  publishedBy: string;

  constructor({ id, criteria, exchangeRates, effectiveFrom, ...row }: PolicyRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
    this.criteria = criteria.map((criterion) => Criterion.of(criterion));
    this.exchangeRates = Object.entries(exchangeRates)
      .map(([currencyCode, rate]) => ({ currencyCode, rate }))
      .sort((a, b) => (a.currencyCode < b.currencyCode ? -1 : 1));
    this.effectiveFrom = finiteOrNull(effectiveFrom);
  }
}

@ObjectType({
  description:
    'Progress of applying a policy to all accounts. Until it reaches an account, the previous version applies to that account.',
})
export class Rollout {
  @Field(() => Int, { description: 'Number of accounts to which the policy has been applied.' })
  accountsDone: number;

  @Field(() => Int, { description: 'Number of accounts to which the policy is to be applied.' })
  accountsTotal: number;

  @Field(() => DateTime, { nullable: true, description: 'When the rollout finished; null while it is in progress.' })
  finishedAt: number | null;
}

@ObjectType({ description: 'One difference between two versions of the policy.' })
export class PolicyDifference {
  @Field(() => Criterion, {
    nullable: true,
    description:
      'The criterion in `fromVersion`; null if it does not exist there, or if the difference is not about a criterion.',
  })
  before: Criterion | null;

  @Field(() => Criterion, {
    nullable: true,
    description:
      'The criterion in this version; null if it does not exist here, or if the difference is not about a criterion.',
  })
  after: Criterion | null;

  @Field(() => String, { description: 'The difference as one English sentence.' })
  summary: string;
}

export const PolicyConnection = connectionOf('Policy', () => Policy);
