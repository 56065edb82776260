import { statement } from '../database/statement.js';
import { Table } from '../database/table.js';
import { factStatement } from '../database/fact-statement.js';
import { RolloutEntity } from './rollout.entity.js';

const ROLLOUTS = new Table(RolloutEntity);

/** Serializes changes of policies, plans and the time zone with each other, and with the creation of accounts. */
export const lockRulesForChange = statement<{ revision: number }>(
  'lockRulesForChange',
  `SELECT revision FROM workspace WHERE id = $1 FOR NO KEY UPDATE`,
);

/** Records a change of the rules and its pending rollout, in the transaction that makes the change. */
export const beginRollout = statement<{ revision: number }>(
  'beginRollout',
  `WITH raised AS (
     UPDATE workspace SET revision = revision + 1 WHERE id = $1 RETURNING revision
   )
   ${ROLLOUTS.insert(
     {
       workspaceId: '$1::uuid',
       revision: 'raised.revision',
       policyVersion: '(SELECT max(p.version) FROM policy p WHERE p.workspace_id = $1)',
       begunAt: '$2::timestamptz',
       finishedAt: 'NULL',
     },
     'raised',
   )} RETURNING revision`,
);

/**
 * Enqueues the rollout, which starts on a free node once the transaction commits. At most one job per workspace is
 * queued. The function adds the job with the privileges of its owner: migrations/1764000200000-look-past-workspaces.ts.
 */
export const enqueueRollout = statement('enqueueRollout', `SELECT enqueue_rollout($1::uuid)`);

export interface RolloutRow {
  policyVersion: number;
  revision: number;
  finishedAt: number | null;
  accountsDone: number;
  accountsTotal: number;
}

/** Selects the progress of the first rollout of each policy. Counts accounts only for unfinished rollouts. */
export const selectRollouts = statement<RolloutRow>(
  'selectRollouts',
  `SELECT r.policy_version AS "policyVersion", r.revision, r.finished_at AS "finishedAt",
          CASE WHEN r.finished_at IS NULL THEN done.count ELSE total.count END AS "accountsDone",
          total.count AS "accountsTotal"
   FROM (
     SELECT DISTINCT ON (policy_version) policy_version, revision, finished_at FROM rollout
     WHERE workspace_id = $1 AND policy_version = ANY ($2::int[]) ORDER BY policy_version, revision
   ) r
   CROSS JOIN (SELECT count(*) AS count FROM account WHERE workspace_id = $1) total
   CROSS JOIN LATERAL (
     SELECT count(*) AS count FROM account a
     WHERE a.workspace_id = $1 AND r.finished_at IS NULL AND a.rules_revision >= r.revision
   ) done`,
);

/** Selects accounts to which the revision has not been rolled out, oldest revision first. */
export const selectAccountsToRollOut = statement<{ id: string }>(
  'selectAccountsToRollOut',
  `SELECT id FROM account WHERE workspace_id = $1 AND rules_revision < $2::int
   ORDER BY rules_revision, id LIMIT $3::int`,
);

export const selectRevision = statement<{ revision: number }>(
  'selectRevision',
  `SELECT revision FROM workspace WHERE id = $1`,
);

/** Applies every published policy to the accounts. A concurrent rollout may have applied a later revision. */
export const markRolledOut = factStatement(
  'markRolledOut',
  `UPDATE account SET rules_revision = greatest(rules_revision, $3::int),
     policy_version = (SELECT max(p.version) FROM policy p WHERE p.workspace_id = $1)
   WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
);

export const finishRollouts = statement(
  'finishRollouts',
  `UPDATE rollout SET finished_at = $3::timestamptz
   WHERE workspace_id = $1 AND revision <= $2::int AND finished_at IS NULL`,
);
