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

/** Connections that their owner has closed take some milliseconds to vanish from the server. */
const LINGERING_MS = 1_000;

/** A connection that shows the other processes of ours, as long as it is open, that this one uses the server too. */
export interface Membership {
  port: number;
  connection: MemberClient;
}

/** What pg has and @types/pg leaves out. */
type MemberClient = Client & { ref(): void; unref(): void };

/** Joins the running server; undefined while there is none that takes connections. */
export async function joinServer(clusterFolder: string, password: string): Promise<Membership | undefined> {
  const server = findLiveServer(clusterFolder);
  if (server === undefined || !server.isReady) return undefined;
  const connection = new Client({
    ...{ host: '127.0.0.1', port: server.port, user: SUPERUSER, password, ssl: false },
    // Not `clientele`, which could not be cloned while we hold a connection to it.
    database: 'postgres',
    application_name: MEMBER_NAME,
    connectionTimeoutMillis: 10_000,
    lock_timeout: 60_000,
  }) as MemberClient;
  // The server may be stopped or killed at any time; whoever uses it notices soon enough.
  connection.on('error', () => undefined);
  try {
    await connection.connect();
    await checkIsOurs(connection, clusterFolder);
    // Waits while somebody is leaving: if that was the last one, this connection ends with the server.
    await connection.query(lockMembership);
    if ((await connection.query(selectDatabase)).rowCount === 0) await connection.query(createDatabase);
    await connection.query(unlockMembership);
    // A process that forgets to leave should end all the same: the server waits for the next one.
    connection.unref();
    return { port: server.port, connection };
  } catch (error) {
    void connection.end().catch(() => undefined);
    if (isPassing(error)) return undefined;
    throw error instanceof EmbeddedPostgresError ? error : cannotJoin(clusterFolder, server.port, error);
  }
}

/**
 * Leaves; the last one to leave stops the server while the lock keeps out those who are just joining.
 * Answers false if the connection was cut before that was settled.
 */
export async function leaveServer({ port, connection }: Membership, stopServer: () => Promise<void>): Promise<boolean> {
  connection.ref();
  try {
    await connection.query(lockMembership);
    if (await isLast(connection)) await stopServer();
    // The end of the connection gives up the lock a moment before it leaves the count of the next one.
    else await connection.query(stopCounting);
    return true;
  } catch (error) {
    if (isPassing(error)) return false;
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
    `The server on port ${connection.port} should serve ${clusterFolder}, as postmaster.pid there says, but serves ${served}: ` +
      'remove that postmaster.pid if no PostgreSQL runs on that folder, and start again.',
  );
}

/** Starting, stopping, full or dying: worth another look. */
function isPassing(error: unknown): boolean {
  const isCut = /Connection terminated|not queryable|timeout expired/.test(String(error));
  return isCut || hasCode(error, 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '53300', '55P03');
}

const cannotJoin = (clusterFolder: string, port: number, error: unknown): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    `The database in ${clusterFolder} runs on port ${port}, but does not let us in (${String(error)}): ` +
      'if its password was changed, restore clientele-password in that folder; else stop that server and start again.',
    { cause: error },
  );

export const cannotLeave = (port: number, reason: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    `The database on port ${port} should stop when its last user leaves, but could not be asked to (${reason}): ` +
      'it may go on running, and the next start takes it over.',
  );
