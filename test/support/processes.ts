import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPostmasterFile } from '../../src/database/embedded/postmaster-file.js';
import { isGoneWithin, isPostmasterOf } from '../../src/database/embedded/processes.js';

/** A generous limit for a start on a busy machine with two cores. */
export const DEADLINE_MS = 90_000;

/** Built once for all tests: see build.js. */
const CLI = join(process.env.TEST_PROGRAMS!, 'src/cli/clientele.js');
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

const living = new Set<ChildProcess>();
const folders: string[] = [];

/** Environment variables for the process under test. Undefined means unset, as on a first start. */
export type Settings = Record<string, string | undefined>;

/** Returns a path for a new data directory, which does not exist yet and is used only by this test file. */
export function newDataDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-cli-'));
  // If the tests run as root, PostgreSQL runs as an unprivileged user, who must be able to enter the folder.
  chmodSync(folder, 0o711);
  folders.push(folder);
  return join(folder, 'data');
}

/**
 * Returns a data directory with the database and its schema but no workspace. Copied, because creating one takes
 * seconds.
 */
export function preparedDataDirectory(): string {
  const directory = newDataDirectory();
  // Keeps the owner, which is the user that runs PostgreSQL, and does not sync files to disk.
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
    // Another test file created it first.
    if (!existsSync(prepared)) throw error;
  }
  return prepared;
}

const clusterOf = (dataDirectory: string): string => join(dataDirectory, 'cluster');

/** Returns the pid of the PostgreSQL that serves a data directory; undefined if there is none. */
export function postgresOf(dataDirectory: string): number | undefined {
  const pid = readPostmasterFile(clusterOf(dataDirectory))?.pid;
  return pid !== undefined && isPostmasterOf(clusterOf(dataDirectory), pid) ? pid : undefined;
}

/** The environment of the shell that runs the tests is not passed on to the processes under test. */
const isOurs = (name: string): boolean =>
  /^(CLIENTELE_\w+|DATABASE_URL|HOST|PORT|LOG_LEVEL|NODE_\w+|JEST_\w+)$/.test(name);

function environmentWith(settings: Settings): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !isOurs(name));
  return { ...Object.fromEntries(inherited), PORT: '0', LOG_LEVEL: 'silent', CLIENTELE_DEMO: 'off', ...settings };
}

/** `clientele <args>` in a separate process, with its output so far. */
export class Running {
  stdout = '';
  stderr = '';
  /** The exit code, or the signal that ended the process. */
  readonly ending: Promise<number | NodeJS.Signals>;
  private readonly child: ChildProcess;
  private readonly output = new EventEmitter();

  constructor(args: string[], settings: Settings, cwd = REPOSITORY) {
    this.child = spawn(process.execPath, [CLI, ...args], {
      cwd,
      env: environmentWith(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    living.add(this.child);
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]!.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
        this.output.emit('data');
      });
    }
    this.ending = once(this.child, 'close').then(([code, signal]) => {
      living.delete(this.child);
      return (signal ?? code) as number | NodeJS.Signals;
    });
  }

  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Returns how the process ended. Kills a process that is still running at the deadline, which fails the test. */
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

  /** Waits until the output matches. */
  async says(pattern: RegExp, deadlineMs = DEADLINE_MS): Promise<RegExpMatchArray> {
    const isOver = new AbortController();
    const deadline = setTimeout(() => isOver.abort(), deadlineMs);
    void this.ending.then(() => isOver.abort());
    try {
      for (;;) {
        const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
        if (match) return match;
        await once(this.output, 'data', { signal: isOver.signal });
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

/** Runs a command until it exits. */
export async function clientele(
  args: string[],
  settings: Settings,
  deadlineMs = DEADLINE_MS,
  cwd = REPOSITORY,
): Promise<{ ending: number | NodeJS.Signals; stdout: string; stderr: string }> {
  const running = new Running(args, settings, cwd);
  const ending = await running.endWithin(deadlineMs);
  return { ending, stdout: running.stdout, stderr: running.stderr };
}

/** Runs a command that must fail with exit code 1 and print one line without a stack. Returns that line. */
export async function refusalOf(args: string[], settings: Settings, deadlineMs = DEADLINE_MS): Promise<string> {
  const { ending, stderr } = await clientele(args, settings, deadlineMs);
  expect(stderr).toMatch(/^(clientele|error): .+\n$/);
  expect(ending).toBe(1);
  return stderr;
}

/** Ends all processes that the tests started. Call it after all tests of a file. */
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
    // The backends of a killed PostgreSQL end a moment later, and may write until then.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
