import { Field, ID, InputType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { Identities, RemoveIdentities, type RecordIdentity } from '../graphql/record-identity.js';
import { referenceTo, type Reference } from '../graphql/reference.js';
import { JSONObject } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { MemberBy } from '../members/member.inputs.js';

/** How attributes are merged, as a part of descriptions. */
export const MERGED =
  'The input is merged into the recorded object key by key (RFC 7396): null removes a key, nested objects are merged, and lists and other values are replaced. The limit applies to the input and to the result. Null instead of an object removes all keys.';

export const AccountBy = referenceTo('AccountBy', 'Account', 'crm-4711');

@InputType({
  description:
    'An account to create or update. `id`, `externalId` or one of the `identities` selects an existing account. If none of them is recorded, an account is created; an unknown `id` is an error (NOT_FOUND). If they select different accounts, the input is refused (CONFLICT). Omitted fields keep their value; null clears optional fields.',
})
export class AccountUpsertInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Global id of an existing account, `acct_…`. Omit it to create an account.',
  })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id, unique in the workspace, up to 200 characters, for example `crm-4711`. Without `id`, it selects the account or creates it.',
  })
  externalId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name, up to 200 characters, for example "Acme Ltd". Required for a new account.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Internet domain, up to 253 characters, for example `acme.example`.',
  })
  domain?: string | null;

  @Field(() => MemberBy, {
    nullable: true,
    description: 'Success manager of the account, for example `{ externalId: "mia" }`; null for none.',
  })
  successManager?: Reference | null;

  @Field(() => String, {
    nullable: true,
    description: 'The outcome that the account wants, in its own words, up to 2,000 characters.',
  })
  desiredOutcome?: string | null;

  @Field(() => JSONObject, {
    nullable: true,
    description: `Any other data that you keep about the account, for example \`{"segment": "mid-market"}\`, at most 16 KiB. ${MERGED} Default for a new account: \`{}\`.`,
  })
  attributes?: Record<string, unknown> | null;

  @Identities('account')
  identities?: RecordIdentity[] | null;

  @RemoveIdentities('account')
  removeIdentities?: RecordIdentity[] | null;

  @ExpectedUpdatedAt('account')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Assigns or removes the success manager of an account.' })
export class SuccessManagerAssignInput {
  @Field(() => AccountBy, { description: 'The account, for example `{ externalId: "crm-4711" }`.' })
  account: Reference;

  @Field(() => MemberBy, {
    nullable: true,
    description:
      'The new success manager, for example `{ externalId: "mia" }`. Required; null removes the current one.',
  })
  member?: Reference | null;

  @ExpectedUpdatedAt('account')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
