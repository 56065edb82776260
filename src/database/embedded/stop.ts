import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findPostgresPackage, programOf } from './binaries.js';
import { EmbeddedPostgresError, hasCode } from './embedded-postgres-error.js';
import { findLiveServer } from './postmaster-file.js';
import { isGoneWithin } from './processes.js';

/** Flushing 128 MB of dirty pages takes seconds on a slow disk. */
const STOP_TIMEOUT_MS = 60_000;

/**
 * Shuts the server down in fast mode: open transactions are rolled back; all commits are on disk once the process is
 * gone.
 */
export async function stopServer(clusterFolder: string): Promise<void> {
  const server = findLiveServer(clusterFolder);
  if (server === undefined) return;
  await interrupt(server.pid);
  if (await isGoneWithin(server.pid, STOP_TIMEOUT_MS)) return;
  throw new EmbeddedPostgresError(
    `Expected the database in ${clusterFolder} to stop within ${STOP_TIMEOUT_MS / 1000} s; its process ${server.pid} is still ` +
      'running. It keeps shutting down by itself, and the next start waits for it.',
  );
}

/** Asks a server to shut down in fast mode. */
export async function interrupt(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals: Node would kill the process, whereas pg_ctl notifies PostgreSQL through a named pipe.
    await promisify(execFile)(programOf(await findPostgresPackage(), 'pg_ctl'), ['kill', 'INT', String(pid)]);
    return;
  }
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
