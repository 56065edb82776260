import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BillingIntervalMonths, PhaseStatus } from '../classification/history.js';

/** An interval [from, to) during which nothing about a subscription changes. It may be empty: from = to. */
@Entity('subscription_phase')
export class SubscriptionPhaseEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid', { name: 'subscription_id' })
  subscriptionId: string;

  @PrimaryColumn('timestamptz', { name: 'from_at' })
  from: Date;

  /** infinity while the phase renews automatically. */
  @PrimaryColumn('timestamptz', { name: 'to_at' })
  to: Date;

  /** Repeated from the subscription, so that the history of an account is one index range. */
  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('uuid', { name: 'plan_id' })
  planId: string;

  @Column('text')
  status: PhaseStatus;

  @Column('integer')
  quantity: number;

  @Column('bigint', { name: 'unit_price_minor' })
  unitPriceMinor: number;

  @Column('smallint', { name: 'interval_months' })
  intervalMonths: BillingIntervalMonths;

  @Column('smallint', { name: 'term_months' })
  termMonths: number;

  @Column('boolean')
  tailored: boolean;

  /** The fields that were set at the start, even to the value before; null for those that differ from it. */
  @Column('jsonb', { name: 'set_fields', nullable: true })
  setFields: string[] | null;

  /** The cancellation that ends the phase, with what it set aside; null if the end is not a cancellation. */
  @Column('jsonb', { nullable: true })
  cancellation: object | null;

  /** Repeated from the subscription, so that histories are read without it. */
  @Column('boolean', { name: 'is_withdrawn' })
  isWithdrawn: boolean;

  /**
   * Everything that is sold (`StoredItem`), the BASE item first; null if the columns describe it: one plan, a whole quantity, a
   * price in minor units, an interval of 1, 3 or 12 months. Otherwise quantity, price and interval are the nearest values that
   * servers of earlier versions can read.
   */
  @Column('jsonb', { nullable: true })
  items: object[] | null;

  /** The currency of the prices; null for the workspace's. */
  @Column('text', { name: 'currency_code', nullable: true })
  currencyCode: string | null;

  /** Repeated from the subscription, so that histories are read without it. */
  @Column('jsonb', { nullable: true })
  discounts: object[] | null;

  /** How many days before the end of a term its renewal must be declined; null if no notice is agreed. */
  @Column('smallint', { name: 'notice_days', nullable: true })
  noticeDays: number | null;

  /** Whether a term renews unless it is declined. */
  @Column('boolean', { name: 'auto_renews' })
  autoRenews: boolean;

  /** The end of a phase that would have none, because its term does not renew automatically; null for all others. */
  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt: Date | null;
}
