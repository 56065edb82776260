import { ACCOUNT_COLUMNS, type AccountRow } from '../accounts/account.sql.js';
import { factStatement } from '../database/fact-statement.js';
import { statement } from '../database/statement.js';
import { NEXT_UPDATED_AT } from '../database/table.js';

/**
 * Reads accounts and locks them against all writers, including inserts of rows that refer to them. Locks them in the order
 * of their ids, like every lock of accounts, to prevent deadlocks.
 */
export const lockAccountsToMerge = statement<AccountRow>(
  'lockAccountsToMerge',
  `SELECT ${ACCOUNT_COLUMNS.all} FROM account a WHERE a.workspace_id = $1 AND a.id = ANY ($2::uuid[])
   ORDER BY a.id FOR UPDATE`,
);

// The statements below move the records of the account $2 to the account $4.

export const moveSubscriptions = factStatement(
  'moveSubscriptions',
  `WITH phases AS (
     UPDATE subscription_phase SET account_id = $4::uuid WHERE workspace_id = $1 AND account_id = $2::uuid
   )
   UPDATE subscription t SET account_id = $4::uuid, updated_at = ${NEXT_UPDATED_AT}
   WHERE workspace_id = $1 AND account_id = $2::uuid`,
);

export const moveInteractions = factStatement(
  'moveInteractions',
  `UPDATE interaction t SET account_id = $4::uuid, updated_at = ${NEXT_UPDATED_AT}
   WHERE workspace_id = $1 AND account_id = $2::uuid`,
);

/** Locks the records in the order of their externalIds, like every lock of usage records, to prevent deadlocks. */
export const moveUsage = factStatement(
  'moveUsage',
  `WITH moved AS (
     SELECT id FROM usage_record WHERE workspace_id = $1 AND account_id = $2::uuid
     ORDER BY external_id FOR NO KEY UPDATE
   )
   UPDATE usage_record t SET account_id = $4::uuid, updated_at = ${NEXT_UPDATED_AT}
   FROM moved WHERE t.workspace_id = $1 AND t.id = moved.id`,
);

/** Removes an account. Foreign keys delete the rows that still refer to it: derived rows and announced changes. */
export const removeAccount = factStatement(
  'removeAccount',
  `DELETE FROM account WHERE workspace_id = $1 AND id = $2::uuid`,
);
