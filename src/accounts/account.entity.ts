import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('account')
export class AccountEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'external_id', nullable: true })
  externalId: string | null;

  @Column('text')
  name: string;

  /** The name as database/folding.ts folds it. Servers of the previous version derive accounts from it. */
  @Column('text', { name: 'name_folded' })
  nameFolded: string;

  @Column('text', { nullable: true })
  domain: string | null;

  @Column('uuid', { name: 'success_manager_id', nullable: true })
  successManagerId: string | null;

  @Column('text', { name: 'desired_outcome', nullable: true })
  desiredOutcome: string | null;

  @Column('jsonb')
  attributes: Record<string, unknown>;

  /** The latest policy version that has been applied to the account; a rollout raises it. */
  @Column('integer', { name: 'policy_version' })
  policyVersion: number;

  /** The workspace revision that was last rolled out to the account. */
  @Column('integer', { name: 'rules_revision' })
  rulesRevision: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}
