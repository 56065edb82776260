import { Field, ObjectType } from 'type-graphql';
import { connectionOf } from '../graphql/connection.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import type { MemberRow } from './member.sql.js';

@ObjectType({
  implements: Node,
  description: 'Somebody on our side: a success manager, or whoever took part in an interaction.',
})
export class Member extends Node {
  readonly nodeKind = 'Member';
  readonly uuid: string;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the member, unique in the workspace, for example `mia`; null where you gave none.',
  })
  externalId: string | null;

  @Field(() => String, { description: 'Full name, for example "Mia Okonedo".' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Business e-mail address, for example `mia@vendor.example`; null where none was recorded.',
  })
  email: string | null;

  @Field(() => DateTime, { description: 'When it was last changed. Give it as `expectedUpdatedAt`.' })
  updatedAt: number;

  constructor({ id, ...row }: MemberRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
  }
}

export const MemberConnection = connectionOf('Member', () => Member);
