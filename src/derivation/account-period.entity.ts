import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RelationshipType } from '../classification/timeline.js';

/**
 * Derived: the stretches of an account's relationship. They tile time, future ones included, and are what the kernel
 * makes of the facts, no more.
 */
@Entity('account_period')
export class AccountPeriodEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  /** -infinity for the first one. */
  @PrimaryColumn('timestamptz', { name: 'from_at' })
  from: Date;

  /** infinity for the last one. */
  @Column('timestamptz', { name: 'to_at' })
  to: Date;

  @Column('text')
  type: RelationshipType;

  @Column('bigint', { name: 'mrr_minor' })
  mrrMinor: number;

  @Column('bigint', { name: 'paused_mrr_minor' })
  pausedMrrMinor: number;

  @Column('timestamptz', { name: 'paying_since', nullable: true })
  payingSince: Date | null;

  @Column('integer', { name: 'policy_version' })
  policyVersion: number;

  /** What the period before this one was, so that movements are read from single rows; null for the first one. */
  @Column('text', { name: 'type_before', nullable: true })
  typeBefore: RelationshipType | null;

  @Column('bigint', { name: 'mrr_before' })
  mrrBefore: number;

  @Column('bigint', { name: 'paused_before' })
  pausedBefore: number;

  /** When the account first paid, if it had by the start of this period. */
  @Column('timestamptz', { name: 'first_paid_at', nullable: true })
  firstPaidAt: Date | null;
}
