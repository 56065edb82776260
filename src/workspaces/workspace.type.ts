import { Field, ObjectType } from 'type-graphql';
import { Node } from '../graphql/node.js';
import { CurrencyCode, DateTime } from '../graphql/scalars.js';
import { Role } from '../graphql/role.js';
import { ApiKey } from '../auth/api-key.type.js';
import type { WorkspaceRow } from './workspace.sql.js';

@ObjectType({
  implements: Node,
  description: 'A company and its client base. Workspaces share no data.',
})
export class Workspace extends Node {
  readonly nodeKind = 'Workspace';
  readonly uuid: string;

  @Field(() => String, { description: 'The name, for example "Acme Software".' })
  name: string;

  @Field(() => CurrencyCode, {
    description:
      'The currency of all figures of the workspace, for example `USD`. Amounts in other currencies are converted at the recorded `exchangeRates`.',
  })
  currencyCode: string;

  @Field(() => String, {
    description:
      'The IANA time zone, for example `Europe/Berlin`, in which months, billing periods, commitments, tenure and days are counted and metric intervals start. Only the operator of the server can change it; every account is then derived again. Instants are always written in UTC.',
  })
  timeZone: string;

  @Field(() => DateTime, { description: 'When the workspace was created.' })
  createdAt: number;

  constructor({ id, ...row }: WorkspaceRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
  }
}

@ObjectType({ description: 'The authenticated caller.' })
export class Viewer {
  @Field(() => Workspace, { description: 'The workspace of the key or token.' })
  workspace: Workspace;

  @Field(() => Role, { description: 'What the caller may do, for example `READER`.' })
  role: Role;

  @Field(() => ApiKey, { nullable: true, description: 'The API key of the request. Null if it used a token.' })
  key: ApiKey | null;
}
