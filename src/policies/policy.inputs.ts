import { Field, Float, InputType, Int } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { FactName } from '../classification/facts.js';
import type { Comparison } from '../classification/amount.js';
import { DateTime } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { ComparisonEnum, FactNameEnum } from './policy.type.js';

@InputType({
  description:
    'One thing that a policy asks for, for example `{ fact: TENURE_MONTHS, comparison: AT_LEAST, threshold: 12, weight: 3 }`.',
})
export class CriterionInput {
  @Field(() => FactNameEnum, { description: 'What is looked at; `facts` tells what each one measures.' })
  fact: FactName;

  @Field(() => ComparisonEnum, {
    description: 'How it is compared: the value is the threshold or more, or the threshold or less.',
  })
  comparison: Comparison;

  @Field(() => Float, {
    description: "What it is compared to, in the fact's unit, for example 12 for `TENURE_MONTHS`.",
  })
  threshold: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Only the last so many days count, 1 to 36,500; since ever unless given. For facts that are `windowed`.',
  })
  windowDays?: number | null;

  @Field(() => Float, { description: 'How much meeting it adds: above 0, at most 1,000,000, with up to 6 decimals.' })
  weight: number;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether nobody is a client who does not meet it, whatever the score; false unless given.',
  })
  required: boolean;
}

@InputType({
  description: 'What makes a client: criteria with weights, and the score from which on a paying account is one.',
})
export class PolicyInput {
  @Field(() => String, {
    description: 'What the policy is called, up to 200 characters, for example "Long and personal".',
  })
  name: string;

  @Field(() => [CriterionInput], { description: 'What is asked: 1 to 16 criteria.' })
  criteria: CriterionInput[];

  @Field(() => Float, {
    description:
      'The score, 0 to 1, from which on a paying account is a client: weight of the criteria met / of all. For example 0.5.',
  })
  clientScore: number;

  @Field(() => Int, {
    defaultValue: 30,
    description: 'A pause in paying of up to so many days, 0 to 3,650, does not break tenure; 30 unless given.',
  })
  gapDays: number;

  @Field(() => Int, {
    defaultValue: 90,
    description: 'For so many days, 0 to 3,650, a one-off purchase makes an account a customer; 90 unless given.',
  })
  purchaseDays: number;
}

@InputType({ description: 'A policy to publish as the next version.' })
export class PolicyPublishInput {
  @Field(() => PolicyInput, { description: 'The policy.' })
  policy: PolicyInput;

  @Field(() => Int, {
    description:
      'The latest version that you have seen: if somebody published another one since, nothing is published (CONFLICT).',
  })
  expectedVersion: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'From when on it judges, in the past or future; now unless given. The past is judged anew.',
  })
  effectiveFrom?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
