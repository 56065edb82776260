import { setTimeout as sleep } from 'node:timers/promises';
import { Role } from '../../src/graphql/role.js';
import { expectEachTurnAnnouncedOnce } from '../support/announced.js';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';
import { endAll, newDataDirectory } from '../support/processes.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { RunningServer } from '../support/servers.js';
import { inTrials, trialsOf, type Draw } from '../support/trials.js';
import { waitUntil } from '../support/wait-until.js';
import { addWorkspace } from '../support/workspaces.js';
import { drawAccounts, drawPolicy } from './drawn-base.js';
import { Writers, type Ask } from './writers.js';

const TRIALS = trialsOf(2);
jest.setTimeout(120_000 + TRIALS * 60_000);

/** Accounts of one import call, about as many as one batch of a rollout. */
const ACCOUNTS_PER_CALL = 150;
/** Each of the two nodes works on two jobs concurrently. */
const JOBS = 4;
const ROLLOUT_TIMEOUT_MS = 120_000;

/** The size of the base of a trial, and the policies to publish while writers are active. */
interface Plan {
  calls: number;
  publications: (ReturnType<typeof drawPolicy> & { afterMs: number })[];
}

const drawPlan = (draw: Draw): Plan => ({
  calls: draw.one([0, 1, 1, 3]),
  publications: Array.from({ length: draw.number(1, 2) }, () => ({
    ...drawPolicy(draw, Date.now()),
    afterMs: draw.number(0, 400),
  })),
});

describe('two nodes that roll out one policy during concurrent writes', () => {
  let database: TestDatabase;
  let nodes: RunningServer[];
  beforeAll(async () => {
    database = await makeTestDatabase();
    const settings = {
      DATABASE_URL: database.url,
      CLIENTELE_RATE_LIMIT: 'off',
      CLIENTELE_DATA_DIR: newDataDirectory(),
      // At this level, nodes log which jobs they completed.
      LOG_LEVEL: 'debug',
    };
    nodes = await Promise.all([RunningServer.start(settings), RunningServer.start(settings)]);
  });
  afterAll(async () => {
    await endAll();
    await database.close();
  });

  /** Adds the rollout job once for each worker of both nodes, so that all workers take part. */
  const addRollOutJobs = (workspaceId: string): Promise<unknown> =>
    database.dataSource.query(
      `SELECT graphile_worker.add_job('rollOut', json_build_object('workspaceId', $1::uuid)) FROM generate_series(1, ${JOBS})`,
      [workspaceId],
    );

  async function untilRolledOut(workspaceId: string): Promise<void> {
    await waitUntil(
      'nothing is left to roll out',
      async () => {
        const [left] = await database.dataSource.query<[{ jobs: number; accounts: number; rollouts: number }]>(
          `SELECT (SELECT count(*)::int FROM graphile_worker.jobs WHERE task_identifier = 'rollOut') AS jobs,
           (SELECT count(*)::int FROM account a WHERE a.workspace_id = w.id
              AND (a.rules_revision < w.revision OR a.policy_version < (SELECT max(version) FROM policy WHERE workspace_id = w.id))) AS accounts,
           (SELECT count(*)::int FROM rollout r WHERE r.workspace_id = w.id AND r.finished_at IS NULL) AS rollouts
         FROM workspace w WHERE w.id = $1`,
          [workspaceId],
        );
        return left.jobs + left.accounts + left.rollouts === 0;
      },
      ROLLOUT_TIMEOUT_MS,
    );
  }

  async function publish(ask: Ask, { policy, effectiveFrom }: ReturnType<typeof drawPolicy>, expectedVersion: number) {
    const { data } = await ask(
      'mutation ($input: PolicyPublishInput!) { policyPublish(input: $input) { policy { version } userErrors { message } } }',
      { input: { policy, effectiveFrom, expectedVersion } },
    );
    expect(data).toEqual({ policyPublish: { policy: { version: expectedVersion + 1 }, userErrors: [] } });
  }

  it('store and report the same changes as one node', async () => {
    await inTrials(TRIALS, async (draw, noted) => {
      const plan = drawPlan(draw);
      const seed = draw.number(1, 1_000_000);
      noted({ ...plan, seed });
      const { id, key } = await addWorkspace(database.dataSource, Date.now(), Role.ADMIN);
      const askOf =
        (node: RunningServer): Ask =>
        (query, variables) =>
          node.ask(query, variables, key);
      const writers = await Writers.prepare(seed, (each) => askOf(each.one(nodes)), Date.now);
      for (let call = 0; call < plan.calls; call++) {
        const names = Array.from({ length: ACCOUNTS_PER_CALL }, (_, i) => `base ${call} ${i}`);
        await writers.import(drawAccounts(draw, Date.now(), names));
      }

      const publishing = async (): Promise<void> => {
        for (const [i, publication] of plan.publications.entries()) {
          await sleep(publication.afterMs);
          await publish(askOf(nodes[i]!), publication, i + 1);
          await addRollOutJobs(id);
        }
      };
      await Promise.all([writers.run(8, 8), publishing()]);
      await untilRolledOut(id);
      await writers.expectAllThereOnce(database.dataSource, id);
      await expectDerivedTablesToEqualRebuild(database.dataSource, id);
      await expectEachTurnAnnouncedOnce(database.dataSource, id);
    });
    for (const node of nodes) {
      expect(node.process.stdout).toMatch(/Completed task \d+ \(rollOut/);
      expect(await node.stop('SIGTERM')).toBe(0);
    }
  });
});
