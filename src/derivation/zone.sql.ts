import { statement } from '../database/statement.js';
import type { ClockChanges } from '../classification/calendar.js';

/** The time zone of a workspace, at a revision. */
export interface ZoneRow {
  revision: number;
  timeZone: string;
  /** Null if a server of an earlier version created the workspace. */
  clockChanges: ClockChanges | null;
}

export const selectZone = statement<ZoneRow>(
  'selectZone',
  `SELECT revision, time_zone AS "timeZone", clock_changes AS "clockChanges" FROM workspace WHERE id = $1`,
);
