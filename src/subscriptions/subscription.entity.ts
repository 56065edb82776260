import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The state of a subscription is not stored: it derives from the phases. */
@Entity('subscription')
export class SubscriptionEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('text', { name: 'external_id', nullable: true })
  externalId: string | null;

  /** The reason of the withdrawal or of the last cancellation; repeated from the phase, so that lists filter by it. */
  @Column('text', { name: 'churn_reason', nullable: true })
  churnReason: string | null;

  /** When the subscription was canceled before it began; its phases are in force at no instant. */
  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt: Date | null;

  /** The discounts, oldest first (`StoredDiscount`); null if there is none. */
  @Column('jsonb', { nullable: true })
  discounts: object[] | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}
