import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { programOf, SERVER_ENVIRONMENT, type PostgresPackage } from './binaries.js';
import { EmbeddedDiskFull, EmbeddedPostgresError, quoteLastLines } from './embedded-postgres-error.js';
import { terminateOrphans } from './orphans.js';
import { readPostmasterFile } from './postmaster-file.js';
import { interrupt } from './stop.js';
import { temporaryPath } from './temporary.js';
import type { ServerUser } from './unprivileged.js';

const DEFAULT_SETTINGS = {
  shared_buffers: '128MB',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
};

/** The caller cannot change these: the server must be reachable only from this machine. */
const FIXED_SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };

/**
 * Another process started its server first, another program took the port, or backends of a killed server still run.
 */
const TRANSIENT_FAILURE =
  /lock file "postmaster.pid" (already exists|is empty)|could not (bind|create any TCP\/IP sockets)|pre-existing shared memory block/;

/** Backends outlive a killed server while they run a statement, and keep its shared memory in use. */
const LEFT_BACKENDS = /pre-existing shared memory block/;

const DISK_FULL = /No space left on device|Disk quota exceeded/;

/** The size of a segment of the write-ahead log, which PostgreSQL may have to create before it can start. */
const LEAST_ROOM_BYTES = 16 << 20;

export const logFileOf = (dataDirectory: string): string => join(dataDirectory, 'postgres.log');

/** Returns the last lines of the log, which may be missing. */
export function readLogEnd(dataDirectory: string): string {
  try {
    return quoteLastLines(readFileSync(logFileOf(dataDirectory), 'utf8'));
  } catch (error) {
    return String(error);
  }
}

export interface LaunchOptions {
  dataDirectory: string;
  clusterFolder: string;
  binaries: PostgresPackage;
  user: ServerUser;
  settings: Record<string, string>;
  /** The port to listen on. Default: the one of the previous server if it is free, otherwise any free port. */
  port?: number;
  deadline: number;
  /** Ends a start that is in progress. */
  stopping?: AbortSignal;
}

/**
 * Starts a server. Returns undefined once it is ready, or the reason for a transient failure.
 *
 * @throws EmbeddedPostgresError if the failure is permanent
 */
export async function launchServer(options: LaunchOptions): Promise<string | undefined> {
  const { clusterFolder, dataDirectory, deadline, stopping } = options;
  const log = new LaunchLog(dataDirectory);
  const { pid, ending } = await spawnServer(options, log);
  let end: string | undefined;
  void ending.then((reason) => (end = reason));
  while (end === undefined) {
    if (stopping?.aborted && pid !== undefined) {
      await interrupt(pid);
      await ending;
      return 'it was stopped while it started';
    }
    const file = readPostmasterFile(clusterFolder);
    if (file !== undefined && file.pid === pid) {
      log.publish();
      if (file.isReady) return undefined;
    }
    if (performance.now() > deadline) return 'it is not ready yet';
    await sleep(20);
  }
  const output = log.read();
  if (LEFT_BACKENDS.test(output)) terminateOrphans(clusterFolder);
  if (end === 'exit code 0' || TRANSIENT_FAILURE.test(output)) {
    log.discard();
    return quoteLastLines(output);
  }
  log.publish();
  const outcome = `Expected the database in ${dataDirectory} to start; PostgreSQL ended at once (${end}; its log ends: ${quoteLastLines(output)}). `;
  if (DISK_FULL.test(output) || hasNoRoom(dataDirectory)) {
    throw new EmbeddedDiskFull(`${outcome}Its disk is full; free at least ${LEAST_ROOM_BYTES >> 20} MiB.`);
  }
  throw new EmbeddedPostgresError(`${outcome}Fix what ${logFileOf(dataDirectory)} reports, or set DATABASE_URL.`);
}

/** A full disk may also leave no room for the log that would report it. */
function hasNoRoom(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < LEAST_ROOM_BYTES;
}

async function spawnServer(
  { clusterFolder, dataDirectory, binaries, user, settings, port }: LaunchOptions,
  log: LaunchLog,
): Promise<{ pid: number | undefined; ending: Promise<string> }> {
  const free = port ?? (await findFreePort(readLastPort(clusterFolder)));
  const all = { ...DEFAULT_SETTINGS, ...settings, ...FIXED_SETTINGS, port: free };
  const args = ['-D', clusterFolder];
  for (const [name, value] of Object.entries(all)) args.push('-c', `${name}=${value}`);
  const server = spawn(programOf(binaries, 'postgres'), args, {
    ...user,
    cwd: dataDirectory,
    env: SERVER_ENVIRONMENT,
    // A separate session, so that Ctrl-C in the terminal does not reach the server while requests are still draining.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log.descriptor, log.descriptor],
  });
  log.close();
  server.unref();
  const ending = new Promise<string>((resolve) => {
    server.once('error', (error) => resolve(error.message));
    server.once('exit', (code, signal) => resolve(signal ?? `exit code ${String(code)}`));
  });
  return { pid: server.pid, ending };
}

/** Returns the preferred port, or any other one if another program listens on it. */
async function findFreePort(preferred: number): Promise<number> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(preferred, '127.0.0.1', resolve);
    });
  } catch (error) {
    if (preferred === 0) throw error;
    return findFreePort(0);
  }
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Returns the port of the previous server of this cluster, where processes that use the cluster look for the next one; 0 if
 * it is unknown. PostgreSQL writes the arguments of each start to the file. A copy of the cluster must not take the port
 * of the original, whose password it has.
 */
function readLastPort(clusterFolder: string): number {
  const file = join(clusterFolder, 'postmaster.opts');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, port] = (text.includes(`"-D" "${clusterFolder}"`) && /"port=(\d+)"/.exec(text)) || [];
  return Number(port ?? 0);
}

/** The output of one launch. It replaces the log of the previous server only once this launch owns the cluster. */
class LaunchLog {
  readonly descriptor: number;
  #path: string;

  constructor(private readonly dataDirectory: string) {
    this.#path = temporaryPath(dataDirectory, 'postgres.log');
    this.descriptor = openSync(this.#path, 'ax', 0o600);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  publish(): void {
    const final = logFileOf(this.dataDirectory);
    if (this.#path !== final) renameSync(this.#path, final);
    this.#path = final;
  }

  read(): string {
    return readFileSync(this.#path, 'utf8');
  }

  discard(): void {
    if (this.#path !== logFileOf(this.dataDirectory)) rmSync(this.#path, { force: true });
  }
}
