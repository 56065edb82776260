import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Worker } from 'graphile-worker';
import { WorkspaceConnection } from './workspace-connection.js';
import { LOCKS } from './lock.js';
import type { Retrier } from './retrier.js';
import { LIMIT_SESSION, LOCK_WORKERS, SELECT_LOCKED, unlock, type LockedRow } from './worker-locks.sql.js';

/** How often a process checks for jobs and queues whose worker is gone. */
const CHECK_INTERVAL_MS = 1_000;

/** How long a worker must be without its lock before it counts as gone: it may be reconnecting. */
const GRACE_MS = 3_000;

/** The timeout for connecting and for each statement. */
const TIMEOUT_MS = 5_000;

/** A session that holds the locks, and the time at which it first found each abandoned job or queue. */
interface Session {
  client: WorkspaceConnection;
  abandonedSince: Map<string, number>;
}

/**
 * Holds an advisory lock for each worker of this process, and unlocks the jobs and queues of workers without one, which
 * graphile-worker would keep locked for four hours.
 *
 * Jobs are safe to run twice, so an unnecessary takeover does no harm. It happens if a process loses its session for
 * longer than the grace period, is frozen for 15 s, or runs a version that does not hold these locks.
 */
export class WorkerLocks {
  private readonly workers = new Map<string, Worker>();
  private session: Session | undefined;
  private pause = new AbortController();
  private checking: Promise<void> | undefined;
  private isStopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly retrier: Retrier,
    private readonly log: FastifyBaseLogger,
  ) {}

  get areHeld(): boolean {
    return this.session !== undefined;
  }

  /** Call it for each worker before `start`. */
  add(worker: Worker): void {
    this.workers.set(worker.workerId, worker);
  }

  start(): void {
    this.checking = this.checkUntilStopped();
  }

  /** Call it after the workers have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.pause.abort();
    await this.checking;
    await this.session?.client.end();
  }

  private async checkUntilStopped(): Promise<void> {
    while (!this.isStopped) {
      await this.retrier.run(() => this.check());
      this.pause = new AbortController();
      await sleep(CHECK_INTERVAL_MS, undefined, { signal: this.pause.signal }).catch(() => undefined);
    }
  }

  private async check(): Promise<void> {
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
    // A session that is lost between two checks is replaced at once, well within the grace period of other processes.
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
      this.log.warn({ kind, id, workerId }, 'Unlocked a row whose worker is gone');
    }
    session.abandonedSince = abandonedSince;
  }

  /** A worker of this process holds a job without knowing it if the response to its request for a job was lost. */
  private isWorkedOn({ kind, id, workerId, isLive }: LockedRow): boolean {
    const own = kind === 'jobs' ? this.workers.get(workerId) : undefined;
    return isLive && (!own || own.getActiveJob()?.id === id);
  }
}
