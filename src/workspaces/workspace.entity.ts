import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ClockChanges } from '../classification/calendar.js';

@Entity('workspace')
export class WorkspaceEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'currency_code' })
  currencyCode: string;

  /**
   * Number of digits after the decimal point of amounts, fixed at creation. Null if the workspace was created by a
   * version that did not store it.
   */
  @Column('integer', { name: 'currency_digits', nullable: true })
  currencyDigits: number | null;

  @Column('text', { name: 'time_zone' })
  timeZone: string;

  /**
   * The instants at which clocks change, as milliseconds since 1970 (the first is null, the beginning of time), with the
   * offset of local time from UTC in ms from each on. Null if a server of an earlier version created the workspace.
   */
  @Column('jsonb', { name: 'clock_changes', nullable: true, select: false })
  clockChanges: ClockChanges | null;

  /** Whether this is the generated demo workspace, which `clientele demo` replaces. */
  @Column('boolean', { name: 'is_demo' })
  isDemo: boolean;

  /** From which the keys that encrypt cursors are derived. The database generates it. */
  @Column({ type: 'uuid', name: 'cursor_secret', insert: false, update: false, select: false })
  cursorSecret: string;

  /** Counts changes of policies, plans and the time zone, so that a writer detects that its copy of them is outdated. */
  @Column('integer')
  revision: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
