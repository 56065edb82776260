import { Field, ObjectType } from 'type-graphql';
import { connectionOf } from '../graphql/connection.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import type { MemberRow } from './member.sql.js';

@ObjectType({
  implements: Node,
  description: 'A person on your team: a success manager, or somebody who takes part in interactions.',
})
export class Member extends Node {
  readonly nodeKind = 'Member';
  readonly uuid: string;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the member, unique in the workspace, for example `mia`; null if not set.',
  })
  externalId: string | null;

  @Field(() => String, { description: 'Full name, up to 200 characters, for example "Mia Okonedo".' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Business e-mail address, for example `mia@vendor.example`; null if not set.',
  })
  email: string | null;

  @Field(() => DateTime, {
    description: 'When the member last changed. Pass it as `expectedUpdatedAt` to detect concurrent changes.',
  })
  updatedAt: number;

  constructor({ id, ...row }: MemberRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
  }
}

export const MemberConnection = connectionOf('Member', () => Member);
