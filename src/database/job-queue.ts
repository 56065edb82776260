import { Logger, run, runOnce, type Runner, type TaskList } from 'graphile-worker';
import type { FastifyBaseLogger } from 'fastify';

/** Jobs that one process works on at once. */
const CONCURRENCY = 2;

/** What the queue's levels are called here; its news of each job are details. */
const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const;

export interface JobQueueOptions {
  databaseUrl: string;
  tasks: TaskList;
  /** What runs by the clock, as lines of a crontab. Of several nodes one does it. */
  crontab: string;
  log: FastifyBaseLogger;
}

/** Works on the jobs that wait in the database until it is stopped; a job that is cut off is done by another node. */
export const startJobQueue = ({ databaseUrl, tasks, crontab, log }: JobQueueOptions): Promise<Runner> =>
  run({
    connectionString: databaseUrl,
    taskList: tasks,
    crontab,
    concurrency: CONCURRENCY,
    // The process decides itself when to stop.
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => log[LEVELS[level]](message)),
  });

/** Does the jobs that wait now, and no more. */
export const drainJobQueue = (databaseUrl: string, tasks: TaskList): Promise<void> =>
  runOnce({
    connectionString: databaseUrl,
    taskList: tasks,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
  });
