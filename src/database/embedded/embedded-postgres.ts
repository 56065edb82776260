import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPostgresPackage, prepareBinaries } from './binaries.js';
import { checkVersion, createCluster, hasCluster, readPassword, SUPERUSER } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { launchServer, logFileOf } from './launch.js';
import { cannotLeave, joinServer, leaveServer, type Membership } from './membership.js';
import { APPLICATION_NAME } from './membership.sql.js';
import { findLiveServer } from './postmaster-file.js';
import { stopServer } from './stop.js';
import { sweepTemporary } from './temporary.js';
import { chooseServerUser, giveTo, makeDataDirectory } from './unprivileged.js';

export { EmbeddedPostgresError } from './embedded-postgres-error.js';
export { resolveDataDirectory } from './unprivileged.js';

export interface EmbeddedPostgres {
  /**
   * postgres://clientele:<password>@127.0.0.1:<port>/clientele, with the application name that marks our connections.
   */
  readonly url: string;
  /** Leaves the server. The last process to leave stops it (fast shutdown) and waits until it is gone. */
  release(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** The directory of the cluster, its password and its log. Created if it is missing. */
  dataDirectory: string;
  /**
   * Extra server settings, e.g. { fsync: 'off' } for tests. They apply only if this process is the one that starts the
   * server.
   */
  settings?: Record<string, string>;
}

/**
 * Crash recovery replays up to a gigabyte of WAL, and backends of a killed server may first have to finish a statement.
 */
const START_TIMEOUT_MS = 120_000;
const RETRY_INTERVAL_MS = 100;
/** Allows for a server that is recovering from a crashed backend. Stopping has its own timeout. */
const LEAVE_TIMEOUT_MS = 10_000;
const REJOIN_INTERVAL_MS = 1_000;

/**
 * Joins the PostgreSQL server of a data directory, or creates and starts it. Any number of processes may do so at once.
 *
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDirectory = resolve(options.dataDirectory);
  try {
    const clusterFolder = join(dataDirectory, 'cluster');
    const membership = await joinOrLaunch(dataDirectory, clusterFolder, options.settings ?? {});
    return new SharedServer(clusterFolder, await readPassword(clusterFolder), membership);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(
      `The embedded database in ${dataDirectory} could not be started (${String(error)}). ` +
        'Fix that, set CLIENTELE_DATA_DIR to another data directory, or set DATABASE_URL.',
      { cause: error },
    );
  }
}

async function joinOrLaunch(
  dataDirectory: string,
  clusterFolder: string,
  settings: Record<string, string>,
): Promise<Membership> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  const user = chooseServerUser(clusterFolder);
  const found = await findPostgresPackage();
  await makeDataDirectory(dataDirectory, user);
  await checkVersion(clusterFolder, found);
  await sweepTemporary(dataDirectory);

  let obstacle = '';
  let isLaunchedHere = false;
  while (performance.now() < deadline) {
    const server = findLiveServer(clusterFolder);
    if (server === undefined) {
      const binaries = await prepareBinaries(found, dataDirectory, user);
      if (!(await hasCluster(clusterFolder))) {
        await createCluster({ clusterFolder, binaries, user, isDurable: settings.fsync !== 'off' });
      }
      await giveTo(user, clusterFolder);
      const failure = await launchServer({ dataDirectory, clusterFolder, binaries, user, settings, deadline });
      isLaunchedHere = failure === undefined;
      obstacle = failure ?? 'it is ready, but accepts no connections';
    } else {
      obstacle = `its process ${server.pid} accepts no connections`;
    }
    const membership = await joinServer(clusterFolder, await readPassword(clusterFolder)).catch(
      async (error: unknown) => {
        if (isLaunchedHere) await stopServer(clusterFolder);
        throw error;
      },
    );
    if (membership !== undefined) return membership;
    await sleep(RETRY_INTERVAL_MS);
  }
  throw new EmbeddedPostgresError(
    `Expected the database in ${dataDirectory} to be ready within ${START_TIMEOUT_MS / 1000} s; it was not (${obstacle}). ` +
      `Read ${logFileOf(dataDirectory)}, wait for processes of an earlier server to end, and start again.`,
  );
}

/** A server that other processes may also use. */
class SharedServer implements EmbeddedPostgres {
  readonly url: string;
  readonly #port: number;
  #membership: Membership | undefined;
  #rejoining: Promise<void> | undefined;
  #release: Promise<void> | undefined;

  constructor(
    private readonly clusterFolder: string,
    private readonly password: string,
    membership: Membership,
  ) {
    this.#port = membership.port;
    this.url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${this.#port}/clientele?application_name=${APPLICATION_NAME}`;
    this.#hold(membership);
  }

  release(): Promise<void> {
    return (this.#release ??= this.#leave());
  }

  async #leave(): Promise<void> {
    await this.#rejoining;
    const deadline = performance.now() + LEAVE_TIMEOUT_MS;
    while (this.#isRunning()) {
      if (performance.now() > deadline) throw cannotLeave(this.#port, 'it accepts no connections');
      if (this.#membership === undefined) await this.#rejoin();
      else if (await leaveServer(this.#membership, () => stopServer(this.clusterFolder))) return;
      if (this.#membership === undefined) await sleep(RETRY_INTERVAL_MS);
    }
  }

  #hold(membership: Membership): void {
    this.#membership = membership;
    membership.connection.once('end', () => {
      this.#membership = undefined;
      void this.#keepTrying();
    });
  }

  /**
   * Considers only the server of `url`: a server started later on another port belongs to the processes that use it.
   */
  #isRunning(): boolean {
    return findLiveServer(this.clusterFolder)?.port === this.#port;
  }

  /**
   * Rejoins when a backend crashes: PostgreSQL then closes every connection, and this process would no longer be
   * counted.
   */
  async #keepTrying(): Promise<void> {
    while (this.#membership === undefined) {
      await sleep(REJOIN_INTERVAL_MS, undefined, { ref: false });
      if (this.#release !== undefined) return;
      this.#rejoining = this.#rejoin();
      await this.#rejoining;
      this.#rejoining = undefined;
    }
  }

  async #rejoin(): Promise<void> {
    try {
      const membership = this.#isRunning() ? await joinServer(this.clusterFolder, this.password) : undefined;
      if (membership !== undefined) this.#hold(membership);
    } catch {
      // Nobody awaits this call. Connections to `url` report the problem.
    }
  }
}
