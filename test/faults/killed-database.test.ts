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
 * Timeouts for a server to notice that its database is gone and that it is back: 2 s and 5 s on an idle machine, longer
 * when other processes need the CPU.
 */
const NOTICE_TIMEOUT_MS = 20_000;
const RECOVERY_TIMEOUT_MS = 30_000;

interface Plan {
  /** The database is killed `afterMs` after this number of acknowledged calls. */
  afterCalls: number;
  afterMs: number;
  /** How long the database stays down. */
  awayMs: number;
}

describe('a server whose PostgreSQL is killed during transactions', () => {
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
    (await fetch(new URL(path, url), { signal: AbortSignal.timeout(NOTICE_TIMEOUT_MS) })).status;

  /** Kills the database after some of the recording calls, keeps it down for a while, and checks the result. */
  async function runTrial(plan: Plan): Promise<void> {
    const operator = makeDataSource(postgres.url, 'operator');
    await operator.initialize();
    const callers = (workload = await Workload.prepare(operator, () => server.url));
    await operator.destroy();
    const running = callers.run();
    running.catch(() => undefined);
    await waitUntil('calls are acknowledged', () => Promise.resolve(callers.acknowledged >= plan.afterCalls), 60_000);
    await sleep(plan.afterMs);
    await postgres.kill();

    await waitUntil('the server is not ready', async () => (await statusOf('/readyz')) === 503, NOTICE_TIMEOUT_MS);
    expect(await statusOf('/livez')).toBe(200);
    const refused = await server.ask('{ viewer { role } }');
    expect([refused.status, refused.errors[0]?.extensions.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);

    await sleep(plan.awayMs);
    await postgres.start();
    await waitUntil(
      'the server responds',
      async () => (await server.ask('{ viewer { role } }')).status === 200,
      RECOVERY_TIMEOUT_MS,
    );
    await waitUntil('the server is ready', async () => (await statusOf('/readyz')) === 200, RECOVERY_TIMEOUT_MS);
    await running;
    await operator.initialize();
    await callers.expectAllThereOnce();
    await operator.destroy();
  }

  it('stays alive, reports 503 until the database is back, and keeps each acknowledged record exactly once', () =>
    inTrials(TRIALS, async (draw, noted) => {
      const afterCalls = draw.number(1, LEAST_CALLS - 1);
      const plan = { afterCalls, afterMs: draw.number(0, 250), awayMs: draw.number(0, 2_000) };
      noted(plan);
      await runTrial(plan);
    }));

  // Waits for the start of the next minute, when scheduled jobs are due.
  (isLongRun ? it : it.skip)('survives scheduled jobs that are due meanwhile', async () => {
    const leftMs = 60_000 - (Date.now() % 60_000);
    await runTrial({ afterCalls: 1, afterMs: 0, awayMs: leftMs + 2_000 });
  });

  // Waits for the start of the next minute, when scheduled jobs are due.
  (isLongRun ? it : it.skip)('exits with 0 on SIGTERM after scheduled jobs were due without a database', async () => {
    const stopped = await startServer();
    await postgres.kill();
    await sleep(60_000 - (Date.now() % 60_000) + 2_000);
    expect(await stopped.stop('SIGTERM')).toBe(0);
    await postgres.start();
  });

  it('exits with 0 on SIGTERM if its database is killed right after the start', async () => {
    const stopped = await startServer();
    await postgres.kill();
    await waitUntil(
      'the server is not ready',
      async () => (await statusOf('/readyz', stopped)) === 503,
      NOTICE_TIMEOUT_MS,
    );
    expect(await stopped.stop('SIGTERM')).toBe(0);
    await postgres.start();
  });

  it('exits with 0 on SIGTERM afterwards', async () => {
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(server.process.stderr).toBe('');
  });
});
