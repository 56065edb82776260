import { Field, ID, InputType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { referenceTo } from '../graphql/reference.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { NameComparator, referenceComparatorOf } from '../graphql/filters.js';

export const MemberBy = referenceTo('MemberBy', 'Member');
export const MemberComparator = referenceComparatorOf('Member', () => MemberBy);

@InputType({
  description:
    'A member to create or update: found by id or externalId, created where neither is known. A field left out stays as it is, null clears it.',
})
export class MemberUpsertInput {
  @Field(() => ID, { nullable: true, description: 'Global id of an existing member.' })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id, unique in the workspace, up to 200 characters. Without id: finds the member, or creates it.',
  })
  externalId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Full name, up to 200 characters; required for a new member.',
  })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Business e-mail address, up to 254 characters.' })
  email?: string | null;

  @ExpectedUpdatedAt('member')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Which members to list; what is given must all hold.' })
export class MemberFilter {
  @Field(() => NameComparator, {
    nullable: true,
    description: 'The name. For example, as somebody types it, `{ startsWith: "mi" }`.',
  })
  name?: NameComparator | null;
}
