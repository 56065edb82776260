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

/** Not for the caller to change: whoever knows the password is let in, so nobody else may knock. */
const FIXED_SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };

/** Another process's server was first, the port was lost to a stranger, or backends of a killed server still die. */
const PASSING_FAILURE =
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

/** Starts a server. Answers undefined once it is ready, or the passing reason why it is not; throws a lasting one. */
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
  if (end === 'exit code 0' || PASSING_FAILURE.test(output)) {
    log.discard();
    return quoteLastLines(output);
  }
  log.publish();
  throw new EmbeddedPostgresError(
    `The database in ${dataDirectory} should start, but PostgreSQL ended at once (${end}; its log ends: ${quoteLastLines(output)}): ` +
      `mend what ${logFileOf(dataDirectory)} says, or set DATABASE_URL.`,
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
    // A session of its own, since Ctrl-C in the terminal must not reach it before our own drain has ended.
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

/** The output of one launch, put in place of the last server's log once this launch has the cluster, not before. */
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
