import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';
import { DEADLINE_MS, endAll, newDataDirectory } from '../support/processes.js';
import { Draw, isLongRun } from '../support/trials.js';
import type { Holdings } from './measured-server.js';
import { MixedRequests } from './mixed-requests.js';

/** Caches are full after a fifth of a long run. In a short run they grow until the end. */
const { requests: REQUESTS, growth: MAX_GROWTH } = isLongRun
  ? { requests: 100_000, growth: 0.1 }
  : { requests: 1_000, growth: 0.5 };
jest.setTimeout(120_000 + REQUESTS * 30);

/** Named statements are a few dozen, however many requests there are. */
const MAX_STATEMENTS = 60;

/** Timers of scheduled jobs, and connections that are being closed. */
const TRANSIENT_RESOURCES = 10;

/** Returns the number of resources other than connections to the database. */
const otherResources = ({ resources, connections }: Holdings): number =>
  Object.values(resources).reduce((sum, count) => sum + count, 0) -
  // Each connection is a socket and its idle timer.
  2 * connections;

describe(`a server after ${REQUESTS} different requests, a tenth of them hostile,`, () => {
  let database: TestDatabase;
  let server: ChildProcess;
  let requests: MixedRequests;

  beforeAll(async () => {
    database = await makeTestDatabase();
    server = fork(join(process.env.TEST_PROGRAMS!, 'test/faults/measured-server.js'), ['start'], {
      // Without this option, V8 keeps unused compiled code until memory is short.
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
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    let output = '';
    server.stderr!.setEncoding('utf8').on('data', (text: string) => (output += text));
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    while (!output.includes('Stop')) await once(server.stderr!, 'data', { signal: deadline });
    const [, url, key] = /(http\S+)\s+API key +(\S+)/.exec(output)!;
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

  /** Returns the resources once they are down to the limit, or the remaining resources after the deadline. */
  async function settledHoldings(atMost: number): Promise<Holdings> {
    requests.close();
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const now = await measure();
      const isQuiet = now.idle === now.connections && now.waiting === 0 && otherResources(now) <= atMost;
      if (isQuiet || Date.now() > deadline) return now;
      await sleep(100);
    }
  }

  it('has released every connection, statement and timer, and the memory', async () => {
    await requests.send(REQUESTS / 5);
    const before = await settledHoldings(Infinity);
    await requests.send((REQUESTS / 5) * 4);
    const after = await settledHoldings(otherResources(before) + TRANSIENT_RESOURCES);
    if (isLongRun) process.stderr.write(`${JSON.stringify(before)}\n${JSON.stringify(after)}\n`);

    expect(after).toMatchObject({ idle: after.connections, waiting: 0 });
    expect(otherResources(after)).toBeLessThanOrEqual(otherResources(before) + TRANSIENT_RESOURCES);
    expect(after.statements).toBeLessThanOrEqual(MAX_STATEMENTS);
    const states = await database.dataSource.query<{ state: string }[]>(
      `SELECT DISTINCT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    expect(states).toEqual([{ state: 'idle' }]);
    expect(after.heapUsed / before.heapUsed).toBeLessThan(1 + MAX_GROWTH);
  });
});
