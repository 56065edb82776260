import type pg from 'pg';
import { poolOf } from '../../src/database/pool.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { account, interaction, phase, plan, record, subscription } from '../support/records.js';

/** Readers whose answer is made by several statements, with a deletion brought in between. */
describe('whoever reads what another one deletes meanwhile', () => {
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

  /** Deletes an account once the statement waits that comes to read accounts. */
  async function whileDeleting<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    await deleter.query('BEGIN; LOCK TABLE account IN ACCESS EXCLUSIVE MODE');
    await deleter.query(`DELETE FROM account WHERE workspace_id = $1 AND external_id = 'gone'`, [workspace.id]);
    const answer = read();
    for (let isWaiting = false; !isWaiting;) {
      const { rowCount } = await deleter.query('SELECT FROM pg_locks WHERE NOT granted');
      isWaiting = rowCount! > 0;
    }
    await deleter.query('COMMIT');
    deleter.release();
    return answer;
  }

  it.each([
    ['interactions', '{ interactions { nodes { account { externalId } } } }'],
    ['relationshipChanges', '{ relationshipChanges { nodes { account { externalId } } } }'],
  ])('finds it gone from %s, as if they had come a moment later', async (name, query) => {
    // A query that came twice is compiled; what it answers is the same.
    for (let i = 0; i < 2; i++) expect((await workspace.ask(query)).errors).toBeUndefined();
    const answer = await whileDeleting(() => workspace.ask(query));
    expect(answer).toEqual({
      status: 200,
      data: { [name]: { nodes: [{ account: { externalId: 'stays' } }] } },
    });
  });

  it('finds it gone where the query is new', async () => {
    const query = `{ all: interactions { nodes { account { externalId } } } }`;
    const { data, errors } = await whileDeleting(() => workspace.ask(query));
    expect({ data, errors }).toEqual({ data: { all: { nodes: [{ account: { externalId: 'stays' } }] } } });
  });
});
