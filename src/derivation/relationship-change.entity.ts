import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RelationshipType } from '../classification/timeline.js';

/** What turned an account's relationship: something recorded, time alone, or a policy. */
export enum ChangeCause {
  RECORD = 'RECORD',
  TIME = 'TIME',
  POLICY = 'POLICY',
}

/** An announced turn of an account's relationship: a log that only erasure shortens. */
@Entity('relationship_change')
export class RelationshipChangeEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('text', { name: 'previous_type' })
  previousType: RelationshipType;

  @Column('text')
  type: RelationshipType;

  /** When it came true. */
  @Column('timestamptz')
  at: Date;

  @Column('timestamptz', { name: 'announced_at' })
  announcedAt: Date;

  @Column('text')
  cause: ChangeCause;

  @Column('integer', { name: 'policy_version' })
  policyVersion: number;
}
