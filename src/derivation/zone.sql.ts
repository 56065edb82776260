import { statement } from '../database/statement.js';

/** The time zone of a workspace, at a revision. */
export interface ZoneRow {
  revision: number;
  timeZone: string;
  /** In the form of `ClockChanges`; null if a server of an earlier version created the workspace. */
  clockChanges: [start: number | null, offsetMs: number][] | null;
}

export const selectZone = statement<ZoneRow>(
  'selectZone',
  `SELECT revision, time_zone AS "timeZone", clock_changes AS "clockChanges" FROM workspace WHERE id = $1`,
);
