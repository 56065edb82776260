import type { JobHelpers, Task, TaskList } from 'graphile-worker';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Instant } from '../classification/calendar.js';
import type { Clock } from '../config/clock.js';
import { Caller, JOB_TIMEOUTS, poolFor } from '../database/cancellation.js';
import { poolOf } from '../database/pool.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import { encodeId } from '../graphql/ids.js';
import { deleteExpiredRecords, findWorkspacesWithExpiredRecords } from '../idempotency/idempotency.service.js';
import { deriveAgain, findWorkspacesToDeriveAgain } from '../derivation/derive-again.service.js';
import { findWorkspacesToRefresh, refreshWorkspace } from '../derivation/due-accounts.service.js';
import { rollOut } from '../derivation/rollout.service.js';

const WorkspacePayload = z.object({ workspaceId: z.uuid() });

/**
 * Makes the tasks of the job queue. A scheduled task queues one job for each workspace in which there is something to do,
 * so that a workspace that fails, or takes long, does not hold up the others. Servers of versions before this one do all
 * workspaces within the scheduled task, and leave the jobs of single workspaces to newer servers.
 */
export function makeTasks(dataSource: DataSource, clock: Clock): TaskList {
  const pool = poolFor(new Caller(), poolOf(dataSource), JOB_TIMEOUTS);

  const forWorkspace =
    (work: (scope: WorkspaceScope, logger: JobHelpers['logger']) => Promise<void>): Task =>
    async (payload, { job, logger }) => {
      const { workspaceId } = WorkspacePayload.parse(payload);
      try {
        await work(new WorkspaceScope(pool, workspaceId, clock()), logger);
      } catch (error) {
        logger.error(`The job ${job.task_identifier} of ${encodeId('Workspace', workspaceId)} failed`, { error });
        throw error;
      }
    };

  const forEachWorkspace =
    (task: string, find: (pool: Pool, now: Instant) => Promise<string[]>, queue = 'workspace'): Task =>
    async (_, helpers) => {
      for (const workspaceId of await find(pool, clock())) await queueForWorkspace(helpers, task, workspaceId, queue);
    };

  return {
    rollOut: forWorkspace(rollOut),
    refreshDue: forEachWorkspace('refreshWorkspace', findWorkspacesToRefresh),
    refreshWorkspace: scheduledAgain(forWorkspace(refreshWorkspace)),
    // In a queue of its own, because it may take long and the other jobs of the workspace are due each minute.
    findAccountsToDeriveAgain: forEachWorkspace('deriveAgain', findWorkspacesToDeriveAgain, 'derive again'),
    deriveAgain: scheduledAgain(forWorkspace(deriveAllAgain)),
    deleteExpiredRecords: forEachWorkspace('deleteExpiredRecordsOfWorkspace', findWorkspacesWithExpiredRecords),
    deleteExpiredRecordsOfWorkspace: scheduledAgain(forWorkspace(deleteExpiredRecords)),
  };
}

/** How often the progress of a long job is logged. */
const PROGRESS_EVERY_MS = 10_000;

async function deriveAllAgain(scope: WorkspaceScope, logger: JobHelpers['logger']): Promise<void> {
  let loggedAt = performance.now();
  await deriveAgain(scope, (done, total) => {
    const now = performance.now();
    if (done < total && now < loggedAt + PROGRESS_EVERY_MS) return;
    loggedAt = now;
    logger.info(`Derived ${done} of ${total} accounts of ${encodeId('Workspace', scope.workspaceId)} again`);
  });
}

/**
 * The job key lets at most one job wait; a queue runs the jobs of a workspace one by one, so that a workspace that takes
 * long occupies only one worker.
 */
async function queueForWorkspace(
  { addJob }: JobHelpers,
  task: string,
  workspaceId: string,
  queue: string,
): Promise<void> {
  const queueName = `${queue}:${workspaceId}`;
  await addJob(task, { workspaceId }, { queueName, jobKey: `${task}:${workspaceId}`, maxAttempts: ATTEMPTS });
}

/**
 * Ends a failed job like a successful one, because the next scheduled task queues it again. A job that has failed for good
 * would stay in the table, and each occurrence would add another one.
 */
const scheduledAgain =
  (task: Task): Task =>
  async (payload, helpers) => {
    try {
      await task(payload, helpers);
    } catch {
      // `task` has logged it.
    }
  };

/** An attempt counts even if its process was killed. */
const ATTEMPTS = 2;

/** The job key lets at most one job of a task wait. */
export const CRONTAB = `* * * * * refreshDue ?max=${ATTEMPTS}&jobKey=refreshDue
* * * * * findAccountsToDeriveAgain ?max=${ATTEMPTS}&jobKey=findAccountsToDeriveAgain
7 * * * * deleteExpiredRecords ?max=${ATTEMPTS}&jobKey=deleteExpiredRecords`;
