import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RelationshipType } from '../classification/timeline.js';

/** Cause of a relationship change. The table stores all but FIRST_SEEN, which is a RECORD with `isFirstSeen`. */
export enum ChangeCause {
  FIRST_SEEN = 'FIRST_SEEN',
  RECORD = 'RECORD',
  TIME = 'TIME',
  POLICY = 'POLICY',
}

/** An announced relationship change. The table is an append-only log: rows are removed only when their account is erased or merged into another account. */
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

  /** When the change took effect. */
  @Column('timestamptz')
  at: Date;

  @Column('timestamptz', { name: 'announced_at' })
  announcedAt: Date;

  @Column('text')
  cause: ChangeCause;

  /** Whether the change had taken place before its account was recorded, and became known with it. */
  @Column('boolean', { name: 'is_first_seen' })
  isFirstSeen: boolean;

  /** FIRST_SEEN or `cause`: the cause that the API shows and filters by. The database generates it. */
  @Column({ type: 'text', name: 'shown_cause', insert: false, update: false, select: false })
  shownCause: ChangeCause;

  @Column('integer', { name: 'policy_version' })
  policyVersion: number;
}
