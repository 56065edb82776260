import { deriveAgain, findWorkspacesToDeriveAgain } from '../../src/derivation/derive-again.service.js';
import { poolOf } from '../../src/database/pool.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { account, phase, plan, record, subscription } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

const ACCOUNTS = 210;
const names = Array.from({ length: ACCOUNTS }, (_, i) => `a${i}`);

describe('accounts that a server of an earlier version derived', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: names.map((name) => account(name)),
      subscriptions: names.map((name) =>
        subscription(`of ${name}`, name, [phase('2025-01-01', null, { planExternalId: 'basic' })]),
      ),
    });
  });

  const run = <Row>(statement: string): Promise<Row[]> =>
    server.database.dataSource.query<Row[]>(statement, [workspace.id]);
  /** As an earlier server derives: without knowing the column, and with other results in the past. */
  async function deriveAsBefore(condition: string): Promise<void> {
    await run(`UPDATE account_now SET continuous_at = NULL WHERE workspace_id = $1 AND ${condition}`);
    await run(`UPDATE account_period SET mrr_minor = mrr_minor + 1, mrr_before = 7
               WHERE workspace_id = $1 AND account_id IN (
                 SELECT account_id FROM account_now WHERE workspace_id = $1 AND continuous_at IS NULL)`);
  }
  const waiting = async (): Promise<number> =>
    (
      await run<{ n: number }>(`SELECT count(*)::int AS n FROM account_now
       WHERE workspace_id = $1 AND continuous_at IS DISTINCT FROM computed_at`)
    )[0]!.n;
  const announced = (): Promise<object[]> =>
    run('SELECT id, type FROM relationship_change WHERE workspace_id = $1 ORDER BY announced_at, id');
  const isFound = async (): Promise<boolean> =>
    (await findWorkspacesToDeriveAgain(poolOf(server.database.dataSource))).includes(workspace.id);

  it('are derived again, with progress, and nothing is announced about a past that changes', async () => {
    const before = await announced();
    expect(await isFound()).toBe(false);
    await deriveAsBefore('true');
    expect(await isFound()).toBe(true);

    const progress: [number, number][] = [];
    await deriveAgain(workspace.scope(), (done, total) => progress.push([done, total]));

    expect(progress).toEqual([
      [200, ACCOUNTS],
      [ACCOUNTS, ACCOUNTS],
    ]);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    expect(await announced()).toEqual(before);
    expect(await isFound()).toBe(false);
  });

  it('are derived again from where an interrupted job stopped', async () => {
    await deriveAsBefore('true');
    const stop = new Error('The server stops');
    await expect(
      deriveAgain(workspace.scope(), () => {
        throw stop;
      }),
    ).rejects.toBe(stop);
    expect(await waiting()).toBe(ACCOUNTS - 200);
    const progress: [number, number][] = [];
    await deriveAgain(workspace.scope(), (done, total) => progress.push([done, total]));
    expect(progress).toEqual([[ACCOUNTS - 200, ACCOUNTS - 200]]);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('are derived again by two servers at once', async () => {
    await deriveAsBefore('true');
    await Promise.all([1, 2].map(() => deriveAgain(workspace.scope(), () => undefined)));
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('include those whose facts an earlier server changes during the upgrade', async () => {
    const [one] = await run<{ id: string }>(`SELECT account_id AS id FROM account_now WHERE workspace_id = $1 LIMIT 1`);
    // An earlier server writes the instant of its own derivation, and leaves the column as it was.
    await run(`UPDATE account_now SET computed_at = computed_at + interval '1 second'
               WHERE workspace_id = $1 AND account_id = '${one!.id}'`);
    expect(await waiting()).toBe(1);
    await deriveAgain(workspace.scope(), () => undefined);
    expect(await waiting()).toBe(0);
  });

  it('are derived again by the scheduled jobs of a running server', async () => {
    await deriveAsBefore('true');
    await server.runScheduledJobs();
    expect(await waiting()).toBe(0);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });
});
