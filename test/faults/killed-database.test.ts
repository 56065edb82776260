import { setTimeout as sleep } from 'node:timers/promises';
import { makeDataSource } from '../../src/composition/data-source.js';
import { KillablePostgres } from '../support/killable-postgres.js';
import { endAll, newDataDirectory } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { inTrials, isLongRun, trialsOf } from '../support/trials.js';
import { waitUntil } from '../support/wait-until.js';
import { LEAST_CALLS, Workload } from './workload.js';

const TRIALS = trialsOf(2, 0.3);
jest.setTimeout(120_000 + TRIALS * 90_000);

/**
 * Within which a server notices that its database is gone, and that it is back: 2 s and 5 s on a quiet machine, and more
 * where other processes want the CPU.
 */
const NOTICES_MS = 20_000;
const RETURNS_MS = 30_000;

interface Plan {
  /** How many calls are acknowledged by then, and how long ago that is. */
  afterCalls: number;
  afterMs: number;
  /** For how long there is no database. */
  awayMs: number;
}

describe('a server whose PostgreSQL is killed in the middle of transactions', () => {
  let postgres: KillablePostgres;
  let server: RunningServer;
  let workload: Workload | undefined;

  beforeAll(async () => {
    postgres = await KillablePostgres.start(newDataDirectory());
    server = await startServer();
  });
  afterAll(async () => {
    workload?.giveUp();
    await postgres.kill();
    await endAll();
  });

  const startServer = (): Promise<RunningServer> =>
    RunningServer.start({
      DATABASE_URL: postgres.url,
      CLIENTELE_RATE_LIMIT: 'off',
      CLIENTELE_DATA_DIR: newDataDirectory(),
    });
  const statusOf = async (path: string, { url } = server): Promise<number> =>
    (await fetch(new URL(path, url), { signal: AbortSignal.timeout(NOTICES_MS) })).status;

  /** Callers record; after some calls the database is killed, and stays away for a while. */
  async function tryOut(plan: Plan): Promise<void> {
    const operator = makeDataSource(postgres.url, 'operator');
    await operator.initialize();
    const callers = (workload = await Workload.prepare(operator, () => server.url));
    await operator.destroy();
    const running = callers.run();
    running.catch(() => undefined);
    await waitUntil('calls are acknowledged', () => Promise.resolve(callers.acknowledged >= plan.afterCalls), 60_000);
    await sleep(plan.afterMs);
    await postgres.kill();

    await waitUntil('the server is not ready', async () => (await statusOf('/readyz')) === 503, NOTICES_MS);
    expect(await statusOf('/livez')).toBe(200);
    const refused = await server.ask('{ viewer { role } }');
    expect([refused.status, refused.errors[0]?.extensions.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);

    await sleep(plan.awayMs);
    await postgres.start();
    await waitUntil(
      'the server answers',
      async () => (await server.ask('{ viewer { role } }')).status === 200,
      RETURNS_MS,
    );
    await waitUntil('the server is ready', async () => (await statusOf('/readyz')) === 200, RETURNS_MS);
    await running;
    await operator.initialize();
    await callers.expectAllThereOnce();
    await operator.destroy();
  }

  it('lives, says so, and goes on once it is back: all that was acknowledged is there, once', () =>
    inTrials(TRIALS, async (draw, noted) => {
      const afterCalls = draw.number(1, LEAST_CALLS - 1);
      const plan = { afterCalls, afterMs: draw.number(0, 250), awayMs: draw.number(0, 2_000) };
      noted(plan);
      await tryOut(plan);
    }));

  // It waits for the turn of a minute.
  (isLongRun ? it : it.skip)('lives where something is to be done by the clock meanwhile', async () => {
    const leftMs = 60_000 - (Date.now() % 60_000);
    await tryOut({ afterCalls: 1, afterMs: 0, awayMs: leftMs + 2_000 });
  });

  // It waits for the turn of a minute.
  (isLongRun ? it : it.skip)('ends in order where it is told to then', async () => {
    const told = await startServer();
    await postgres.kill();
    await sleep(60_000 - (Date.now() % 60_000) + 2_000);
    expect(await told.stop('SIGTERM')).toBe(0);
    await postgres.start();
  });

  it('ends in order where it is told to as soon as its database is gone, just started', async () => {
    const told = await startServer();
    await postgres.kill();
    await waitUntil('it is not ready', async () => (await statusOf('/readyz', told)) === 503, NOTICES_MS);
    expect(await told.stop('SIGTERM')).toBe(0);
    await postgres.start();
  });

  it('ends in order afterwards', async () => {
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(server.process.stderr).toBe('');
  });
});
