import { statement } from '../database/statement.js';

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
