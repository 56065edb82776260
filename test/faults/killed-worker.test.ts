import { setTimeout as sleep } from 'node:timers/promises';
import { Role } from '../../src/graphql/role.js';
import { expectEachTurnAnnouncedOnce } from '../support/announced.js';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';
import { endAll, newDataDirectory } from '../support/processes.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { RunningServer } from '../support/servers.js';
import { Draw, inTrials, isLongRun, trialsOf } from '../support/trials.js';
import { waitUntil } from '../support/wait-until.js';
import { addWorkspace } from '../support/workspaces.js';
import { drawAccounts, drawPolicy } from './drawn-base.js';
import { Writers, type Ask } from './writers.js';

const TRIALS = trialsOf(1);
jest.setTimeout(120_000 + TRIALS * 60_000);

/** Two batches of a rollout, so that a kill leaves some of it undone. */
const IMPORTS = 2;
const ACCOUNTS_PER_IMPORT = 150;

/** A takeover takes up to 6 s on a quiet machine; a lock that nobody takes over lasts four hours. */
const TAKEN_OVER_WITHIN_MS = 60_000;
const FINISHED_WITHIN_MS = 120_000;

interface RollOutJob {
  id: string;
  /** Null while no worker works on it. */
  worker: string | null;
}

describe('a server that is killed while it rolls out a policy', () => {
  let database: TestDatabase;
  let workspace: { id: string; key: string };
  let server: RunningServer;
  const takeoversMs: number[] = [];

  beforeAll(async () => {
    database = await makeTestDatabase();
    server = await start();
  });
  afterAll(async () => {
    await endAll();
    await database.close();
  });

  const start = (): Promise<RunningServer> =>
    RunningServer.start({
      DATABASE_URL: database.url,
      CLIENTELE_RATE_LIMIT: 'off',
      CLIENTELE_DATA_DIR: newDataDirectory(),
    });

  const ask: Ask = (query, variables) => server.ask(query, variables, workspace.key);

  const job = async (): Promise<RollOutJob | undefined> =>
    (
      await database.dataSource.query<RollOutJob[]>(
        `SELECT id, locked_by AS worker FROM graphile_worker.jobs WHERE task_identifier = 'rollOut'`,
      )
    )[0];

  /** In a workspace of its own; returns the worker that has begun the rollout. */
  async function publish(draw: Draw): Promise<string> {
    workspace = await addWorkspace(database.dataSource, Date.now(), Role.ADMIN);
    const writers = await Writers.prepare(1, () => ask, Date.now);
    for (let i = 0; i < IMPORTS; i++) {
      const names = Array.from({ length: ACCOUNTS_PER_IMPORT }, (_, account) => `base ${i} ${account}`);
      await writers.import(drawAccounts(draw, Date.now(), names));
    }
    const untilNoJob = () => waitUntil('plans are rolled out', async () => !(await job()), FINISHED_WITHIN_MS);
    await untilNoJob();
    const { data } = await ask(
      'mutation ($input: PolicyPublishInput!) { policyPublish(input: $input) { policy { version } userErrors { message } } }',
      { input: { policy: drawPolicy(draw, Date.now()).policy, expectedVersion: 1 } },
    );
    expect(data).toEqual({ policyPublish: { policy: { version: 2 }, userErrors: [] } });
    let worker: string | null | undefined;
    await waitUntil('the rollout begins', async () => Boolean((worker = (await job())?.worker)), FINISHED_WITHIN_MS);
    return worker!;
  }

  /** Returns after how many milliseconds another worker has the job of one that is gone, which it then finishes. */
  async function takeoverFrom(gone: string, thenEnd = (): void => undefined): Promise<number> {
    const ms = await waitUntil(
      'the rollout is taken over',
      async () => {
        const left = await job();
        return !left || (left.worker !== null && left.worker !== gone);
      },
      TAKEN_OVER_WITHIN_MS,
    );
    thenEnd();
    await waitUntil('the rollout is finished', async () => !(await job()), FINISHED_WITHIN_MS);
    const behind = await database.dataSource.query<unknown[]>(
      'SELECT FROM account WHERE workspace_id = $1 AND policy_version < 2',
      [workspace.id],
    );
    expect(behind).toEqual([]);
    await expectDerivedTablesToEqualRebuild(database.dataSource, workspace.id);
    await expectEachTurnAnnouncedOnce(database.dataSource, workspace.id);
    return ms;
  }

  async function kill(afterMs: number): Promise<void> {
    await sleep(afterMs);
    server.process.send('SIGKILL');
    await server.process.endWithin(10_000);
  }

  async function tryOut(trial: (draw: Draw, afterMs: number) => Promise<void>): Promise<void> {
    takeoversMs.length = 0;
    await inTrials(TRIALS, async (draw, noted) => {
      const afterMs = isLongRun ? draw.number(0, 60) : 0;
      noted({ afterMs });
      await trial(draw, afterMs);
    });
    expect(takeoversMs).not.toEqual([]);
    if (!isLongRun) return;
    const sorted = takeoversMs.toSorted((a, b) => a - b).map(Math.round);
    const [median, worst] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    process.stderr.write(`${sorted.length} of ${TRIALS} taken over after ${median} ms (median), ${worst} ms (worst)\n`);
  }

  it('has its rollout taken over within seconds by the server that is started in its place', () =>
    tryOut(async (draw, afterMs) => {
      const worker = await publish(draw);
      await kill(afterMs);
      const isCutOff = (await job()) !== undefined;
      server = await start();
      const ms = await takeoverFrom(worker);
      if (isCutOff) takeoversMs.push(ms);
    }));

  it('has its rollout taken over within seconds by another server, without a restart', () =>
    tryOut(async (draw, afterMs) => {
      const other = await start();
      // While it sleeps the one that is to be killed takes the job.
      other.process.send('SIGSTOP');
      const worker = await publish(draw);
      await kill(afterMs);
      const isCutOff = (await job()) !== undefined;
      other.process.send('SIGCONT');
      server = other;
      const ms = await takeoverFrom(worker);
      if (isCutOff) takeoversMs.push(ms);
    }));

  // It waits until PostgreSQL ends the session of the frozen one. A transaction that it was in lasts until it wakes.
  (isLongRun ? it : it.skip)('or frozen loses its job to another server, and goes on once it wakes', async () => {
    const other = await start();
    other.process.send('SIGSTOP');
    const worker = await publish(new Draw(1));
    server.process.send('SIGSTOP');
    other.process.send('SIGCONT');
    const ms = await takeoverFrom(worker, () => server.process.send('SIGCONT'));
    process.stderr.write(`Taken over from a frozen server after ${Math.round(ms)} ms\n`);
    expect((await ask('{ viewer { role } }', {})).status).toBe(200);
    for (const node of [server, other]) expect(await node.stop('SIGTERM')).toBe(0);
  });
});
