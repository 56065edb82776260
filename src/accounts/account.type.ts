import { Field, ObjectType } from 'type-graphql';
import { connectionOf } from '../graphql/connection.js';
import { Node } from '../graphql/node.js';
import { DateTime, JSONObject } from '../graphql/scalars.js';
import type { AccountRow } from './account.sql.js';

@ObjectType({ implements: Node, description: 'A company or person that the business deals with, or would like to.' })
export class Account extends Node {
  readonly nodeKind = 'Account';
  readonly uuid: string;
  readonly successManagerId: string | null;
  readonly policyVersion: number;

  @Field(() => String, { nullable: true, description: 'Your own id for the account, unique in the workspace.' })
  externalId: string | null;

  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Its internet domain, for example `acme.example`.' })
  domain: string | null;

  @Field(() => String, { nullable: true, description: 'What it wants to achieve, in its own words.' })
  desiredOutcome: string | null;

  @Field(() => JSONObject, { description: 'Whatever else you keep of it.' })
  attributes: Record<string, unknown>;

  @Field(() => DateTime, { description: 'When it was recorded.' })
  createdAt: number;

  @Field(() => DateTime, { description: 'When its own fields last changed. Give it as `expectedUpdatedAt`.' })
  updatedAt: number;

  constructor({ id, ...row }: AccountRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
  }
}

export const AccountConnection = connectionOf('Account', () => Account);
