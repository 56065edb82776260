import { Field, ObjectType } from 'type-graphql';
import { Node } from '../graphql/node.js';
import { CurrencyCode, DateTime } from '../graphql/scalars.js';
import { Role } from '../graphql/role.js';
import { ApiKey } from '../auth/api-key.type.js';
import type { WorkspaceRow } from './workspace.sql.js';

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

@ObjectType({ description: 'Who asks, and where.' })
export class Viewer {
  @Field(() => Workspace, { description: 'The workspace that the key or token opens.' })
  workspace: Workspace;

  @Field(() => Role, { description: 'What the asker may do, for example `READER`.' })
  role: Role;

  @Field(() => ApiKey, { nullable: true, description: 'The key that was given; null where it was a token.' })
  key: ApiKey | null;
}
