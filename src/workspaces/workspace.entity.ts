import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('workspace')
export class WorkspaceEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'currency_code' })
  currencyCode: string;

  @Column('text', { name: 'time_zone' })
  timeZone: string;

  /** The made-up client base of the first start; its name and data may be renewed. */
  @Column('boolean', { name: 'is_demo' })
  isDemo: boolean;

  /** Counts the changes of policies and plans, so that a writer knows when its copy of them is old. */
  @Column('integer')
  revision: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
