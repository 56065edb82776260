import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Derived: the ends of the agreed terms of an account's subscriptions up to the instant at which the account was derived,
 * and the next one of each subscription.
 */
@Entity('account_renewal')
export class AccountRenewalEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('uuid', { name: 'subscription_id' })
  subscriptionId: string;

  /** The instant from which the renewal is decided: `at`, or earlier if the term was replaced or given up early. */
  @PrimaryColumn('timestamptz', { name: 'decided_from' })
  decidedFrom: Date;

  /** The end of the term. */
  @Column('timestamptz')
  at: Date;

  @Column('integer', { name: 'term_months' })
  termMonths: number;

  /** The price of one more term, in minor units of `currencyCode`, less the discounts that are still in effect when it begins. */
  @Column('bigint', { name: 'amount_minor' })
  amountMinor: number;

  /** A month of `amountMinor`, also while the subscription is paused. */
  @Column('bigint', { name: 'mrr_minor' })
  mrrMinor: number;

  /** Whether a recorded cancellation takes effect at or before the end. */
  @Column('boolean', { name: 'is_canceled' })
  isCanceled: boolean;

  /** infinity if it is not renewed. */
  @Column('timestamptz', { name: 'renewed_at' })
  renewedAt: Date;

  /** The currency of the amounts, which are kept as those of periods; null for the workspace's. */
  @Column('text', { name: 'currency_code', nullable: true })
  currencyCode: string | null;

  /** The last instant to give notice: `at` less the days of notice, in local days; null if none are agreed. */
  @Column('timestamptz', { name: 'notice_by', nullable: true })
  noticeBy: Date | null;

  /** From when on it can no longer be renewed; infinity if it is renewed or open. */
  @Column('timestamptz', { name: 'lapsed_at' })
  lapsedAt: Date;
}
