import type pg from 'pg';
import { poolOf } from '../../src/database/pool.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { account, interaction, phase, plan, record, subscription } from '../support/records.js';
import { untilStatementsWait } from '../support/waiting-statements.js';

/** Reads that take several statements, with a deletion committed between two of them. */
describe('a query during a concurrent deletion', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let deleter: pg.PoolClient;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: [account('gone'), account('stays')],
      subscriptions: ['gone', 'stays'].map((name) => subscription(name, name, [phase('2023-01-01')])),
      interactions: ['gone', 'stays'].map((name) => interaction(name, name, '2026-01-01')),
    });
    deleter = await poolOf(server.database.dataSource).connect();
  });

  /** Commits the deletion of an account once the read waits for the lock on the account table. */
  async function whileDeleting<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    await deleter.query('BEGIN; LOCK TABLE account IN ACCESS EXCLUSIVE MODE');
    await deleter.query(`DELETE FROM account WHERE workspace_id = $1 AND external_id = 'gone'`, [workspace.id]);
    const answer = read();
    await untilStatementsWait(server.database.dataSource, 1);
    await deleter.query('COMMIT');
    deleter.release();
    return answer;
  }

  it.each([
    ['interactions', '{ interactions { nodes { account { externalId } } } }'],
    ['relationshipChanges', '{ relationshipChanges { nodes { account { externalId } } } }'],
  ])('returns %s without the deleted account, as if it had arrived a moment later', async (name, query) => {
    // The second request compiles the query; the result has to stay the same.
    for (let i = 0; i < 2; i++) expect((await workspace.ask(query)).errors).toBeUndefined();
    const answer = await whileDeleting(() => workspace.ask(query));
    expect(answer).toEqual({
      status: 200,
      data: { [name]: { nodes: [{ account: { externalId: 'stays' } }] } },
    });
  });

  it('returns interactions without the deleted account if it is not compiled yet', async () => {
    const query = `{ all: interactions { nodes { account { externalId } } } }`;
    const { data, errors } = await whileDeleting(() => workspace.ask(query));
    expect({ data, errors }).toEqual({ data: { all: { nodes: [{ account: { externalId: 'stays' } }] } } });
  });
});
