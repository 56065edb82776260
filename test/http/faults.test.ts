import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { everyRow, record } from '../support/records.js';

/** Implementation details that must never leave the server. */
const INTERNALS =
  /select|insert|relation|column|pg_|postgres|sql|typeorm|node_modules|\.[jt]s\b|\bat .+:\d+|stack|exception/i;
const MESSAGE =
  'Something went wrong on our side. Nothing was changed. Try again, and report the requestId if the problem persists.';
const MESSAGE_IN_ANSWER =
  'Something went wrong on our side while the response was built. If the operation is a mutation, its change was saved. Try again, and report the requestId if the problem persists.';

describe('an internal error', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, GOOD_RECORDS);
  });
  afterAll(() => server.close());

  /** Sends a query while a table is missing. */
  async function askWithout(table: string, query: string, { ask } = workspace): Promise<Answer> {
    const { dataSource } = server.database;
    await dataSource.query(`ALTER TABLE ${table} RENAME TO hidden`);
    try {
      return await ask(query);
    } finally {
      await dataSource.query(`ALTER TABLE hidden RENAME TO ${table}`);
    }
  }
  function expectNoInternals({ errors }: Answer): void {
    expect(errors).toHaveLength(1);
    expect(errors![0]).toMatchObject({
      message: expect.not.stringMatching(INTERNALS) as string,
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) as string },
    });
  }

  it('in a query shows only a code, a message and the request id', async () => {
    const query = '{ accounts { totalCount } }';
    const answer = await askWithout('account_now', query);
    expectNoInternals(answer);
    expect(answer.errors).toMatchObject([{ message: MESSAGE }]);
    expect((await workspace.ask(query)).data).toEqual({ accounts: { totalCount: 1 } });
  });

  it('in a mutation changes nothing', async () => {
    const before = await everyRow(server, workspace);
    const mutation =
      'mutation { accountUpsert(input: { externalId: "acme", name: "New" }) { account { name } userErrors { message } } }';
    const answer = await askWithout('account_period', mutation);
    expectNoInternals(answer);
    expect(answer.errors).toMatchObject([{ message: MESSAGE, path: ['accountUpsert'] }]);
    expect(await everyRow(server, workspace)).toEqual(before);
    expect((await workspace.ask(mutation)).data).toEqual({
      accountUpsert: { account: { name: 'New' }, userErrors: [] },
    });
  });

  it("in selecting the fields of a mutation's payload says that the change was saved", async () => {
    const mutation =
      'mutation { accountUpsert(input: { externalId: "acme", name: "Changed" }) { account { successManager { name } } userErrors { message } } }';
    const answer = await askWithout('member', mutation);
    expectNoInternals(answer);
    expect(answer.errors).toMatchObject([
      { message: MESSAGE_IN_ANSWER, path: ['accountUpsert', 'account', 'successManager'] },
    ]);
    expect((await workspace.ask('{ accounts { nodes { name } } }')).data).toEqual({
      accounts: { nodes: [{ name: 'Changed' }] },
    });
  });

  it('during authentication shows no details', async () => {
    const answer = await askWithout('api_key', '{ viewer { role } }', await server.addWorkspace());
    expectNoInternals(answer);
    expect(answer).toMatchObject({ status: 500, errors: [{ message: MESSAGE }] });
  });

  it('is logged once with the request id, wherever it occurs', async () => {
    const log = jest.spyOn(server.app.log, 'error');
    try {
      for (const table of ['account_now', 'api_key']) {
        log.mockClear();
        const { errors } = await askWithout(table, '{ accounts { totalCount } }', await server.addWorkspace());
        expect(log.mock.calls).toEqual([
          [
            {
              err: expect.objectContaining({ message: expect.stringContaining(table) as string }) as Error,
              reqId: errors![0]!.extensions.requestId,
            },
            'A request failed',
          ],
        ]);
      }
    } finally {
      log.mockRestore();
    }
  });

  it('in one field keeps the data of the other fields', async () => {
    const query = '{ accounts { nodes { externalId successManager { name } } } }';
    const { data, errors } = await askWithout('member', query);
    expect(data).toEqual({ accounts: { nodes: [{ externalId: 'acme', successManager: null }] } });
    expect(errors).toMatchObject([{ message: MESSAGE_IN_ANSWER, path: ['accounts', 'nodes', 0, 'successManager'] }]);
  });

  it('is neither reported nor logged for a persisted query of an unsupported version', async () => {
    const log = jest.spyOn(server.app.log, 'error');
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${workspace.key}` },
      body: JSON.stringify({ query: '{ viewer { role } }', extensions: { persistedQuery: { version: 2 } } }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'Unsupported persisted query version', extensions: { code: 'BAD_REQUEST' } }],
    });
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });

  it('because the database is unreachable makes /readyz fail, but not /livez', async () => {
    await server.database.served.destroy();
    try {
      const ready = await fetch(new URL('/readyz', server.url));
      expect(ready.status).toBe(503);
      expect(await ready.json()).toEqual({ status: 'unavailable', reason: 'The database does not respond.' });
      expect((await fetch(new URL('/livez', server.url))).status).toBe(200);
      expectNoInternals(await workspace.ask('{ viewer { role } }'));
    } finally {
      await server.database.served.initialize();
    }
  });
});
