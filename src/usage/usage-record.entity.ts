import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An amount that an account was charged for usage. */
@Entity('usage_record')
export class UsageRecordEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'external_id' })
  externalId: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('timestamptz', { name: 'used_at' })
  at: Date;

  @Column('bigint', { name: 'amount_minor' })
  amountMinor: number;

  /** null for the workspace's currency. */
  @Column('text', { name: 'currency_code', nullable: true })
  currencyCode: string | null;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}
