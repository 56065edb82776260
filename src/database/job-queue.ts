import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, run, runOnce, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { FastifyBaseLogger } from 'fastify';
import { Retrier } from './retrier.js';
import { isStorageFull } from './workspace-connection.js';
import { retryingPool } from './retrying-pool.js';
import { WorkerLocks } from './worker-locks.js';

/** How many jobs one process runs concurrently. */
const CONCURRENCY = 2;

/** How often workers check whether they may take jobs. */
const READY_POLL_MS = 50;

/** Log levels by graphile-worker's level. Its `info` messages concern single jobs, so they are debug messages here. */
const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const;

export interface JobQueueOptions {
  /** The URL of the database, whose graphile-worker schema must be up to date. */
  databaseUrl: string;
  tasks: TaskList;
  /** The scheduled tasks, in crontab format. With several nodes, each occurrence runs on one of them. */
  crontab: string;
  log: FastifyBaseLogger;
}

export interface JobQueue {
  /** Why the queue cannot run jobs at the moment, without names or secrets; null if it can. */
  readonly trouble: string | null;
  stop: () => Promise<void>;
}

/**
 * Runs the jobs that are queued in the database until it is stopped. Database errors are retried, never fatal. The jobs
 * of a process that crashes are taken over by another process, or by the same one after a restart.
 */
export async function startJobQueue({ databaseUrl, tasks, crontab, log }: JobQueueOptions): Promise<JobQueue> {
  const stopping = new AbortController();
  const retrier = new Retrier(stopping.signal, log);
  const pool = retryingPool(databaseUrl, retrier);
  const locks = new WorkerLocks(databaseUrl, retrier, log);
  const events: WorkerEvents = new EventEmitter();
  events.on('worker:create', ({ worker }) => locks.add(worker));
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    crontab,
    concurrency: CONCURRENCY,
    // The process handles signals itself.
    noHandleSignals: true,
    logger: new Logger(
      () => (level, message, meta) => log[LEVELS[level]](meta?.error ? { err: meta.error } : {}, message),
    ),
    events,
    // No flag is forbidden. Each worker awaits this function before it takes a job, so that it holds its lock by then.
    forbiddenFlags: async () => {
      while (!locks.areHeld && !stopping.signal.aborted) await sleep(READY_POLL_MS);
      return null;
    },
  });
  locks.start();
  return {
    get trouble() {
      return troubleOf(retrier.failure);
    },
    stop: async () => {
      stopping.abort();
      await runner.stop();
      await locks.stop();
      await pool.end();
    },
  };
}

/**
 * Reports only the SQLSTATE or the connection's error code, because PostgreSQL's messages name users, hosts and tables.
 * A full disk is no trouble: the server still serves reads, and must not be taken out of service for the jobs.
 */
function troubleOf(failure: unknown): string | null {
  if (failure === undefined || isStorageFull(failure)) return null;
  const { code = 'no response' } = failure as { code?: string };
  return `The job queue cannot use the database (${code}).`;
}

/** Runs the jobs that are due now, then returns. */
export const drainJobQueue = (databaseUrl: string, tasks: TaskList): Promise<void> =>
  runOnce({
    connectionString: databaseUrl,
    taskList: tasks,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
  });
