import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A change of policies or plans on its way to every account. */
@Entity('rollout')
export class RolloutEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  /** The workspace's revision that the change made. */
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
