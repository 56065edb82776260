import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The kinds of records that have identities. */
export const IDENTIFIED_KINDS = ['ACCOUNT', 'SUBSCRIPTION', 'INTERACTION', 'PLAN', 'MEMBER'] as const;
export type IdentifiedKind = (typeof IDENTIFIED_KINDS)[number];

/**
 * The id that another system has for a record. Exactly one of the columns of records is set, that of the kind. An identity
 * belongs to one record of a kind.
 */
@Entity('record_identity')
export class RecordIdentityEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('text')
  kind: IdentifiedKind;

  /** The other system, such as `stripe`. */
  @PrimaryColumn('text')
  source: string;

  @PrimaryColumn('text', { name: 'external_id' })
  externalId: string;

  @Column('uuid', { name: 'account_id', nullable: true })
  accountId: string | null;

  @Column('uuid', { name: 'subscription_id', nullable: true })
  subscriptionId: string | null;

  @Column('uuid', { name: 'interaction_id', nullable: true })
  interactionId: string | null;

  @Column('uuid', { name: 'plan_id', nullable: true })
  planId: string | null;

  @Column('uuid', { name: 'member_id', nullable: true })
  memberId: string | null;
}
