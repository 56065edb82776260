import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The instant of a workspace's latest announcement. Whoever announces holds the row until it commits. */
@Entity('announcement_clock')
export class ChangeSequenceEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @Column('timestamptz', { name: 'announced_at' })
  announcedAt: Date;
}
