import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RelationshipType } from '../classification/timeline.js';

/**
 * Derived: the periods of the relationship of an account. They cover all of time, including the future, without gaps or
 * overlaps, and contain exactly what the kernel computes from the facts.
 */
@Entity('account_period')
export class AccountPeriodEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  /** -infinity for the first period. */
  @PrimaryColumn('timestamptz', { name: 'from_at' })
  from: Date;

  /** infinity for the last period. */
  @Column('timestamptz', { name: 'to_at' })
  to: Date;

  @Column('text')
  type: RelationshipType;

  /**
   * In minor units of the workspace's currency or, if `currencyCode` is another one, in ten-thousandths of its minor unit
   * (`PARTS_PER_MINOR`), as all amounts of a period.
   */
  @Column('bigint', { name: 'mrr_minor' })
  mrrMinor: number;

  @Column('bigint', { name: 'paused_mrr_minor' })
  pausedMrrMinor: number;

  @Column('timestamptz', { name: 'paying_since', nullable: true })
  payingSince: Date | null;

  @Column('integer', { name: 'policy_version' })
  policyVersion: number;

  /** The type of the previous period, so that movements can be read from single rows; null for the first period. */
  @Column('text', { name: 'type_before', nullable: true })
  typeBefore: RelationshipType | null;

  @Column('bigint', { name: 'mrr_before' })
  mrrBefore: number;

  @Column('bigint', { name: 'paused_before' })
  pausedBefore: number;

  /** The first instant with recurring revenue; null if there was none by the start of this period. */
  @Column('timestamptz', { name: 'first_paid_at', nullable: true })
  firstPaidAt: Date | null;

  /** Whether a paid phase was in force just before; null if a server of an earlier version wrote the row. */
  @Column('boolean', { name: 'paying_before', nullable: true })
  payingBefore: boolean | null;

  /** Whether what was in force until this period ended by a recorded cancellation. */
  @Column('boolean', { name: 'is_after_cancellation' })
  isAfterCancellation: boolean;

  /** The currency of the amounts; null for the workspace's, and where there are none. */
  @Column('text', { name: 'currency_code', nullable: true })
  currencyCode: string | null;

  /** The currency of `mrrBefore` and `pausedBefore`. */
  @Column('text', { name: 'currency_before', nullable: true })
  currencyBefore: string | null;
}
