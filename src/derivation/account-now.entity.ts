import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RelationshipType } from '../classification/timeline.js';

/** Derived: the current state of an account, with all columns that lists filter and order by. */
@Entity('account_now')
export class AccountNowEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @Column('text', { name: 'name_folded' })
  nameFolded: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('uuid', { name: 'success_manager_id', nullable: true })
  successManagerId: string | null;

  @Column('text')
  type: RelationshipType;

  @Column('double precision')
  score: number;

  /** Bit set of the criteria met: bit i is the i-th criterion of the policy of `policyVersion`. */
  @Column('integer', { name: 'criteria_met' })
  criteriaMet: number;

  @Column('boolean', { name: 'is_borderline' })
  isBorderline: boolean;

  /** In the workspace's currency, converted at the applied rate of the account's currency. */
  @Column('bigint', { name: 'mrr_minor' })
  mrrMinor: number;

  /** The account's currency; null for the workspace's. */
  @Column('text', { name: 'currency_code', nullable: true })
  currencyCode: string | null;

  /** The recurring revenue in ten-thousandths of the minor unit of `currencyCode` (`PARTS_PER_MINOR`); null if that is null. */
  @Column('bigint', { name: 'native_mrr_minor', nullable: true })
  nativeMrrMinor: number | null;

  /** The revision of the applied rate of `currencyCode` with which `mrrMinor` was converted; null if that is null. */
  @Column('integer', { name: 'rates_revision', nullable: true })
  ratesRevision: number | null;

  /** infinity if nothing is paid. */
  @Column('timestamptz', { name: 'paying_since' })
  payingSince: Date;

  /** The highest-ranked plan with a paid subscription in force. */
  @Column('uuid', { name: 'plan_id', nullable: true })
  planId: string | null;

  @Column('timestamptz', { name: 'last_interaction_at', nullable: true })
  lastInteractionAt: Date | null;

  /** When the type changes next; infinity: never. */
  @Column('timestamptz', { name: 'next_type_at' })
  nextTypeAt: Date;

  /** The instant that this row was computed for. */
  @Column('timestamptz', { name: 'computed_at' })
  computedAt: Date;

  /** When the row must be recomputed; infinity: only a new record or rule changes it. */
  @Column('timestamptz', { name: 'valid_until' })
  validUntil: Date;

  @Column('text', { name: 'external_id', nullable: true })
  externalId: string | null;

  /** The domain that lists compare, as database/folding.ts folds it. */
  @Column('text', { name: 'domain_folded', nullable: true })
  domainFolded: string | null;

  /** The policy in force, among the versions that have been applied to the account. */
  @Column('integer', { name: 'policy_version' })
  policyVersion: number;

  /** When the account stops being a client even if contact continues; infinity: never, or not a client. */
  @Column('timestamptz', { name: 'client_until' })
  clientUntil: Date;

  /** Start of the uninterrupted time with this type; -infinity: from the beginning. */
  @Column('timestamptz', { name: 'type_since' })
  typeSince: Date;

  /** The type from `nextTypeAt` to `nextTypeTo`; both null if the type never changes. */
  @Column('text', { name: 'next_type', nullable: true })
  nextType: RelationshipType | null;

  @Column('timestamptz', { name: 'next_type_to', nullable: true })
  nextTypeTo: Date | null;

  /** The policy in force at `nextTypeAt`. */
  @Column('integer', { name: 'next_policy_version', nullable: true })
  nextPolicyVersion: number | null;

  /** The findings that evidence under the policy of `policyVersion` is built from, as JSON; null if not stored yet. */
  @Column('text', { nullable: true })
  evidence: string | null;

  /** When `evidence` expires, not later than `validUntil`; -infinity if none is stored. */
  @Column('timestamptz', { name: 'evidence_until' })
  evidenceUntil: Date;

  /**
   * Equal to `computedAt` if the rows were derived with the rules of continuity. Servers of earlier versions do not know
   * the column, so after they derive an account it is null or differs, and the account is derived again.
   */
  @Column('timestamptz', { name: 'continuous_at', nullable: true })
  continuousAt: Date | null;

  /**
   * Equal to `computedAt` if the account has items, discounts or a currency that servers of earlier versions do not know; null
   * for all others. After such a server derives the account it differs, and the account is derived again.
   */
  @Column('timestamptz', { name: 'billed_at', nullable: true })
  billedAt: Date | null;

  /**
   * When `type` may be announced; null if it may be announced already. Servers of earlier versions do not update the column;
   * at worst, the account is derived once without need.
   */
  @Column('timestamptz', { name: 'announce_at', nullable: true })
  announceAt: Date | null;
}
