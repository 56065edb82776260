import { Field, InputType } from 'type-graphql';
import { AccountBy } from '../accounts/account.inputs.js';
import type { Instant } from '../classification/calendar.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import type { Reference } from '../graphql/reference.js';
import { DateTime } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { MoneyInput } from '../money/money.type.js';

@InputType({ description: 'An amount that an account was charged for usage.' })
export class UsageDetailsInput {
  @Field(() => String, {
    description:
      'Your own id, unique among usage records, up to 200 characters, for example `invoice-981-line-3`. Sending it again updates the record instead of counting twice.',
  })
  externalId: string;

  @Field(() => DateTime, {
    description: 'When the usage was charged, in the past or future, for example `2026-03-31T00:00:00Z`.',
  })
  at: Instant;

  @Field(() => MoneyInput, {
    description:
      'The amount charged, 0 or more, for example `{ amount: "30.00", currencyCode: "USD" }`. A currency other than the workspace\'s needs an exchange rate.',
  })
  amount: MoneyInput;

  @ExpectedUpdatedAt('usage record')
  expectedUpdatedAt?: Instant | null;
}

@InputType({ description: 'A usage record to create or update, identified by externalId.' })
export class UsageRecordInput extends UsageDetailsInput {
  @Field(() => AccountBy, {
    description: 'The account that was charged, for example `{ externalId: "crm-4711" }`. It cannot change later.',
  })
  account: Reference;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
