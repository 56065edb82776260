import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person on the team: a success manager, or somebody who takes part in interactions. */
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

  /** The name that lists filter and order by, as database/folding.ts folds it. */
  @Column('text', { name: 'name_folded' })
  nameFolded: string;

  @Column('text', { nullable: true })
  email: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}
