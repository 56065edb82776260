import { AccountManagerResolver } from '../../src/accounts/account-manager.resolver.js';
import { AccountResolver } from '../../src/accounts/account.resolver.js';
import { REQUEST_TIMEOUTS } from '../../src/database/cancellation.js';
import { makeDataSource } from '../../src/composition/data-source.js';
import { poolOf } from '../../src/database/pool.js';
import { ClientBaseResolver } from '../../src/client-base/client-base.resolver.js';
import { Role } from '../../src/graphql/role.js';
import { makeTestDatabase } from '../support/database.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { StatementCounter } from '../support/statement-counter.js';
import { isKnown } from '../support/statement-names.js';
import { pause, waitUntil } from '../support/wait-until.js';
import { FULL_RECORDS } from '../support/full-records.js';
import { record } from '../support/records.js';

/**
 * graphql-js executes a document the first time. The second request compiles it; later requests use the compiled query.
 */
const REQUESTS = ['is new', 'compiles the query', 'uses the compiled query'];

/** A field that succeeds, and whose resolver calls and statements are counted. */
const COUNTED = 'clientBase { accounts }';

/** A mistake that is selected beside the counted field. */
interface Mistake {
  field: string;
  variables?: string;
  values?: Record<string, unknown>;
  code?: string;
  /** How often the counted field is executed. Default: 1. */
  executions?: 0 | 1;
}
const MISTAKES: Record<string, Mistake> = {
  'a wrong argument': { field: 'accounts(first: 200) { totalCount }' },
  'a wrong argument of a nullable field': { field: 'account(by: {}) { name }' },
  'a wrong cursor': { field: 'accounts(after: "nonsense") { totalCount }' },
  'an argument whose variable is null': {
    field: 'cohorts(from: "2026-01-01", to: "2026-02-01", interval: $interval) { accounts }',
    variables: '($interval: MetricInterval)',
    values: { interval: null },
  },
  'a forbidden field': { field: 'apiKeys { id }', code: 'FORBIDDEN' },
  'a wrong variable': {
    field: 'accounts(first: $first) { totalCount }',
    variables: '($first: Int)',
    values: { first: 'many' },
    executions: 0,
  },
};

const timeouts = { ...REQUEST_TIMEOUTS };

