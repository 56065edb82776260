import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import { Role } from '../graphql/role.js';
import type { ApiKeyRow } from './api-key.sql.js';

@ObjectType({ implements: Node, description: 'A key to the API. Its secret is shown once, when it is made.' })
export class ApiKey extends Node {
  readonly nodeKind = 'ApiKey';
  readonly uuid: string;

  @Field(() => String, { description: 'What the key is for, for example `"Billing import"`.' })
  name: string;

  @Field(() => Role, { description: 'What it may do.' })
  role: Role;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt: Instant;

  @Field(() => DateTime, { nullable: true, description: 'From when on it opens nothing; null: it does not expire.' })
  expiresAt: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null where it was not.' })
  revokedAt: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was used last, up to a minute or so behind; null where it never was.',
  })
  lastUsedAt: Instant | null;

  constructor({ id, ...row }: ApiKeyRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
  }
}
