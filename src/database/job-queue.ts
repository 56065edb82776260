import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, run, runOnce, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { FastifyBaseLogger } from 'fastify';
import { Retrier } from './retrier.js';
import { retryingPool } from './retrying-pool.js';
import { WorkerLocks } from './worker-locks.js';

/** Jobs that one process works on at once. */
const CONCURRENCY = 2;

/** How often workers look whether they may take jobs again. */
const READY_POLL_MS = 50;

/** What the queue's levels are called here; its news of each job are details. */
const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const;

export interface JobQueueOptions {
  /** The database, with the queue's schema up to date. */
  databaseUrl: string;
  tasks: TaskList;
  /** What runs by the clock, as lines of a crontab. Of several nodes one does it. */
  crontab: string;
  log: FastifyBaseLogger;
}

export interface JobQueue {
  /** Why it cannot work just now, without names or secrets; null while it can. */
  readonly trouble: string | null;
  stop: () => Promise<void>;
}

/**
 * Works on the jobs that wait in the database until it is stopped. Whatever the database answers, it retries and goes on.
 * The jobs of a process that ends without being stopped are taken over by another one, or by itself after a restart.
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
    // The process decides itself when to stop.
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => log[LEVELS[level]](message)),
    events,
    // No flag is forbidden. Each worker awaits this before it takes a job: by then its lock shows that it lives.
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

/** Messages of PostgreSQL name users, hosts and tables; its SQLSTATE, or the error code of the connection, does not. */
function troubleOf(failure: unknown): string | null {
  if (failure === undefined) return null;
  const { code = 'no answer' } = failure as { code?: string };
  return `The job queue cannot use the database (${code}).`;
}

/** Does the jobs that wait now, and no more. */
export const drainJobQueue = (databaseUrl: string, tasks: TaskList): Promise<void> =>
  runOnce({
    connectionString: databaseUrl,
    taskList: tasks,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
  });
