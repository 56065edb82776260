import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody on our side: a success manager, or whoever took part in an interaction. */
@Entity('member')
export class MemberEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'external_id', nullable: true })
  externalId: string | null;

  @Column('text')
  name: string;

  /** The name as lists order by it: lower case, without accents. */
  @Column('text', { name: 'name_folded' })
  nameFolded: string;

  @Column('text', { nullable: true })
  email: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}
