import { Field, ID, InputType, Int } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { Identities, RemoveIdentities, type RecordIdentity } from '../graphql/record-identity.js';
import { referenceTo } from '../graphql/reference.js';
import { DateTime } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { referenceComparatorOf } from '../graphql/filters.js';

export const PlanBy = referenceTo('PlanBy', 'Plan', 'business');
export const PlanComparator = referenceComparatorOf('Plan', () => PlanBy);

@InputType({
  description:
    'A plan to create or update. `id`, `externalId` or one of the `identities` selects an existing plan. If none of them is recorded, a plan is created; an unknown `id` is an error (NOT_FOUND). If they select different plans, the input is refused (CONFLICT). Omitted fields keep their value; null clears optional fields.',
})
export class PlanUpsertInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Global id of an existing plan, `plan_…`. Omit it to create a plan.',
  })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id, unique in the workspace, up to 200 characters, for example `business`. Without `id`, it selects the plan or creates it.',
  })
  externalId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name, up to 200 characters, for example "Business". Required for a new plan.',
  })
  name?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Rank among the plans, 0 to 1,000,000, for example 3; a higher rank offers more. Required for a new plan. A different rank re-evaluates every account.',
  })
  rank?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the plan is first offered; null: from the beginning. Default for a new plan: now.',
  })
  offeredFrom?: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the plan stops being offered, after `offeredFrom`; null: indefinitely. Default for a new plan: indefinitely.',
  })
  offeredUntil?: Instant | null;

  @Identities('plan')
  identities?: RecordIdentity[] | null;

  @RemoveIdentities('plan')
  removeIdentities?: RecordIdentity[] | null;

  @ExpectedUpdatedAt('plan')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
