import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, run, runOnce, type TaskList } from 'graphile-worker';
import type { FastifyBaseLogger } from 'fastify';
import { Pool } from 'pg';
import { Connection, isAway, isStorageFull } from './connection.js';

/** Jobs that one process works on at once. */
const CONCURRENCY = 2;

/** How long to wait for a database that is away, or full, before it is tried again. */
const RETRY_MS = 1_000;

/** What the queue's levels are called here; its news of each job are details. */
const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const;

export interface JobQueueOptions {
  databaseUrl: string;
  tasks: TaskList;
  /** What runs by the clock, as lines of a crontab. Of several nodes one does it. */
  crontab: string;
  log: FastifyBaseLogger;
}

export interface JobQueue {
  stop: () => Promise<void>;
}

type Ask = (...args: unknown[]) => Promise<unknown>;

/** Works on the jobs that wait in the database until it is stopped; a job that is cut off is done by another node. */
export async function startJobQueue({ databaseUrl, tasks, crontab, log }: JobQueueOptions): Promise<JobQueue> {
  const stopping = new AbortController();
  const pool = patientPool(databaseUrl, stopping.signal, log);
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
    stop: async () => {
      stopping.abort();
      await runner.stop();
      await pool.end();
    },
  };
}

/** Of PostgreSQL, while it starts: what a worker asks again on another connection. */
const CANNOT_CONNECT_NOW = '57P03';

/** Throws it on, as passing where the connection was lost: any other loss ends the worker, and none takes its place. */
function rethrowAsPassing(error: unknown): never {
  if (!isAway(error)) throw error;
  const passing = new Error('Expected the database to answer; it went away.', { cause: error });
  throw Object.assign(passing, { code: CANNOT_CONNECT_NOW });
}

/**
 * Waits for a database that is away, or has no room left. Whatever runs by the clock gives up otherwise, and ends the
 * process; and a worker that cannot record what became of its job ends, and none takes its place.
 */
function patientPool(connectionString: string, stopping: AbortSignal, log: FastifyBaseLogger): Pool {
  const patiently = async <Result>(work: () => Promise<Result>, isPassing: typeof isAway): Promise<Result> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (stopping.aborted || !isPassing(error)) throw error;
        log.warn({ err: error }, 'The job queue waits for the database');
        await sleep(RETRY_MS);
      }
    }
  };
  class PatientConnection extends Connection {
    // What had no room can be asked again on the same connection; one that is lost stays lost.
    override query = ((...asked: unknown[]) => {
      const ask = (): Promise<unknown> => super.query(...(asked as [string]));
      return typeof asked.at(-1) === 'function' ? ask() : patiently(ask, isStorageFull).catch(rethrowAsPassing);
    }) as Connection['query'];
  }
  const pool = new Pool({ connectionString, Client: PatientConnection });
  const connect = pool.connect.bind(pool) as Ask;
  const query = pool.query.bind(pool) as Ask;
  const isPassing = (error: unknown): boolean => isAway(error) || isStorageFull(error);
  return Object.assign(pool, {
    // Who gives a callback has a patience of its own.
    connect: (...args: unknown[]) => (args.length > 0 ? connect(...args) : patiently(connect, isPassing)),
    // Asked by what runs by the clock alone, whose failure would end the process: once it stops, nothing is due.
    query: (...args: unknown[]) =>
      patiently(() => query(...args), isPassing).catch((error: unknown) => {
        if (stopping.aborted && isPassing(error)) return { rows: [] };
        throw error;
      }),
  });
}

/** Does the jobs that wait now, and no more. */
export const drainJobQueue = (databaseUrl: string, tasks: TaskList): Promise<void> =>
  runOnce({
    connectionString: databaseUrl,
    taskList: tasks,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
  });
