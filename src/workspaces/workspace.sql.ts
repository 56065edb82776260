import { statement } from '../database/statement.js';
import type { ClockChanges } from '../classification/calendar.js';

export interface WorkspaceRow {
  id: string;
  name: string;
  currencyCode: string;
  timeZone: string;
  createdAt: number;
}

export const selectWorkspace = statement<WorkspaceRow>(
  'selectWorkspace',
  `SELECT id, name, currency_code AS "currencyCode", time_zone AS "timeZone", created_at AS "createdAt"
   FROM workspace WHERE id = $1`,
);

/** The columns of a workspace that can be changed. */
export interface StoredWorkspaceRow {
  name: string;
  timeZone: string;
  clockChanges: ClockChanges | null;
}

export const selectStoredWorkspace = statement<StoredWorkspaceRow>(
  'selectStoredWorkspace',
  `SELECT name, time_zone AS "timeZone", clock_changes AS "clockChanges" FROM workspace WHERE id = $1`,
);

export const storeWorkspace = statement(
  'storeWorkspace',
  `UPDATE workspace SET name = $2::text, time_zone = $3::text, clock_changes = $4::jsonb WHERE id = $1`,
);
