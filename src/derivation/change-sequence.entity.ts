import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The instant of the latest announcement of a workspace. A transaction that announces locks the row until it commits. */
@Entity('announcement_clock')
export class ChangeSequenceEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @Column('timestamptz', { name: 'announced_at' })
  announcedAt: Date;
}
