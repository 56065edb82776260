import { Field, ID, InputType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { DateTime } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { Role } from '../graphql/role.js';

@InputType({ description: 'An API key to create.' })
export class ApiKeyCreateInput {
  @Field(() => String, {
    description: 'The purpose of the key, for example `"Billing import"`. At most 200 characters.',
  })
  name: string;

  @Field(() => Role, { description: 'What the key may do. Give each program the lowest role that it needs.' })
  role: Role;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the key expires. Must be in the future. Default: never.',
  })
  expiresAt?: Instant | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}

@InputType({ description: 'An API key to revoke.' })
export class ApiKeyRevokeInput {
  @Field(() => ID, { description: 'The global id of the key, for example `key_01h455vb4pex5vsknk084sn02q`.' })
  id: string;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
