import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RelationshipType } from '../classification/timeline.js';

/** Derived: how an account stands now, and all that lists filter and order by. */
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

  /** The criteria met, bit i for the i-th one of the policy of `policyVersion`. */
  @Column('integer', { name: 'criteria_met' })
  criteriaMet: number;

  @Column('boolean', { name: 'is_borderline' })
  isBorderline: boolean;

  @Column('bigint', { name: 'mrr_minor' })
  mrrMinor: number;

  /** infinity where nothing is paid. */
  @Column('timestamptz', { name: 'paying_since' })
  payingSince: Date;

  /** The highest-ranked plan with a paid subscription in force. */
  @Column('uuid', { name: 'plan_id', nullable: true })
  planId: string | null;

  @Column('timestamptz', { name: 'last_interaction_at', nullable: true })
  lastInteractionAt: Date | null;

  /** When the type turns next; infinity: never. */
  @Column('timestamptz', { name: 'next_type_at' })
  nextTypeAt: Date;

  /** The instant that this row was computed for. */
  @Column('timestamptz', { name: 'computed_at' })
  computedAt: Date;

  /** From here on the row is due to be computed anew; infinity: time alone changes nothing. */
  @Column('timestamptz', { name: 'valid_until' })
  validUntil: Date;

  @Column('text', { name: 'external_id', nullable: true })
  externalId: string | null;

  /** The domain as lists compare it: lower case, without accents. */
  @Column('text', { name: 'domain_folded', nullable: true })
  domainFolded: string | null;

  /** The policy in force, of those that judge the account. */
  @Column('integer', { name: 'policy_version' })
  policyVersion: number;

  /** Until when it is a client, even if contact goes on; infinity: for ever, and for whoever is none. */
  @Column('timestamptz', { name: 'client_until' })
  clientUntil: Date;

  /** Since when it has been of its type without a break; -infinity: since ever. */
  @Column('timestamptz', { name: 'type_since' })
  typeSince: Date;

  /** What it is from `nextTypeAt` on, and until when; null where that never comes. */
  @Column('text', { name: 'next_type', nullable: true })
  nextType: RelationshipType | null;

  @Column('timestamptz', { name: 'next_type_to', nullable: true })
  nextTypeTo: Date | null;

  /** The policy that is in force at `nextTypeAt`. */
  @Column('integer', { name: 'next_policy_version', nullable: true })
  nextPolicyVersion: number | null;

  /** What evidence under the policy of `policyVersion` is read from, as JSON; null where that is not kept yet. */
  @Column('text', { nullable: true })
  evidence: string | null;

  /** From here on it no longer holds, as it says itself; not later than `validUntil`; -infinity where none is kept. */
  @Column('timestamptz', { name: 'evidence_until' })
  evidenceUntil: Date;
}
