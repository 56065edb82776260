import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../graphql/node.js';
import { CurrencyCode, DateTime } from '../graphql/scalars.js';
import { Role } from './api-key.entity.js';
import type { WorkspaceRow } from './workspace.sql.js';

registerEnumType(Role, {
  name: 'Role',
  description: 'What a key may do. Each role may also do what the ones before it may.',
  valuesConfig: {
    READER: { description: 'Reads everything in the workspace, and changes nothing.' },
    WRITER: { description: 'Also records accounts, subscriptions and interactions, and imports.' },
    ADMIN: { description: 'Also publishes policies, and manages what everybody else relies on.' },
  },
});

@ObjectType({
  implements: Node,
  description: 'One company with its client base; nothing is shared between workspaces.',
})
export class Workspace extends Node {
  readonly nodeKind = 'Workspace';
  readonly uuid: string;

  @Field(() => String, { description: 'Its name, for example "Acme Software".' })
  name: string;

  @Field(() => CurrencyCode, {
    description: 'The one currency that all amounts in it have, for example `USD`; another one is refused.',
  })
  currencyCode: string;

  @Field(() => String, {
    description:
      'IANA time zone in which its dates and metric intervals are meant, for example `Europe/Berlin`. Instants are always UTC.',
  })
  timeZone: string;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt: number;

  constructor({ id, ...row }: WorkspaceRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
  }
}

@ObjectType({ implements: Node, description: 'A key to the API. Its secret is shown once, when it is made.' })
export class ApiKey extends Node {
  readonly nodeKind = 'ApiKey';
  readonly uuid: string;

  @Field(() => String, { description: 'What the key is for, for example "Nightly import".' })
  name: string;

  @Field(() => Role, { description: 'What it may do.' })
  role: Role;

  constructor(key: { id: string; name: string; role: Role }) {
    super();
    this.uuid = key.id;
    this.name = key.name;
    this.role = key.role;
  }
}

@ObjectType({ description: 'Who asks, and where.' })
export class Viewer {
  @Field(() => Workspace, { description: 'The workspace that the key opens.' })
  workspace: Workspace;

  @Field(() => Role, { description: 'What the asker may do, for example `READER`.' })
  role: Role;

  @Field(() => ApiKey, { nullable: true, description: 'The key that was given.' })
  key: ApiKey | null;
}
