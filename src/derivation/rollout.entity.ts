import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A change of policies, plans or the time zone that is applied to every account in the background. */
@Entity('rollout')
export class RolloutEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  /** The workspace revision that the change created. */
  @PrimaryColumn('integer')
  revision: number;

  /** The latest policy at that revision. */
  @Column('integer', { name: 'policy_version' })
  policyVersion: number;

  @Column('timestamptz', { name: 'begun_at' })
  begunAt: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
