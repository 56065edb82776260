import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPostgresPackage, prepareBinaries } from './binaries.js';
import { checkVersion, createCluster, hasCluster, readPassword } from './cluster.js';
import { EmbeddedPostgresError, explainFailure } from './embedded-postgres-error.js';
import { launchServer, logFileOf, type LaunchOptions } from './launch.js';
import { joinServer } from './membership.js';
import { findLiveServer } from './postmaster-file.js';
import { stopServer } from './stop.js';
import { SupervisedServer } from './supervised-server.js';
import { sweepTemporary } from './temporary.js';
import { chooseServerUser, giveTo, makeDataDirectory } from './unprivileged.js';

export { EmbeddedPostgresError } from './embedded-postgres-error.js';
export { SupervisedServer } from './supervised-server.js';
export { resolveDataDirectory } from './unprivileged.js';

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

/**
 * Joins the PostgreSQL server of a data directory, or creates and starts it. Any number of processes may do so at once.
 * The server is started again whenever it ends, until all of them have left.
 *
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<SupervisedServer> {
  const dataDirectory = resolve(options.dataDirectory);
  try {
    return await joinOrLaunch(dataDirectory, options.settings ?? {});
  } catch (error) {
    throw explainFailure(error, dataDirectory);
  }
}

async function joinOrLaunch(dataDirectory: string, settings: Record<string, string>): Promise<SupervisedServer> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  const clusterFolder = join(dataDirectory, 'cluster');
  const user = chooseServerUser(clusterFolder);
  const found = await findPostgresPackage();
  await makeDataDirectory(dataDirectory, user);
  await checkVersion(clusterFolder, found);
  await sweepTemporary(dataDirectory);

  const launch = async (
    options: Pick<LaunchOptions, 'deadline' | 'port' | 'stopping'>,
  ): Promise<string | undefined> => {
    const binaries = await prepareBinaries(found, dataDirectory, user);
    // A cluster that is lost while its server is supervised must not be replaced by an empty one.
    if (options.port === undefined && !(await hasCluster(clusterFolder))) {
      await createCluster({ clusterFolder, binaries, user, isDurable: settings.fsync !== 'off' });
    }
    await giveTo(user, clusterFolder);
    return launchServer({ dataDirectory, clusterFolder, binaries, user, settings, ...options });
  };

  let obstacle = '';
  let isLaunchedHere = false;
  while (performance.now() < deadline) {
    const server = findLiveServer(clusterFolder);
    if (server === undefined) {
      const failure = await launch({ deadline });
      isLaunchedHere = failure === undefined;
      obstacle = failure ?? 'it is ready, but accepts no connections';
    } else {
      obstacle = `its process ${server.pid} accepts no connections`;
    }
    const password = await readPassword(clusterFolder);
    const membership = await joinServer(clusterFolder, password).catch(async (error: unknown) => {
      if (isLaunchedHere) await stopServer(clusterFolder);
      throw error;
    });
    if (membership !== undefined) {
      const relaunch = (port: number, stopping: AbortSignal): Promise<string | undefined> =>
        launch({ port, stopping, deadline: performance.now() + START_TIMEOUT_MS });
      return new SupervisedServer(dataDirectory, clusterFolder, password, membership, relaunch);
    }
    await sleep(RETRY_INTERVAL_MS);
  }
  throw new EmbeddedPostgresError(
    `Expected the database in ${dataDirectory} to be ready within ${START_TIMEOUT_MS / 1000} s; it was not (${obstacle}). ` +
      `Read ${logFileOf(dataDirectory)}, wait for processes of an earlier server to end, and start again.`,
  );
}
