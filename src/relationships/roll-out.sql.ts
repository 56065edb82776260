import { statement } from '../database/statement.js';

/** Accounts that the revision has not been rolled out to, locked; oldest revision first. */
export const lockAccountsToRollOut = statement<{ id: string }>(
  'lockAccountsToRollOut',
  `SELECT id FROM account WHERE workspace_id = $1 AND rules_revision < $2::int
   ORDER BY rules_revision, id LIMIT $3::int FOR NO KEY UPDATE`,
);

export const selectRevision = statement<{ revision: number }>(
  'selectRevision',
  `SELECT revision FROM workspace WHERE id = $1`,
);

/** From now on every policy there is judges the accounts. */
export const markRolledOut = statement(
  'markRolledOut',
  `UPDATE account SET rules_revision = $3::int,
     policy_version = (SELECT max(p.version) FROM policy p WHERE p.workspace_id = $1)
   WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
);

export const finishRollouts = statement(
  'finishRollouts',
  `UPDATE rollout SET finished_at = $3::timestamptz
   WHERE workspace_id = $1 AND revision <= $2::int AND finished_at IS NULL`,
);
