import { Field, ObjectType } from 'type-graphql';
import { connectionOf } from '../graphql/connection.js';
import { Node } from '../graphql/node.js';
import { DateTime, JSONObject } from '../graphql/scalars.js';
import type { RelationshipNowRow, RevenueNow } from '../derivation/account-now.sql.js';
import type { AccountRow } from './account.sql.js';

@ObjectType({
  implements: Node,
  description:
    'A company or person that the business deals with, or would like to. What it is to the business, customer or client, is `relationship`.',
})
export class Account extends Node {
  readonly nodeKind = 'Account';
  readonly uuid: string;
  readonly successManagerId: string | null;
  readonly policyVersion: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the account, unique in the workspace, for example `crm-4711`; null where you gave none.',
  })
  externalId: string | null;

  @Field(() => String, { description: 'Its name, for example "Acme Ltd"; up to 200 characters.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its internet domain, for example `acme.example`; null where none was recorded.',
  })
  domain: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What it wants to achieve, in its own words, for example "Close the books in two days"; up to 2,000 characters.',
  })
  desiredOutcome: string | null;

  @Field(() => JSONObject, {
    description:
      'Whatever else you keep of it, as you gave it, for example `{"segment": "mid-market"}`; `{}` where you gave nothing. 16 KiB at most.',
  })
  attributes: Record<string, unknown>;

  @Field(() => DateTime, { description: 'When it was recorded first.' })
  createdAt: number;

  @Field(() => DateTime, {
    description:
      'When its own fields last changed; what is recorded of its subscriptions and interactions does not count. Give it as `expectedUpdatedAt` to change only what you saw.',
  })
  updatedAt: number;

  constructor(
    row: AccountRow,
    /** How it stands now, and what it brings in, where that was read along with it. */
    readonly standing: RelationshipNowRow | null = null,
    readonly revenue: RevenueNow | null = null,
  ) {
    super();
    this.uuid = row.id;
    this.successManagerId = row.successManagerId;
    this.policyVersion = row.policyVersion;
    this.externalId = row.externalId;
    this.name = row.name;
    this.domain = row.domain;
    this.desiredOutcome = row.desiredOutcome;
    this.attributes = row.attributes;
    this.createdAt = row.createdAt;
    this.updatedAt = row.updatedAt;
  }
}

export const AccountConnection = connectionOf('Account', () => Account);
