import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPostmasterFile } from '../../src/database/embedded/postmaster-file.js';
import { isGoneWithin, isPostmasterOf } from '../../src/database/embedded/processes.js';

/** For starting on a busy machine with two cores; nothing here should come near it. */
export const DEADLINE_MS = 90_000;

/** Built once for all tests: see build.js. */
const CLI = join(process.env.TEST_PROGRAMS!, 'src/cli/clientele.js');
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

const living = new Set<ChildProcess>();
const folders: string[] = [];

/** Variables that our process is told by; undefined: unset, as a newcomer has it. */
export type Settings = Record<string, string | undefined>;

/** A data directory that is not there yet, for this test file alone. */
export function newDataDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-cli-'));
  // As root PostgreSQL runs as an unprivileged user, who must be able to pass through.
  chmodSync(folder, 0o711);
  folders.push(folder);
  return join(folder, 'data');
}

/** One with the database and its schema in it, and no workspace yet: a copy, since to make them takes seconds. */
export function preparedDataDirectory(): string {
  const directory = newDataDirectory();
  // With the user that PostgreSQL runs as, and no file is written through to the disk.
  execFileSync('cp', ['-a', findPrepared(), directory]);
  return directory;
}

function findPrepared(): string {
  const prepared = join(process.env.TEST_PROGRAMS!, 'data');
  if (existsSync(prepared)) return prepared;
  const fresh = newDataDirectory();
  execFileSync(process.execPath, [CLI, 'migrate'], {
    cwd: REPOSITORY,
    env: environmentWith({ CLIENTELE_DATA_DIR: fresh }),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    renameSync(fresh, prepared);
  } catch (error) {
    // Another test file was quicker.
    if (!existsSync(prepared)) throw error;
  }
  return prepared;
}

const clusterOf = (dataDirectory: string): string => join(dataDirectory, 'cluster');

/** The pid of the PostgreSQL that serves a data directory; undefined where none does. */
export function postgresOf(dataDirectory: string): number | undefined {
  const pid = readPostmasterFile(clusterOf(dataDirectory))?.pid;
  return pid !== undefined && isPostmasterOf(clusterOf(dataDirectory), pid) ? pid : undefined;
}

/** What the shell that runs the tests happens to say is not meant for the processes under test. */
const isOurs = (name: string): boolean =>
  /^(CLIENTELE_\w+|DATABASE_URL|HOST|PORT|LOG_LEVEL|NODE_\w+|JEST_\w+)$/.test(name);

function environmentWith(settings: Settings): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !isOurs(name));
  return { ...Object.fromEntries(inherited), PORT: '0', LOG_LEVEL: 'silent', CLIENTELE_DEMO: 'off', ...settings };
}

/** `clientele <args>` as a process of its own, with all that it has said so far. */
export class Running {
  stdout = '';
  stderr = '';
  /** Its exit code, or the signal that ended it. */
  readonly ending: Promise<number | NodeJS.Signals>;
  private readonly child: ChildProcess;

  constructor(args: string[], settings: Settings) {
    this.child = spawn(process.execPath, [CLI, ...args], {
      cwd: REPOSITORY,
      env: environmentWith(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    living.add(this.child);
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ending = once(this.child, 'close').then(([code, signal]) => {
      living.delete(this.child);
      return (signal ?? code) as number | NodeJS.Signals;
    });
  }

  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Answers how it ended; one that is still there at the deadline is killed, which fails the test. */
  async endWithin(deadlineMs: number): Promise<number | NodeJS.Signals> {
    const timer = setTimeout(() => this.send('SIGKILL'), deadlineMs);
    const start = Date.now();
    const ending = await this.ending;
    clearTimeout(timer);
    if (ending === 'SIGKILL' && Date.now() - start >= deadlineMs) {
      throw new Error(`Should have ended within ${deadlineMs / 1000} s, but did not; it said: ${this.said}`);
    }
    return ending;
  }

  /** Waits until its output has a match. */
  async says(pattern: RegExp, deadlineMs = DEADLINE_MS): Promise<RegExpMatchArray> {
    const isOver = new AbortController();
    const deadline = setTimeout(() => isOver.abort(), deadlineMs);
    void this.ending.then(() => isOver.abort());
    try {
      for (;;) {
        const match = pattern.exec(this.stdout);
        if (match) return match;
        await once(this.child.stdout!, 'data', { signal: isOver.signal });
      }
    } catch {
      throw new Error(`Should have said ${String(pattern)}, but said: ${this.said}`);
    } finally {
      clearTimeout(deadline);
    }
  }

  private get said(): string {
    return JSON.stringify({ stdout: this.stdout, stderr: this.stderr });
  }
}

/** Runs one command to its end. */
export async function clientele(
  args: string[],
  settings: Settings,
  deadlineMs = DEADLINE_MS,
): Promise<{ ending: number | NodeJS.Signals; stdout: string; stderr: string }> {
  const running = new Running(args, settings);
  const ending = await running.endWithin(deadlineMs);
  return { ending, stdout: running.stdout, stderr: running.stderr };
}

/** Runs a command that is refused as it should be, with exit code 1 and one line without a stack; answers that line. */
export async function refusalOf(args: string[], settings: Settings, deadlineMs = DEADLINE_MS): Promise<string> {
  const { ending, stderr } = await clientele(args, settings, deadlineMs);
  expect(stderr).toMatch(/^(clientele|error): .+\n$/);
  expect(ending).toBe(1);
  return stderr;
}

/** To be called after all tests of a file: ends what they started, whether they passed or not. */
export async function endAll(): Promise<void> {
  const endings = [...living].map((child) => {
    const ending = once(child, 'close');
    child.kill('SIGKILL');
    return ending;
  });
  await Promise.all(endings);
  for (const folder of folders) {
    const dataDirectory = join(folder, 'data');
    const postgres = existsSync(clusterOf(dataDirectory)) ? postgresOf(dataDirectory) : undefined;
    if (postgres !== undefined) {
      process.kill(postgres, 'SIGKILL');
      await isGoneWithin(postgres, 10_000);
    }
    // The backends of a killed PostgreSQL end a moment after it, and may write until then.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
