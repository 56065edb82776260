import type pg from 'pg';
import { poolOf } from '../../src/database/pool.js';
import { rollOut } from '../../src/derivation/rollout.service.js';
import { account, mutated, phase, plan, record, subscription } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { untilStatementsWait } from '../support/waiting-statements.js';

describe('a rollout', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let writer: pg.PoolClient;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
    const names = ['a', 'b', 'c'];
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: names.map((name) => account(name)),
      subscriptions: names.map((name) => subscription(name, name, [phase('2024-01-01')])),
    });
    writer = await poolOf(server.database.dataSource).connect();
  });
  afterEach(() => writer.release());

  const waitsForLock = () => untilStatementsWait(server.database.dataSource, 1);
  const idsInOrder = async (): Promise<string[]> => {
    const { rows } = await writer.query<{ id: string }>('SELECT id FROM account WHERE workspace_id = $1 ORDER BY id', [
      workspace.id,
    ]);
    return rows.map(({ id }) => id);
  };

  it('locks accounts in the order of their ids, whatever was rolled out to them before', async () => {
    const ids = await idsInOrder();
    // The last accounts have waited longest.
    for (const [i, id] of ids.entries()) {
      await writer.query('UPDATE account SET rules_revision = $2 WHERE id = $1', [id, -i]);
    }
    await mutated(workspace, 'planUpsert', { externalId: 'basic', rank: 2 });
    await writer.query('BEGIN');
    await writer.query('SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE', [ids[0]]);
    const rollingOut = rollOut(workspace.scope());
    await waitsForLock();
    // A writer that locks in the order of ids gets the others; it would deadlock if the rollout held one of them.
    await writer.query('SELECT FROM account WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE NOWAIT', [ids]);
    await writer.query('COMMIT');
    await rollingOut;
    const { rows } = await writer.query<{ revisions: number; revision: number }>(
      `SELECT count(DISTINCT a.rules_revision)::int AS revisions, min(w.revision - a.rules_revision) AS revision
       FROM account a JOIN workspace w ON w.id = a.workspace_id WHERE a.workspace_id = $1`,
      [workspace.id],
    );
    expect(rows).toEqual([{ revisions: 1, revision: 0 }]);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('finishes if the accounts that it waits for are erased or rolled out to a later revision', async () => {
    const ids = await idsInOrder();
    await mutated(workspace, 'planUpsert', { externalId: 'basic', rank: 3 });
    await writer.query('BEGIN');
    await writer.query('UPDATE account SET rules_revision = 1000 WHERE id = $1', [ids[0]]);
    await writer.query('DELETE FROM account WHERE id = $1', [ids[1]]);
    const rollingOut = rollOut(workspace.scope());
    await waitsForLock();
    await writer.query('COMMIT');
    await rollingOut;
    const { rows } = await writer.query<{ id: string; revision: number }>(
      'SELECT id, rules_revision AS revision FROM account WHERE workspace_id = $1 ORDER BY id',
      [workspace.id],
    );
    expect(rows).toEqual([
      { id: ids[0], revision: 1000 },
      { id: ids[2], revision: expect.any(Number) as number },
    ]);
    const { data } = await workspace.ask('{ policy { rollout { accountsDone accountsTotal finishedAt } } }');
    expect(data.policy.rollout).toMatchObject({ accountsDone: 2, accountsTotal: 2 });
    expect(data.policy.rollout.finishedAt).not.toBeNull();
  });
});
