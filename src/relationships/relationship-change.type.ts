import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { Cause } from '../classification/sentences.js';
import type { RelationshipType } from '../classification/timeline.js';
import { connectionOf } from '../graphql/connection.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import type { RelationshipChangeRow } from './relationship-change.sql.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';

registerEnumType(ChangeCause, {
  name: 'ChangeCause',
  description: 'Cause of a relationship change.',
  valuesConfig: {
    FIRST_SEEN: {
      description:
        'The change had taken place before the account was recorded, and became known with its first records, for example in the first import, at most 7 days after the account was recorded. Exclude it to get only changes that are news.',
    },
    RECORD: { description: 'Something was recorded, changed or deleted.' },
    TIME: { description: 'Only time passed, for example until a tenure was reached or a cancellation took effect.' },
    POLICY: { description: 'A policy was published, or plans changed.' },
  },
});

@ObjectType({
  implements: Node,
  description:
    "An announced change of the type of an account's relationship. Changes form an append-only log, from which entries are removed only when their account is deleted or merged into another account. For each account, the type of one change is the previous type of the next. Unless a recorded cancellation causes it, a change to FORMER_CUSTOMER or FORMER_CLIENT is announced only after one day in the workspace's time zone, because a subscription that begins within that day continues the relationship. `Relationship.type` changes immediately.",
})
export class RelationshipChange extends Node {
  readonly nodeKind = 'RelationshipChange';
  readonly uuid: string;
  readonly accountId: string;
  readonly policyVersion: number;

  @Field(() => RelationshipTypeEnum, {
    description: 'Type before the change, as last announced; PROSPECT if nothing was announced before.',
  })
  previousType: RelationshipType;

  @Field(() => RelationshipTypeEnum, { description: 'Type after the change.' })
  type: RelationshipType;

  @Field(() => DateTime, {
    description: 'When the change took effect; earlier than `announcedAt` if it became known later.',
  })
  at: Instant;

  @Field(() => DateTime, {
    description:
      'When the change was announced. Changes of one transaction share this instant; later transactions have a later one, by at least a millisecond, even if server clocks differ.',
  })
  announcedAt: Instant;

  @Field(() => ChangeCause, { description: 'Cause of the change.' })
  cause: Cause;

  constructor({ id, ...row }: RelationshipChangeRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
  }
}

export const RelationshipChangeConnection = connectionOf('RelationshipChange', () => RelationshipChange);
