import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { programOf, SERVER_ENVIRONMENT, type PostgresPackage } from './binaries.js';
import { EmbeddedPostgresError, quoteLastLines } from './embedded-postgres-error.js';
import { readPostmasterFile } from './postmaster-file.js';
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

export const logFileOf = (dataDirectory: string): string => join(dataDirectory, 'postgres.log');

export interface LaunchOptions {
  dataDirectory: string;
  clusterFolder: string;
  binaries: PostgresPackage;
  user: ServerUser;
  settings: Record<string, string>;
  deadline: number;
}

/**
 * Starts a server. Returns undefined once it is ready, or the reason for a transient failure.
 *
 * @throws EmbeddedPostgresError if the failure is permanent
 */
export async function launchServer(options: LaunchOptions): Promise<string | undefined> {
  const { clusterFolder, dataDirectory, deadline } = options;
  const log = new LaunchLog(dataDirectory);
  const { pid, ending } = await spawnServer(options, log);
  let end: string | undefined;
  void ending.then((reason) => (end = reason));
  while (end === undefined) {
    const file = readPostmasterFile(clusterFolder);
    if (file !== undefined && file.pid === pid) {
      log.publish();
      if (file.isReady) return undefined;
    }
    if (performance.now() > deadline) return 'it is not ready yet';
    await sleep(20);
  }
  const output = log.read();
  if (end === 'exit code 0' || TRANSIENT_FAILURE.test(output)) {
    log.discard();
    return quoteLastLines(output);
  }
  log.publish();
  throw new EmbeddedPostgresError(
    `Expected the database in ${dataDirectory} to start; PostgreSQL ended at once (${end}; its log ends: ${quoteLastLines(output)}). ` +
      `Fix what ${logFileOf(dataDirectory)} reports, or set DATABASE_URL.`,
  );
}

async function spawnServer(
  { clusterFolder, dataDirectory, binaries, user, settings }: LaunchOptions,
  log: LaunchLog,
): Promise<{ pid: number | undefined; ending: Promise<string> }> {
  const all = { ...DEFAULT_SETTINGS, ...settings, ...FIXED_SETTINGS, port: await findFreePort() };
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

async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
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
