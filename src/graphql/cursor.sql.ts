import { statement } from '../database/statement.js';

export const selectCursorSecret = statement<{ cursorSecret: string }>(
  'selectCursorSecret',
  `SELECT cursor_secret AS "cursorSecret" FROM workspace WHERE id = $1`,
);
