import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Records that something was erased, when, by which key and how much, without identifying what was erased. */
@Entity('erasure')
export class ErasureEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: 'ACCOUNT';

  @Column('timestamptz', { name: 'erased_at' })
  erasedAt: Date;

  @Column('uuid', { name: 'api_key_id', nullable: true })
  apiKeyId: string | null;

  @Column('integer')
  subscriptions: number;

  @Column('integer')
  phases: number;

  @Column('integer')
  interactions: number;

  @Column('integer')
  changes: number;
}
