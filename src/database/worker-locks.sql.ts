/**
 * Makes PostgreSQL end the session, and so release the locks, of a process that is frozen or whose machine is gone:
 * after 15 s without a statement or without a response to keepalives.
 */
export const LIMIT_SESSION = `SET idle_session_timeout = '15s'; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2;
  SET tcp_keepalives_count = 5; SET tcp_user_timeout = '15s'`;

/**
 * $1: the lock class; $2: worker ids. The locks are shared, so that a new session does not have to wait until
 * PostgreSQL notices that the old one is gone.
 */
export const LOCK_WORKERS = 'SELECT pg_advisory_lock_shared($1::int, hashtext(id)) FROM unnest($2::text[]) AS id';

export interface LockedRow {
  kind: 'jobs' | 'job_queues';
  id: string;
  workerId: string;
  lockedAt: string;
  isLive: boolean;
}

/**
 * Selects the jobs and queues that graphile-worker has locked, and whether their workers are alive. The worker that
 * holds a queue runs one of its jobs. If that job is gone, another worker took it over and completed it, and the
 * queue's lock is stale.
 */
export const SELECT_LOCKED = `
  WITH live AS (
    SELECT objid FROM pg_locks
    WHERE locktype = 'advisory' AND classid = $1::int::oid AND objsubid = 2
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  ), locked AS (
    SELECT 'jobs' AS kind, id, locked_by, locked_at, true AS has_job
    FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
    UNION ALL
    SELECT 'job_queues', q.id, q.locked_by, q.locked_at,
      EXISTS (SELECT FROM graphile_worker._private_jobs j WHERE j.job_queue_id = q.id AND j.locked_by = q.locked_by)
    FROM graphile_worker._private_job_queues q WHERE q.locked_by IS NOT NULL
  )
  SELECT kind, id, locked_by AS "workerId", locked_at::text AS "lockedAt",
    has_job AND hashtext(locked_by)::oid IN (SELECT objid FROM live) AS "isLive"
  FROM locked`;

/**
 * Unlocks a row unless it was locked again after it was read. The attempt still counts, as with graphile-worker's
 * `force_unlock_workers`, so a job that kills every process that runs it stops once its attempts are used up.
 */
export const unlock = (kind: LockedRow['kind']): string =>
  `UPDATE graphile_worker._private_${kind} SET locked_by = NULL, locked_at = NULL
   WHERE id = $1 AND locked_by = $2 AND locked_at = $3::timestamptz`;