describe('the execution of an operation that ends in an error', () => {
  let server: TestServer;
  let counter: StatementCounter;
  let admin: TestWorkspace;
  let reader: TestWorkspace;

  beforeAll(async () => {
    const database = await makeTestDatabase();
    counter = await StatementCounter.to(database.url);
    const served = makeDataSource(counter.url, 'server');
    await served.initialize();
    const close = async (): Promise<void> => {
      await served.destroy();
      await counter.close();
      await database.close();
    };
    server = await startTestServer({ database: { ...database, served, close }, limits: { database: timeouts } });
    admin = await server.addWorkspace();
    reader = await server.addWorkspace({ role: Role.READER });
    await record(admin, FULL_RECORDS);
    // The server reads keys and currencies once and caches them.
    for (const { ask } of [admin, reader]) await ask(`{ viewer { role } ${COUNTED} }`);
  });
  afterAll(() => server.close());
  afterEach(() => jest.restoreAllMocks());

  /** Waits until statements that the response did not wait for have finished. */
  async function untilIdle(): Promise<void> {
    const pool = poolOf(server.database.served);
    for (let idleTurns = 0; idleTurns < 10;) {
      await pause(1);
      idleTurns = pool.idleCount === pool.totalCount && pool.waitingCount === 0 ? idleTurns + 1 : 0;
    }
  }

  /** Returns the result of `ask`, and the statements that PostgreSQL received for it. */
  async function counted<Result>(ask: () => Promise<Result>): Promise<{ result: Result; statements: string[] }> {
    counter.take();
    const result = await ask();
    await untilIdle();
    const statements = counter.take().filter((name) => !isKnown(name));
    return { result, statements: statements.sort() };
  }

  /** Returns the statements of a query that succeeds, each repeated `times` times. */
  async function statementsOf(query: string, times: number): Promise<string[]> {
    const { result, statements } = await counted(() => admin.ask(query));
    expect(result.errors).toBeUndefined();
    expect(statements).not.toEqual([]);
    return statements.flatMap((statement) => Array.from({ length: times }, () => statement));
  }

  /** Runs `work` while a lock makes statements on a table wait. */
  async function withLocked(table: string, work: () => Promise<void>): Promise<void> {
    const client = await poolOf(server.database.dataSource).connect();
    await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    try {
      await work();
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  /** Runs `work` while a table is missing, which causes an internal error. */
  async function without(table: string, work: () => Promise<void>): Promise<void> {
    const { dataSource } = server.database;
    await dataSource.query(`ALTER TABLE ${table} RENAME TO hidden`);
    try {
      await work();
    } finally {
      await dataSource.query(`ALTER TABLE hidden RENAME TO ${table}`);
    }
  }

  it.each(Object.entries(MISTAKES))('runs the rest of a query at most once beside %s', async (_, mistake) => {
    const { field, variables = '', values = {}, code = 'BAD_USER_INPUT', executions = 1 } = mistake;
    const statements = await statementsOf(`{ ${COUNTED} }`, executions);
    const execute = jest.spyOn(ClientBaseResolver.prototype, 'clientBase');
    for (const request of REQUESTS) {
      execute.mockClear();
      const answer = await counted(() => reader.ask(`query ${variables} { ${COUNTED} ${field} }`, values));
      expect({ request, ...answer }).toMatchObject({
        request,
        result: { errors: [{ extensions: { code } }] },
        statements,
      });
      expect(execute).toHaveBeenCalledTimes(executions);
    }
  });

  it('runs nothing if no operation has the requested name', async () => {
    const execute = jest.spyOn(ClientBaseResolver.prototype, 'clientBase');
    const query = `query A { ${COUNTED} } query B { viewer { role } }`;
    for (const operationName of ['C', undefined, 'C']) {
      const { result, statements } = await counted(async () => {
        const response = await fetch(server.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${admin.key}` },
          body: JSON.stringify({ query, operationName }),
        });
        return (await response.json()) as Answer;
      });
      expect(result.errors).toMatchObject([{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }]);
      expect(statements).toEqual([]);
    }
    expect(execute).not.toHaveBeenCalled();
  });

  it('runs a query with a fault twice, and logs the fault once', async () => {
    const query = '{ accounts(first: 1) { nodes { successManager { name } subscriptions { totalCount } } } }';
    const log = jest.spyOn(server.app.log, 'error');
    const execute = jest.spyOn(AccountManagerResolver.prototype, 'successManager');
    await without('member', async () => {
      for (const request of REQUESTS) {
        log.mockClear();
        execute.mockClear();
        const answer = await counted(() => admin.ask(query));
        const { data, errors } = answer.result;
        expect(data).toEqual({ accounts: { nodes: [{ successManager: null, subscriptions: { totalCount: 1 } }] } });
        expect(errors).toMatchObject([
          { path: ['accounts', 'nodes', 0, 'successManager'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
        ]);
        const times = (name: string): number => answer.statements.filter((one) => one === name).length;
        expect({ request, times: times('selectMembersById') }).toEqual({ request, times: 2 });
        for (const name of answer.statements) expect(times(name)).toBeLessThanOrEqual(2);
        expect(execute).toHaveBeenCalledTimes(2);
        expect(log.mock.calls).toMatchObject([[{ reqId: errors![0]!.extensions.requestId }, 'A request failed']]);
      }
    });
  });

  it('hides a fault that does not occur again in the second execution', async () => {
    const log = jest.spyOn(server.app.log, 'error');
    for (const request of REQUESTS) {
      const execute = jest.spyOn(AccountManagerResolver.prototype, 'successManager');
      execute.mockRejectedValueOnce(new Error('once'));
      const { data, errors } = await admin.ask('{ accounts { nodes { successManager { name } } } }');
      expect({ request, data, errors }).toEqual({
        request,
        data: { accounts: { nodes: [{ successManager: { name: 'Mia' } }] } },
        errors: undefined,
      });
      expect(execute).toHaveBeenCalledTimes(2);
      execute.mockRestore();
    }
    expect(log).not.toHaveBeenCalled();
  });

  it('runs a query that times out once, and responds before a second timeout could elapse', async () => {
    const statements = await statementsOf(`{ ${COUNTED} }`, 1);
    const execute = jest.spyOn(ClientBaseResolver.prototype, 'clientBase');
    jest.replaceProperty(timeouts, 'holdMs', 300);
    await withLocked('account_period', async () => {
      for (const request of REQUESTS) {
        execute.mockClear();
        const answer = await counted(() => admin.ask(`query TimesOut { ${COUNTED} facts { name } }`));
        expect({ request, ...answer }).toMatchObject({
          request,
          result: { status: 503, errors: [{ extensions: { code: 'OPERATION_TIMEOUT' } }] },
          statements,
        });
        expect(execute).toHaveBeenCalledTimes(1);
      }
    });
  });

  it('runs a query once if the client disconnects, and logs no fault', async () => {
    const statements = await statementsOf(`{ ${COUNTED} }`, 1);
    const log = jest.spyOn(server.app.log, 'error');
    const execute = jest.spyOn(ClientBaseResolver.prototype, 'clientBase');
    for (const _ of REQUESTS) {
      execute.mockClear();
      await withLocked('account_period', async () => {
        const leaving = new AbortController();
        const answer = await counted(async () => {
          const asked = fetch(server.url, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${admin.key}` },
            body: JSON.stringify({ query: `query Leaves { ${COUNTED} accounts { totalCount } }` }),
            signal: leaving.signal,
          });
          asked.catch(() => undefined);
          await waitUntil('the resolver runs', () => execute.mock.calls.length > 0);
          await pause(50);
          leaving.abort();
          await expect(asked).rejects.toThrow();
        });
        expect(answer.statements).toEqual(expect.arrayContaining(statements));
        expect(new Set(answer.statements).size).toBe(answer.statements.length);
      });
      expect(execute).toHaveBeenCalledTimes(1);
    }
    expect(log).not.toHaveBeenCalled();
  });

  it.each([
    ['a user error', 'interactions(first: 200) { totalCount }', 'BAD_USER_INPUT'],
    ['a fault', 'successManager { name }', 'INTERNAL_SERVER_ERROR'],
  ])('runs once a mutation whose response contains %s', async (_, field, code) => {
    const mutation = (name: string, shown: string): string =>
      `mutation { accountUpsert(input: { externalId: "acme", name: "${name} ${code}" }) { account { ${shown} } } }`;
    const execute = jest.spyOn(AccountResolver.prototype, 'accountUpsert');
    const good = await counted(() => admin.ask(mutation('good', 'name')));
    expect(good.result.errors).toBeUndefined();
    execute.mockClear();
    await without('member', async () => {
      for (const request of REQUESTS) {
        const { result, statements } = await counted(() => admin.ask(mutation(request, field)));
        expect({ request, result }).toMatchObject({ request, result: { errors: [{ extensions: { code } }] } });
        // Beyond the statements of a good mutation, only statements that read the field are allowed.
        for (const name of good.statements) expect(statements.filter((one) => one === name)).toEqual([name]);
      }
    });
    expect(execute).toHaveBeenCalledTimes(REQUESTS.length);
  });
});
