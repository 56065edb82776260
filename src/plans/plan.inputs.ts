import { Field, ID, InputType, Int } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { referenceTo } from '../graphql/reference.js';
import { DateTime } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { referenceComparatorOf } from '../graphql/filters.js';

export const PlanBy = referenceTo('PlanBy', 'Plan');
export const PlanComparator = referenceComparatorOf('Plan', () => PlanBy);

@InputType({
  description:
    'A plan to create or update: found by id or externalId, created where neither is known. A field left out stays as it is, null clears it.',
})
export class PlanUpsertInput {
  @Field(() => ID, { nullable: true, description: 'Global id of an existing plan.' })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id, unique in the workspace, up to 200 characters. Without id: finds the plan, or creates it.',
  })
  externalId?: string | null;

  @Field(() => String, { nullable: true, description: 'Name, up to 200 characters; required for a new plan.' })
  name?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The order of plans, 0 to 1,000,000: the higher, the more it offers. Required for a new plan; another rank judges every account anew.',
  })
  rank?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'From when on it is sold; null: since ever. A new plan: from now on, unless given.',
  })
  offeredFrom?: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when it is sold, after `offeredFrom`; null: for ever, which is also what a new plan gets.',
  })
  offeredUntil?: Instant | null;

  @ExpectedUpdatedAt('plan')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
