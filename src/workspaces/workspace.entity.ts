import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('workspace')
export class WorkspaceEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'currency_code' })
  currencyCode: string;

  /**
   * Digits after the decimal point of its amounts, fixed when it is created. Null if a server of a version that did not
   * store them created it.
   */
  @Column('integer', { name: 'currency_digits', nullable: true })
  currencyDigits: number | null;

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
