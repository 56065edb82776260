import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { SUPERUSER } from './cluster.js';
import { EmbeddedPostgresError, hasCode } from './embedded-postgres-error.js';
import {
  countOthers,
  createDatabase,
  lockMembership,
  MEMBER_NAME,
  selectDatabase,
  showDataDirectory,
  stopCounting,
  unlockMembership,
} from './membership.sql.js';
import { findLiveServer } from './postmaster-file.js';
import { isSameFolder } from './processes.js';

/** A closed connection stays visible in pg_stat_activity for some milliseconds. */
const LINGERING_MS = 1_000;

/** A connection that tells other Clientele processes that this one uses the server while it is open. */
export interface Membership {
  port: number;
  connection: MemberClient;
}

/** Methods of pg that are missing from @types/pg. */
type MemberClient = Client & { ref(): void; unref(): void };

/** Joins the running server. Returns undefined if no server accepts connections yet. */
export async function joinServer(clusterFolder: string, password: string): Promise<Membership | undefined> {
  const server = findLiveServer(clusterFolder);
  if (server === undefined || !server.isReady) return undefined;
  const connection = new Client({
    ...{ host: '127.0.0.1', port: server.port, user: SUPERUSER, password, ssl: false },
    // Not `clientele`: a database cannot be cloned while a connection to it is open.
    database: 'postgres',
    application_name: MEMBER_NAME,
    connectionTimeoutMillis: 10_000,
    lock_timeout: 60_000,
  }) as MemberClient;
  // The server may be stopped or killed at any time, which the connections in use report.
  connection.on('error', () => undefined);
  try {
    await connection.connect();
    await checkIsOurs(connection, clusterFolder);
    // Waits while another process leaves. If that was the last member, this connection ends with the server.
    await connection.query(lockMembership);
    if ((await connection.query(selectDatabase)).rowCount === 0) await connection.query(createDatabase);
    await connection.query(unlockMembership);
    // A process that does not call `release` can still exit; the server then keeps running for the next process.
    connection.unref();
    return { port: server.port, connection };
  } catch (error) {
    void connection.end().catch(() => undefined);
    if (isTransient(error)) return undefined;
    throw error instanceof EmbeddedPostgresError ? error : cannotJoin(clusterFolder, server.port, error);
  }
}

/**
 * Leaves the server. The last member stops it, while the lock keeps new members out. Returns false if the connection
 * was lost before that was decided.
 */
export async function leaveServer({ port, connection }: Membership, stopServer: () => Promise<void>): Promise<boolean> {
  connection.ref();
  try {
    await connection.query(lockMembership);
    if (await isLast(connection)) await stopServer();
    // When the connection ends, the lock is released a moment before the connection disappears from the next member's
    // count.
    else await connection.query(stopCounting);
    return true;
  } catch (error) {
    if (isTransient(error)) return false;
    throw error instanceof EmbeddedPostgresError ? error : cannotLeave(port, String(error));
  } finally {
    await connection.end().catch(() => undefined);
  }
}

async function isLast(connection: Client): Promise<boolean> {
  const deadline = performance.now() + LINGERING_MS;
  for (;;) {
    const { rows } = await connection.query<{ connections: number; members: number }>(countOthers);
    const { connections, members } = rows[0]!;
    if (connections === 0) return true;
    if (members > 0 || performance.now() > deadline) return false;
    await sleep(20);
  }
}

async function checkIsOurs(connection: Client, clusterFolder: string): Promise<void> {
  const { rows } = await connection.query<{ data_directory: string }>(showDataDirectory);
  const served = rows[0]!.data_directory;
  if (isSameFolder(served, clusterFolder)) return;
  throw new EmbeddedPostgresError(
    `Expected the server on port ${connection.port} to serve ${clusterFolder}, according to postmaster.pid there; it serves ${served}. ` +
      'Remove that postmaster.pid if no PostgreSQL runs on the folder, and start again.',
  );
}

/** Tells whether a retry may succeed: the server is starting, stopping, crashing or at its connection limit. */
function isTransient(error: unknown): boolean {
  const isCut = /Connection terminated|not queryable|timeout expired/.test(String(error));
  return isCut || hasCode(error, 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '53300', '55P03');
}

const cannotJoin = (clusterFolder: string, port: number, error: unknown): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    `The database in ${clusterFolder} runs on port ${port}, but rejects the connection (${String(error)}). ` +
      'If its password was changed, restore clientele-password in that folder; otherwise stop that server and start again.',
    { cause: error },
  );

export const cannotLeave = (port: number, reason: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    `Expected the database on port ${port} to stop when its last user left; it could not be told to (${reason}). ` +
      'It may keep running; the next start takes it over.',
  );
