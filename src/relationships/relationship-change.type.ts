import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { transitionSentence, type Cause } from '../classification/sentences.js';
import type { RelationshipType } from '../classification/timeline.js';
import { connectionOf } from '../graphql/connection.js';
import { Node } from '../graphql/node.js';
import { DateTime } from '../graphql/scalars.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import type { RelationshipChangeRow } from './relationship-change.sql.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';

registerEnumType(ChangeCause, {
  name: 'ChangeCause',
  description: "What turned an account's relationship.",
  valuesConfig: {
    RECORD: { description: 'Something was recorded, changed or deleted.' },
    TIME: { description: 'Time alone, as a tenure that is reached or a cancellation that falls due.' },
    POLICY: { description: 'A policy was published, or plans changed.' },
  },
});

@ObjectType({
  implements: Node,
  description:
    "One announced turn of an account's relationship: of a log that only the deletion of an account shortens. Of each account, the type of one is the previous type of the next.",
})
export class RelationshipChange extends Node {
  readonly nodeKind = 'RelationshipChange';
  readonly uuid: string;
  readonly accountId: string;
  readonly policyVersion: number;

  @Field(() => RelationshipTypeEnum, { description: 'What the account was announced as before; PROSPECT at first.' })
  previousType: RelationshipType;

  @Field(() => RelationshipTypeEnum, { description: 'What it turned into.' })
  type: RelationshipType;

  @Field(() => DateTime, { description: 'When that came true; in the past where it became known later.' })
  at: Instant;

  @Field(() => DateTime, {
    description:
      'When it was announced. What is announced later carries a later instant, a millisecond at least, even if clocks differ; what one transaction announced carries the same.',
  })
  announcedAt: Instant;

  @Field(() => ChangeCause, { description: 'What turned it.' })
  cause: Cause;

  @Field(() => String, {
    description: 'One English sentence: "Became a client on 15 June 2026, by time alone; was a customer before."',
  })
  get summary(): string {
    return transitionSentence(this);
  }

  constructor({ id, ...row }: RelationshipChangeRow) {
    super();
    this.uuid = id;
    Object.assign(this, row);
  }
}

export const RelationshipChangeConnection = connectionOf('RelationshipChange', () => RelationshipChange);
