import { statement } from '../database/statement.js';

/** Locks an account against everybody, those too who only refer to it: nothing more is recorded of it. */
export const lockAccountToErase = statement<{ id: string }>(
  'lockAccountToErase',
  `SELECT id FROM account WHERE workspace_id = $1 AND id = $2::uuid FOR UPDATE`,
);

/** Erases an account with all that belongs to it, and notes that this was done. */
export const eraseAccount = statement(
  'eraseAccount',
  `WITH gone AS (
     DELETE FROM account WHERE workspace_id = $1 AND id = $2::uuid RETURNING id
   )
   INSERT INTO erasure
   SELECT $1::uuid, $3::uuid, 'ACCOUNT', $4::timestamptz, $5::uuid,
          (SELECT count(*) FROM subscription WHERE workspace_id = $1 AND account_id = $2::uuid),
          (SELECT count(*) FROM subscription_phase WHERE workspace_id = $1 AND account_id = $2::uuid),
          (SELECT count(*) FROM interaction WHERE workspace_id = $1 AND account_id = $2::uuid),
          (SELECT count(*) FROM relationship_change WHERE workspace_id = $1 AND account_id = $2::uuid)
   FROM gone`,
);
