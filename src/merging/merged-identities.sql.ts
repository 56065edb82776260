import { factStatement } from '../database/fact-statement.js';
import { statement } from '../database/statement.js';

/** Counts the identities of the accounts $2. */
export const countIdentities = statement<{ count: number }>(
  'countIdentitiesToMerge',
  `SELECT count(*) AS count FROM record_identity WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])`,
);

/** Moves the identities of the account $2 to the account $3. */
export const moveIdentities = factStatement(
  'moveIdentities',
  `UPDATE record_identity SET account_id = $3::uuid WHERE workspace_id = $1 AND account_id = $2::uuid`,
);
