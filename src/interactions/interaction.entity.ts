import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Initiative, InteractionKind } from '../classification/history.js';

@Entity('interaction')
export class InteractionEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('text', { name: 'external_id', nullable: true })
  externalId: string | null;

  @Column('text')
  kind: InteractionKind;

  @Column('boolean')
  personalized: boolean;

  @Column('text')
  initiative: Initiative;

  @Column('smallint', { name: 'sentiment_hundredths', nullable: true })
  sentimentHundredths: number | null;

  @Column('bigint', { name: 'amount_minor', nullable: true })
  amountMinor: number | null;

  @Column('integer', { name: 'effort_minutes', nullable: true })
  effortMinutes: number | null;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt: Date;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  @Column('uuid', { name: 'member_id', nullable: true })
  memberId: string | null;

  @Column('text', { nullable: true })
  note: string | null;
}
