import { Field, InputType } from 'type-graphql';
import { AccountBy } from '../accounts/account.inputs.js';
import type { Instant } from '../classification/calendar.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import type { Reference } from '../graphql/reference.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';

@InputType({ description: 'The two accounts to merge.' })
export class AccountMergeInput {
  @Field(() => AccountBy, {
    description: 'The account that is removed, for example `{ externalId: "crm-4712" }`. Its records move to `into`.',
  })
  from: Reference;

  @Field(() => AccountBy, {
    description: 'The account that remains, for example `{ externalId: "crm-4711" }`. It must differ from `from`.',
  })
  into: Reference;

  @ExpectedUpdatedAt('account `into`')
  expectedUpdatedAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
