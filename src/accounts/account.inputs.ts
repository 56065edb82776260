import { Field, ID, InputType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { referenceTo, type Reference } from '../graphql/reference.js';
import { JSONObject } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { MemberBy } from '../members/member.inputs.js';

export const AccountBy = referenceTo('AccountBy', 'Account');

@InputType({
  description:
    'An account to create or update: found by id or externalId, created where neither is known. A field left out stays as it is, null clears it.',
})
export class AccountUpsertInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Global id of an existing account, `acct_…`; left out for a new one.',
  })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id, unique in the workspace, up to 200 characters, for example `crm-4711`. Without `id` it finds the account, or creates it.',
  })
  externalId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name, up to 200 characters, for example "Acme Ltd"; required for a new account.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Internet domain, up to 253 characters, for example `acme.example`.',
  })
  domain?: string | null;

  @Field(() => MemberBy, {
    nullable: true,
    description: 'Its success manager, for example `{ externalId: "mia" }`; null for none.',
  })
  successManager?: Reference | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the account wants to achieve, in its own words, up to 2,000 characters.',
  })
  desiredOutcome?: string | null;

  @Field(() => JSONObject, {
    nullable: true,
    description:
      'Whatever else you keep, for example `{"segment": "mid-market"}`; replaced as a whole. 16 KiB at most, `{}` for a new account.',
  })
  attributes?: Record<string, unknown> | null;

  @ExpectedUpdatedAt('account')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Who looks after an account from now on.' })
export class SuccessManagerAssignInput {
  @Field(() => AccountBy, { description: 'The account, for example `{ externalId: "crm-4711" }`.' })
  account: Reference;

  @Field(() => MemberBy, { nullable: true, description: 'Its success manager; null for none. One must be given.' })
  member?: Reference | null;

  @ExpectedUpdatedAt('account')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
