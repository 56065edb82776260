import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('plan')
export class PlanEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'external_id', nullable: true })
  externalId: string | null;

  @Column('text')
  name: string;

  @Column('integer')
  rank: number;

  /** -infinity: from the beginning. */
  @Column('timestamptz', { name: 'offered_from' })
  offeredFrom: Date;

  /** infinity: indefinitely. */
  @Column('timestamptz', { name: 'offered_until' })
  offeredUntil: Date;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}
