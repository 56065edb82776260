import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Criterion } from '../classification/policy.js';

/** Immutable once published, except that `exchangeRates` gets currencies that had no rate before. */
@Entity('policy')
export class PolicyEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('integer')
  version: number;

  @Column('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('jsonb')
  criteria: readonly Criterion[];

  @Column('double precision', { name: 'client_score' })
  clientScore: number;

  @Column('integer', { name: 'gap_days' })
  gapDays: number;

  @Column('integer', { name: 'purchase_days' })
  purchaseDays: number;

  /**
   * Decimals by currency code: the value of one unit in the workspace's currency when the policy was published, or when the
   * currency's first rate was recorded.
   */
  @Column('jsonb', { name: 'exchange_rates' })
  exchangeRates: Readonly<Record<string, string>>;

  /** -infinity: from the beginning. */
  @Column('timestamptz', { name: 'effective_from' })
  effectiveFrom: Date;

  @Column('timestamptz', { name: 'published_at' })
  publishedAt: Date;

  @Column('text', { name: 'published_by' })
  publishedBy: string;
}
