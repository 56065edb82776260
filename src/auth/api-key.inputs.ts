import { Field, ID, InputType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { DateTime } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { Role } from '../graphql/role.js';

@InputType({ description: 'A key to make.' })
export class ApiKeyCreateInput {
  @Field(() => String, { description: 'What the key is for, up to 200 characters, for example `"Billing import"`.' })
  name: string;

  @Field(() => Role, { description: 'What it may do. Give each program the least that it needs.' })
  role: Role;

  @Field(() => DateTime, {
    nullable: true,
    description: 'From when on it opens nothing, in the future; it does not expire unless given.',
  })
  expiresAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Revokes a key.' })
export class ApiKeyRevokeInput {
  @Field(() => ID, { description: 'The global id of the key, `key_…`.' })
  id: string;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
