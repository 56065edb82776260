import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The types of records that have identities, with how they are stored and named in messages. */
export const KINDS = {
  Account: { stored: 'ACCOUNT', property: 'accountId', article: 'an', noun: 'account' },
  AccountSubscription: { stored: 'SUBSCRIPTION', property: 'subscriptionId', article: 'a', noun: 'subscription' },
  Interaction: { stored: 'INTERACTION', property: 'interactionId', article: 'an', noun: 'interaction' },
  Plan: { stored: 'PLAN', property: 'planId', article: 'a', noun: 'plan' },
  Member: { stored: 'MEMBER', property: 'memberId', article: 'a', noun: 'member' },
} as const;

export type IdentifiedKind = keyof typeof KINDS;
export type StoredKind = (typeof KINDS)[IdentifiedKind]['stored'];

/**
 * The id that another system has for a record. Of the columns `…Id`, exactly the one of the kind is set. An identity belongs
 * to one record of each kind.
 */
@Entity('record_identity')
export class RecordIdentityEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('text')
  kind: StoredKind;

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
