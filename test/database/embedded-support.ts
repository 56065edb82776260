import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type QueryResultRow } from 'pg';
import { startEmbeddedPostgres, type SupervisedServer } from '../../src/database/embedded/embedded-postgres.js';

export const isRoot = process.getuid?.() === 0;

/** The parent of all data directories of this run. Its path contains a space and non-ASCII letters. */
export const playground = mkdtempSync(join(tmpdir(), 'clientele söhne & co '));
// If the tests run as root, PostgreSQL's unprivileged user must be able to enter it.
chmodSync(playground, 0o711);

let count = 0;
export const newDataDirectory = (): string => join(playground, `data ${++count}`);
export const clusterOf = (dataDirectory: string): string => join(dataDirectory, 'cluster');

export const start = (dataDirectory: string, settings: Record<string, string> = {}): Promise<SupervisedServer> =>
  startEmbeddedPostgres({ dataDirectory, settings: { fsync: 'off', ...settings } });

let used: string | undefined;

/**
 * A data directory that was used before and contains a table `kept`. Most tests share it, because creating one is slow.
 */
export async function usedDataDirectory(): Promise<string> {
  if (used === undefined) {
    used = newDataDirectory();
    const server = await start(used);
    await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    await server.release();
  }
  return used;
}

export async function query<R extends QueryResultRow>(url: string, statement: string): Promise<R[]> {
  const client = new Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<R>(statement)).rows;
  } finally {
    await client.end();
  }
}

export const postmasterOf = (dataDirectory: string): number =>
  parseInt(readFileSync(join(clusterOf(dataDirectory), 'postmaster.pid'), 'utf8'), 10);

export class MemberProcess {
  static readonly #living = new Set<ChildProcess>();

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(dataDirectory: string): Promise<MemberProcess> {
    const script = join(process.env.TEST_PROGRAMS!, 'test/database/member-process.js');
    const child = spawn(process.execPath, [script, dataDirectory], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#living.add(child);
    child.once('exit', () => this.#living.delete(child));
    for await (const url of createInterface(child.stdout)) return new MemberProcess(child, url);
    throw new Error('The member process ended without a word.');
  }

  static killAll(): void {
    for (const child of this.#living) child.kill('SIGKILL');
  }

  leave(): Promise<void> {
    this.child.stdin!.end();
    return this.#ending();
  }

  kill(): Promise<void> {
    this.child.kill('SIGKILL');
    return this.#ending();
  }

  #ending(): Promise<void> {
    return new Promise((resolve) => this.child.once('exit', () => resolve()));
  }
}

/** Returns the pids of the servers (on Linux also of their backends) that run in a data directory. */
export function serversIn(dataDirectory: string): number[] {
  if (process.platform !== 'linux') {
    const processes = execFileSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    return processes.filter((line) => line.includes(` -D ${dataDirectory}/`)).map((line) => parseInt(line, 10));
  }
  const isThere = (pid: string): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(`${dataDirectory}/`);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc').filter(isThere).map(Number);
}

/** Ends all servers of the tests. Returns those that a test left running. */
export async function cleanPlayground(): Promise<number[]> {
  MemberProcess.killAll();
  // The last backend of a killed server may need a moment to end.
  for (let i = 0; i < 500 && serversIn(playground).length > 0; i++) await sleep(20);
  const left = serversIn(playground);
  for (const pid of left) process.kill(pid, 'SIGKILL');
  rmSync(playground, { recursive: true, force: true });
  return left;
}
