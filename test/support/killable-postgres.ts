import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  findPostgresPackage,
  prepareBinaries,
  programOf,
  SERVER_ENVIRONMENT,
} from '../../src/database/embedded/binaries.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { chooseServerUser } from '../../src/database/embedded/unprivileged.js';

/** Covers recovery, and the backends of the killed server, which have to end first. */
const START_TIMEOUT_MS = 60_000;

/** A PostgreSQL on loopback for one test, which can be killed and restarted at the same address. */
export class KillablePostgres {
  #process: ChildProcess | undefined;

  private constructor(
    readonly url: string,
    private readonly launch: () => ChildProcess,
  ) {}

  static async start(dataDirectory: string, given: Record<string, string> = {}): Promise<KillablePostgres> {
    const settings = { fsync: 'off', ...given };
    const made = await startEmbeddedPostgres({ dataDirectory, settings });
    const url = new URL(made.url);
    url.search = '';
    await made.release();

    const cluster = join(dataDirectory, 'cluster');
    const user = chooseServerUser(cluster);
    const program = programOf(await prepareBinaries(await findPostgresPackage(), dataDirectory, user), 'postgres');
    const options = { ...settings, listen_addresses: '127.0.0.1', unix_socket_directories: '', port: url.port };
    const args = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const postgres = new KillablePostgres(url.href, () =>
      spawn(program, ['-D', cluster, ...args], {
        ...user,
        cwd: dataDirectory,
        env: SERVER_ENVIRONMENT,
        stdio: 'ignore',
      }),
    );
    await postgres.start();
    return postgres;
  }

  /** Resolves once the server accepts connections. */
  async start(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      // A server that finds backends of the killed one alive exits at once.
      if (this.#process?.exitCode !== null) this.#process = this.launch();
      if (await this.#answers()) return;
      if (Date.now() > deadline)
        throw new Error(`PostgreSQL should answer within ${START_TIMEOUT_MS / 1000} s; it did not.`);
      await sleep(20);
    }
  }

  async kill(): Promise<void> {
    const process = this.#process;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const ending = once(process, 'exit');
    process.kill('SIGKILL');
    await ending;
    this.#process = undefined;
  }

  /** Suspends all of its processes, like a host without CPU or I/O. Returns a function that resumes them. */
  freeze(): () => void {
    const postmaster = this.#process!.pid!;
    process.kill(postmaster, 'SIGSTOP');
    // The suspended postmaster cannot start further processes.
    const others = execFileSync('pgrep', ['-P', String(postmaster)], { encoding: 'utf8' });
    const pids = [postmaster, ...others.trim().split('\n').map(Number)];
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    return () => pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }

  async #answers(): Promise<boolean> {
    const client = new Client(this.url);
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
