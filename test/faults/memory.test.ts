import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';
import { DEADLINE_MS, endAll, newDataDirectory } from '../support/processes.js';
import { Draw, isLongRun } from '../support/trials.js';
import type { Holdings } from './measured-server.js';
import { MixedRequests } from './mixed-requests.js';

/** Caches are full after a fifth of a long run. In a short one they fill all the while. */
const { requests: REQUESTS, growth: MAX_GROWTH } = isLongRun
  ? { requests: 100_000, growth: 0.1 }
  : { requests: 1_000, growth: 0.5 };
jest.setTimeout(120_000 + REQUESTS * 30);

/** Statements have names of ours: a few dozen, however many requests there are. */
const MAX_STATEMENTS = 60;

/** Timers of what runs by the clock, and connections that are just being closed. */
const COME_AND_GO = 10;

/** What a server that nobody asks anything of holds besides its connections to the database. */
const beside = ({ resources, connections }: Holdings): number =>
  Object.values(resources).reduce((sum, count) => sum + count, 0) -
  // Each is a socket, and a timer that ends it.
  2 * connections;

describe(`a server of which ${REQUESTS} different things are asked, a tenth of them hostile`, () => {
  let database: TestDatabase;
  let server: ChildProcess;
  let requests: MixedRequests;

  beforeAll(async () => {
    database = await makeTestDatabase();
    server = fork(join(process.env.TEST_PROGRAMS!, 'test/faults/measured-server.js'), ['start'], {
      // Code that is not used any more V8 keeps until memory is short.
      execArgv: ['--expose-gc', '--no-compilation-cache'],
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: database.url,
        PORT: '0',
        LOG_LEVEL: 'silent',
        CLIENTELE_DEMO: 'off',
        CLIENTELE_RATE_LIMIT: 'off',
        CLIENTELE_DATA_DIR: newDataDirectory(),
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    let said = '';
    server.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text));
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    while (!said.includes('Stop')) await once(server.stdout!, 'data', { signal: deadline });
    const [, url, key] = /(http\S+)\s+API key +(\S+)/.exec(said)!;
    requests = new MixedRequests(new URL(url!), key!, new Draw(1));
  });
  afterAll(async () => {
    const ending = once(server, 'close');
    server.kill('SIGTERM');
    expect(await ending).toEqual([0, null]);
    await database.close();
    await endAll();
  });

  async function measure(): Promise<Holdings> {
    const answer = once(server, 'message') as Promise<[Holdings]>;
    server.send('measure');
    return (await answer)[0];
  }

  /** What it holds once it has let go of what callers left behind; or what it does not let go of. */
  async function holdings(atMost: number): Promise<Holdings> {
    requests.close();
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const now = await measure();
      const isQuiet = now.idle === now.connections && now.waiting === 0 && beside(now) <= atMost;
      if (isQuiet || Date.now() > deadline) return now;
      await sleep(100);
    }
  }

  it('lets go of every connection, statement and timer, and of the memory', async () => {
    await requests.ask(REQUESTS / 5);
    const before = await holdings(Infinity);
    await requests.ask((REQUESTS / 5) * 4);
    const after = await holdings(beside(before) + COME_AND_GO);
    if (isLongRun) process.stderr.write(`${JSON.stringify(before)}\n${JSON.stringify(after)}\n`);

    expect(after).toMatchObject({ idle: after.connections, waiting: 0 });
    expect(beside(after)).toBeLessThanOrEqual(beside(before) + COME_AND_GO);
    expect(after.statements).toBeLessThanOrEqual(MAX_STATEMENTS);
    const states = await database.dataSource.query<{ state: string }[]>(
      `SELECT DISTINCT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    expect(states).toEqual([{ state: 'idle' }]);
    expect(after.heapUsed / before.heapUsed).toBeLessThan(1 + MAX_GROWTH);
  });
});
