import { Field, Float, InputType, Int } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { FactName } from '../classification/facts.js';
import type { Comparison } from '../classification/amount.js';
import { DateTime } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { ComparisonEnum, FactNameEnum } from './policy.type.js';

@InputType({
  description:
    'A weighted condition of a policy on one fact, for example `{ fact: TENURE_MONTHS, comparison: AT_LEAST, threshold: 12, weight: 3 }`.',
})
export class CriterionInput {
  @Field(() => FactNameEnum, { description: 'The fact to compare; `facts` describes what each fact measures.' })
  fact: FactName;

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
      'Length of the window in days, 1 to 36,500: only the last `windowDays` days count. Only for facts that are `windowed`. Default: the whole history.',
  })
  windowDays?: number | null;

  @Field(() => Float, {
    description:
      'Weight of the criterion, above 0 and at most 1,000,000, with up to 6 decimals. Meeting it adds its share of the total weight to the score.',
  })
  weight: number;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether an account must meet this criterion to be a client, whatever its score. Default: false.',
  })
  required: boolean;
}

@InputType({
  description:
    'Defines what a client is: weighted criteria, and the minimum score for a paying account to be a client.',
})
export class PolicyInput {
  @Field(() => String, {
    description: 'Name, up to 200 characters, for example "Long and personal".',
  })
  name: string;

  @Field(() => [CriterionInput], { description: 'The criteria, 1 to 16.' })
  criteria: CriterionInput[];

  @Field(() => Float, {
    description:
      'Minimum score, 0 to 1, for a paying account to be a client, for example 0.5. The score is the weight of the criteria met divided by the total weight.',
  })
  clientScore: number;

  @Field(() => Int, {
    defaultValue: 31,
    description:
      "Longest gap in paid time, in calendar days of the workspace's time zone, 0 to 3,650, that does not interrupt tenure. Default: 31, the length of the longest month.",
  })
  gapDays: number;

  @Field(() => Int, {
    defaultValue: 90,
    description: 'Number of days, 0 to 3,650, for which a one-off purchase makes an account a customer. Default: 90.',
  })
  purchaseDays: number;
}

@InputType({ description: 'A policy to publish as the next version.' })
export class PolicyPublishInput {
  @Field(() => PolicyInput, { description: 'The policy to publish.' })
  policy: PolicyInput;

  @Field(() => Int, {
    description:
      'The latest version that you have read. If a newer version has been published since, nothing is published (CONFLICT).',
  })
  expectedVersion: number;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the policy takes effect, in the past or future. An instant in the past re-evaluates history from then on. Default: now.',
  })
  effectiveFrom?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
