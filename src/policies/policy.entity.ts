import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Criterion } from '../classification/policy.js';

/** Immutable once published. */
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

  /** The exchange rates at publication, as decimals by currency code: one unit in the workspace's currency. */
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
