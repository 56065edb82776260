import { statement } from '../database/statement.js';

/** Makes changes of policies and plans wait for each other, and for accounts that are being created. */
export const lockRulesForChange = statement<{ revision: number }>(
  'lockRulesForChange',
  `SELECT revision FROM workspace WHERE id = $1 FOR NO KEY UPDATE`,
);

/** Notes a change and how far it is to be rolled out, in the transaction that makes it. */
export const beginRollout = statement<{ revision: number }>(
  'beginRollout',
  `WITH raised AS (
     UPDATE workspace SET revision = revision + 1 WHERE id = $1 RETURNING revision
   )
   INSERT INTO rollout
   SELECT $1::uuid, raised.revision, (SELECT max(p.version) FROM policy p WHERE p.workspace_id = $1), $2::timestamptz, NULL
   FROM raised RETURNING revision`,
);

/** Asks for the rollout; it begins when the transaction commits, on whichever node is free. One job a workspace waits at most. */
export const enqueueRollout = statement('enqueueRollout', `SELECT enqueue_rollout($1::uuid)`);

export interface RolloutRow {
  policyVersion: number;
  revision: number;
  finishedAt: number | null;
  accountsDone: number;
  accountsTotal: number;
}

/** How far the first rollout of each policy is. Accounts are counted only for those under way. */
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
