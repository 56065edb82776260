import { Field, ID, InputType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { Identities, RemoveIdentities, type RecordIdentity } from '../graphql/record-identity.js';
import { referenceTo } from '../graphql/reference.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { NameComparator, referenceComparatorOf } from '../graphql/filters.js';

export const MemberBy = referenceTo('MemberBy', 'Member', 'mia');
export const MemberComparator = referenceComparatorOf('Member', () => MemberBy);

@InputType({
  description:
    'A member to create or update. `id`, `externalId` or one of the `identities` selects an existing member. If none of them is recorded, a member is created; an unknown `id` is an error (NOT_FOUND). If they select different members, the input is refused (CONFLICT). Omitted fields keep their value; null clears optional fields.',
})
export class MemberUpsertInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Global id of an existing member, `mem_…`. Omit it to create a member.',
  })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id, unique in the workspace, up to 200 characters, for example `mia`. Without `id`, it selects the member or creates it.',
  })
  externalId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Full name, up to 200 characters, for example "Mia Okonedo". Required for a new member.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Business e-mail address, up to 254 characters, for example `mia@vendor.example`.',
  })
  email?: string | null;

  @Identities('member')
  identities?: RecordIdentity[] | null;

  @RemoveIdentities('member')
  removeIdentities?: RecordIdentity[] | null;

  @ExpectedUpdatedAt('member')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Filters members. All given conditions must match.' })
export class MemberFilter {
  @Field(() => NameComparator, {
    nullable: true,
    description: 'Full name. For example, to search while a user types: `{ startsWith: "mi" }`.',
  })
  name?: NameComparator | null;
}
