import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import { Role } from './api-key.entity.js';
import type { ApiKeyRow } from './api-key.sql.js';

registerEnumType(Role, {
  name: 'Role',
  description: 'What a key or token may do. Each role may also do what the ones before it may.',
  valuesConfig: {
    READER: { description: 'Reads everything in the workspace, and changes nothing.' },
    WRITER: {
      description:
        'Also records and changes accounts, members, subscriptions and interactions, and imports; deletes none.',
    },
    ADMIN: { description: 'Also deletes, and manages plans, policies and keys.' },
  },
});

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
