import type { TaskList } from 'graphile-worker';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../config/clock.js';
import { Caller, JOB_TIMEOUTS, poolFor } from '../database/cancellation.js';
import { poolOf } from '../database/pool.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import { deleteExpiredRecords } from '../idempotency/idempotency.service.js';
import { refreshDueWorkspaces } from '../derivation/due-accounts.service.js';
import { rollOut } from '../derivation/rollout.service.js';

const RolloutPayload = z.object({ workspaceId: z.uuid() });

/** Makes the tasks of the job queue. */
export function makeTasks(dataSource: DataSource, clock: Clock): TaskList {
  const pool = poolFor(new Caller(), poolOf(dataSource), JOB_TIMEOUTS);
  return {
    rollOut: (payload) => rollOut(new WorkspaceScope(pool, RolloutPayload.parse(payload).workspaceId, clock())),
    refreshDue: () => refreshDueWorkspaces(pool, clock()),
    deleteExpiredRecords: () => deleteExpiredRecords(pool, clock()),
  };
}

/**
 * The job key keeps a second job from being queued while one waits or runs. Two attempts are allowed because an attempt
 * counts even if its process was killed.
 */
export const CRONTAB = `* * * * * refreshDue ?max=2&jobKey=refreshDue
7 * * * * deleteExpiredRecords ?max=2&jobKey=deleteExpiredRecords`;
