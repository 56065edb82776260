import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Worker } from 'graphile-worker';
import { WorkspaceConnection } from './workspace-connection.js';
import { LOCKS } from './lock.js';
import type { Retrier } from './retrier.js';
import { LIMIT_SESSION, LOCK_WORKERS, SELECT_LOCKED, unlock, type LockedRow } from './worker-locks.sql.js';

/** How often a process looks for jobs and queues whose worker is gone. */
const LOOK_MS = 1_000;

/** How long a worker has to be seen without its lock before it counts as gone: it may be reconnecting. */
const GRACE_MS = 3_000;

/** For connecting, and for each statement. */
const TIMEOUT_MS = 5_000;

/** A session that holds the locks, and the jobs and queues that it has seen abandoned, with the time of the first look. */
interface Session {
  client: WorkspaceConnection;
  abandonedSince: Map<string, number>;
}

/**
 * Holds an advisory lock for each worker of this process, and unlocks the jobs and queues of workers without one, which
 * graphile-worker would leave to a dead process for four hours.
 *
 * Jobs are safe to run twice, so an unnecessary takeover does no harm. It happens to a process that loses its session
 * for longer than the grace or is frozen for 15 s, and to one of a version that held no locks yet.
 */
export class WorkerLocks {
  private readonly workers = new Map<string, Worker>();
  private session: Session | undefined;
  private pause = new AbortController();
  private looking: Promise<void> | undefined;
  private isStopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly retrier: Retrier,
    private readonly log: FastifyBaseLogger,
  ) {}

  get areHeld(): boolean {
    return this.session !== undefined;
  }

  /** To be called for each worker before `start`. */
  add(worker: Worker): void {
    this.workers.set(worker.workerId, worker);
  }

  start(): void {
    this.looking = this.lookUntilStopped();
  }

  /** To be called once the workers have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.pause.abort();
    await this.looking;
    await this.session?.client.end();
  }

  private async lookUntilStopped(): Promise<void> {
    while (!this.isStopped) {
      await this.retrier.run(() => this.look());
      this.pause = new AbortController();
      await sleep(LOOK_MS, undefined, { signal: this.pause.signal }).catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    const session = (this.session ??= await this.openSession());
    try {
      await this.takeOver(session);
    } catch (error) {
      this.session = undefined;
      session.client.end().catch(() => undefined);
      throw error;
    }
  }

  private async openSession(): Promise<Session> {
    const client = new WorkspaceConnection({
      connectionString: this.databaseUrl,
      keepAlive: true,
      keepAliveInitialDelayMillis: TIMEOUT_MS,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
    });
    try {
      await client.connect();
      await client.query(LIMIT_SESSION);
      await client.query(LOCK_WORKERS, [LOCKS.worker, [...this.workers.keys()]]);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    // A session that is lost between two looks is replaced at once, well within the grace that other processes give.
    client.once('end', () => {
      if (this.session?.client === client) this.session = undefined;
      this.pause.abort();
    });
    return { client, abandonedSince: new Map() };
  }

  private async takeOver(session: Session): Promise<void> {
    const { rows } = await session.client.query<LockedRow>(SELECT_LOCKED, [LOCKS.worker]);
    const now = performance.now();
    const abandonedSince = new Map<string, number>();
    for (const row of rows.filter((locked) => !this.isWorkedOn(locked))) {
      const { kind, id, workerId, lockedAt } = row;
      const key = [kind, id, workerId, lockedAt].join(' ');
      const since = session.abandonedSince.get(key) ?? now;
      abandonedSince.set(key, since);
      if (now - since < GRACE_MS) continue;
      await session.client.query(unlock(kind), [id, workerId, lockedAt]);
      this.log.warn({ kind, id, workerId }, 'Unlocked what a worker that is gone had locked');
    }
    session.abandonedSince = abandonedSince;
  }

  /** A worker that lost the answer to its request for a job does not know of the job that it was given. */
  private isWorkedOn({ kind, id, workerId, isLive }: LockedRow): boolean {
    const own = kind === 'jobs' ? this.workers.get(workerId) : undefined;
    return isLive && (!own || own.getActiveJob()?.id === id);
  }
}
