import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import { Role } from '../graphql/role.js';
import type { ApiKeyRow } from './api-key.sql.js';

@ObjectType({ implements: Node, description: 'An API key. Its secret is returned only once, when the key is created.' })
export class ApiKey extends Node {
  readonly nodeKind = 'ApiKey';
  readonly uuid: string;

  @Field(() => String, { description: 'The purpose of the key, for example `"Billing import"`.' })
  name: string;

  @Field(() => Role, { description: 'What the key may do.' })
  role: Role;

  @Field(() => DateTime, { description: 'When the key was created.' })
  createdAt: Instant;

  @Field(() => DateTime, { nullable: true, description: 'When the key expires. Null if it does not expire.' })
  expiresAt: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'When the key was revoked. Null if it was not revoked.' })
  revokedAt: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the key was last used, accurate to about a minute. Null if it was never used.',
  })
  lastUsedAt: Instant | null;

  constructor({ id, ...row }: ApiKeyRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
  }
}
