import { Logger, run, runOnce, type TaskList } from 'graphile-worker';
import type { FastifyBaseLogger } from 'fastify';
import { Retrier } from './retrier.js';
import { retryingPool } from './retrying-pool.js';

/** Jobs that one process works on at once. */
const CONCURRENCY = 2;

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

/** Works on the jobs that wait in the database until it is stopped. Whatever the database answers, it retries and goes on. */
export async function startJobQueue({ databaseUrl, tasks, crontab, log }: JobQueueOptions): Promise<JobQueue> {
  const stopping = new AbortController();
  const retrier = new Retrier(stopping.signal, log);
  const pool = retryingPool(databaseUrl, retrier);
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    crontab,
    concurrency: CONCURRENCY,
    // The process decides itself when to stop.
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => log[LEVELS[level]](message)),
  });
  return {
    get trouble() {
      return troubleOf(retrier.failure);
    },
    stop: async () => {
      stopping.abort();
      await runner.stop();
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
