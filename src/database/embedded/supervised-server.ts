import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SUPERUSER } from './cluster.js';
import { EmbeddedPostgresError, explainFailure } from './embedded-postgres-error.js';
import { readLogEnd } from './launch.js';
import { cannotLeave, joinServer, leaveServer, type Membership } from './membership.js';
import { APPLICATION_NAME } from './membership.sql.js';
import { findLiveServer } from './postmaster-file.js';
import { stopServer } from './stop.js';

/** Pauses between attempts to reach the server again. The pause doubles after each failure. */
const PAUSE_MS = { first: 100, longest: 5_000 };
/** Allows for a server that is recovering from a crashed backend. Stopping has its own timeout. */
const LEAVE_TIMEOUT_MS = 10_000;
const LEAVE_RETRY_INTERVAL_MS = 100;

/** Starts the server on a port; returns undefined once it is ready, or the reason why another attempt is needed. */
type Relaunch = (port: number, stopping: AbortSignal) => Promise<string | undefined>;

interface Events {
  /** The server has ended, or could not be started again. */
  outage: [EmbeddedPostgresError];
  /** The server runs again. */
  recovery: [];
}

/**
 * A server that other processes may also use. When it ends, whichever process comes first starts it again on the same
 * port, and all of them join it.
 */
export class SupervisedServer extends EventEmitter<Events> {
  /**
   * postgres://clientele:<password>@127.0.0.1:<port>/clientele, with the application name that marks our connections.
   */
  readonly url: string;
  readonly #port: number;
  readonly #stopping = new AbortController();
  #membership: Membership | undefined;
  #joinedAt = 0;
  #pauseMs = PAUSE_MS.first;
  #outage: EmbeddedPostgresError | undefined;
  #restoring: Promise<void> | undefined;
  #release: Promise<void> | undefined;

  constructor(
    private readonly dataDirectory: string,
    private readonly clusterFolder: string,
    private readonly password: string,
    membership: Membership,
    private readonly relaunch: Relaunch,
  ) {
    super();
    this.#port = membership.port;
    this.url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${this.#port}/clientele?application_name=${APPLICATION_NAME}`;
    this.#hold(membership);
  }

  /** Why the server does not run at the moment; undefined if it runs, or if the reason is not known yet. */
  get outage(): EmbeddedPostgresError | undefined {
    return this.#outage;
  }

  /** Leaves the server. The last process to leave stops it (fast shutdown) and waits until it is gone. */
  release(): Promise<void> {
    return (this.#release ??= this.#leave());
  }

  async #leave(): Promise<void> {
    this.#stopping.abort();
    await this.#restoring;
    const deadline = performance.now() + LEAVE_TIMEOUT_MS;
    while (this.#isRunning()) {
      if (performance.now() > deadline) throw cannotLeave(this.#port, 'it accepts no connections');
      if (this.#membership === undefined) await this.#join().catch(() => undefined);
      else if (await leaveServer(this.#membership, () => stopServer(this.clusterFolder))) return;
      if (this.#membership === undefined) await sleep(LEAVE_RETRY_INTERVAL_MS);
    }
  }

  #hold(membership: Membership): void {
    this.#membership = membership;
    this.#joinedAt = performance.now();
    if (this.#outage !== undefined) {
      this.#outage = undefined;
      this.emit('recovery');
    }
    membership.connection.once('end', () => {
      this.#membership = undefined;
      if (!this.#stopping.signal.aborted) this.#restoring = this.#restore();
    });
  }

  /**
   * Considers only the server of `url`: a server started later on another port belongs to the processes that use it.
   */
  #isRunning(): boolean {
    return findLiveServer(this.clusterFolder)?.port === this.#port;
  }

  /**
   * Joins the server again, and starts it if it has ended. When a backend crashes, PostgreSQL closes every connection and
   * restarts by itself; this process would then no longer be counted.
   */
  async #restore(): Promise<void> {
    const { signal } = this.#stopping;
    // A server that crashes again soon after each start is not restarted in quick succession.
    if (performance.now() - this.#joinedAt > PAUSE_MS.longest) this.#pauseMs = PAUSE_MS.first;
    while (this.#membership === undefined) {
      // A process that does not call `release` can still exit.
      await sleep(this.#pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      this.#pauseMs = Math.min(2 * this.#pauseMs, PAUSE_MS.longest);
      try {
        await this.#startAgain();
        await this.#join();
      } catch (error) {
        // The next attempt may succeed, and connections to `url` report the problem.
        this.#report(explainFailure(error, this.dataDirectory));
      }
    }
  }

  async #startAgain(): Promise<void> {
    if (findLiveServer(this.clusterFolder) !== undefined) return;
    if (this.#outage === undefined) {
      const end = readLogEnd(this.dataDirectory);
      this.#report(
        new EmbeddedPostgresError(
          `The database in ${this.dataDirectory} has ended, and is restarted. Its log ends: ${end}`,
        ),
      );
    }
    await this.relaunch(this.#port, this.#stopping.signal);
  }

  #report(outage: EmbeddedPostgresError): void {
    if (this.#stopping.signal.aborted) return;
    this.#outage = outage;
    this.emit('outage', outage);
  }

  async #join(): Promise<void> {
    const membership = this.#isRunning() ? await joinServer(this.clusterFolder, this.password) : undefined;
    if (membership !== undefined) this.#hold(membership);
  }
}
