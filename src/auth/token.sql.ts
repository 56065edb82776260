import { statement } from '../database/statement.js';

export const selectWorkspaceExists = statement<{ id: string }>(
  'selectWorkspaceExists',
  `SELECT id FROM workspace WHERE id = $1`,
);
