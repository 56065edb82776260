import { Field, ObjectType } from 'type-graphql';
import { connectionOf } from '../graphql/connection.js';
import { Node } from '../graphql/node.js';
import { DateTime, JSONObject } from '../graphql/scalars.js';
import type { RelationshipNowRow, RevenueNow } from '../derivation/account-now.sql.js';
import type { AccountRow } from './account.sql.js';

@ObjectType({
  implements: Node,
  description:
    'A company or person that you sell to, or would like to. `relationship` tells whether it is a customer or a client.',
})
export class Account extends Node {
  readonly nodeKind = 'Account';
  readonly uuid: string;
  readonly successManagerId: string | null;
  readonly policyVersion: number;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the account, unique in the workspace, for example `crm-4711`; null if not set.',
  })
  externalId: string | null;

  @Field(() => String, { description: 'Name, for example "Acme Ltd"; up to 200 characters.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Internet domain, for example `acme.example`; null if not set.',
  })
  domain: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The outcome that the account wants, in its own words, for example "Close the books in two days"; up to 2,000 characters. Null if not set.',
  })
  desiredOutcome: string | null;

  @Field(() => JSONObject, {
    description:
      'Any other data that you keep about the account, exactly as recorded, for example `{"segment": "mid-market"}`; `{}` if there is none. At most 16 KiB.',
  })
  attributes: Record<string, unknown>;

  @Field(() => DateTime, { description: 'When the account was first recorded.' })
  createdAt: number;

  @Field(() => DateTime, {
    description:
      'When the fields of the account itself last changed; changes to its subscriptions and interactions do not count. Pass it as `expectedUpdatedAt` to detect concurrent changes.',
  })
  updatedAt: number;

  constructor(
    row: AccountRow,
    /** Current relationship and revenue, if the statement that read the account also read them. */
    readonly storedRelationship: RelationshipNowRow | null = null,
    readonly revenue: RevenueNow | null = null,
    /** Whether the account has been erased, and is returned only to a repeated mutation. It has no history any more. */
    readonly isErased = false,
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
