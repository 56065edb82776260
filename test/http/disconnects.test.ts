import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { poolOf } from '../../src/database/pool.js';
import { REQUEST_TIMEOUTS } from '../../src/database/cancellation.js';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';
import { makeProxiedDatabase } from '../support/proxied-database.js';
import { endAll, newDataDirectory } from '../support/processes.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { RunningServer } from '../support/servers.js';
import { pause, waitUntil } from '../support/wait-until.js';

const KEY = 'clk_000000000000_0123456789012345678901234567890123456789012';
/** Fewer than the connections of a server to its database. */
const CLIENTS = 12;
/** The level of warnings in pino. */
const WARN = 40;

const LIST = '{ accounts { nodes { name } totalCount } }';
const SNAPSHOT = '{ accounts(filter: { unmetCriterion: ADVOCACY }) { nodes { name } totalCount } }';
const UPSERT = 'mutation { accountUpsert(input: { externalId: "a", name: "A" }) { account { name } } }';
const INTERACTION = `mutation { interactionRecord(input: { account: { externalId: "acme" }, kind: CALL
  occurredAt: "2026-01-01T00:00:00Z", idempotencyKey: "a call" }) { interaction { id } } }`;
const IMPORT = `mutation { import(input: { accounts: [{ externalId: "a", name: "A" }]
  interactions: [{ externalId: "i", accountExternalId: "a", kind: CALL, occurredAt: "2026-01-01T00:00:00Z" }] }) { created } }`;
const SIMULATION = `{ policySimulation(policy: { name: "Draft", clientScore: 1
  criteria: [{ fact: SEATS, comparison: AT_LEAST, threshold: 1, weight: 1 }] }) { accounts } }`;

/** Sends a request on a connection of its own. */
async function send(url: string, key: string, query: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const body = JSON.stringify({ query });
  socket.write(
    'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n' +
      `authorization: Bearer ${key}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

/** Half of the clients close their connections, as a browser does, and half are killed. */
const disconnect = (sockets: readonly Socket[]): void =>
  sockets.forEach((socket, i) => (i % 2 ? socket.destroy() : socket.resetAndDestroy()));

describe('A client that disconnects before it has the response', () => {
  let database: TestDatabase;
  let server: RunningServer;

  beforeAll(async () => {
    database = await makeTestDatabase();
    server = await RunningServer.start({
      DATABASE_URL: database.url,
      CLIENTELE_DATA_DIR: newDataDirectory(),
      CLIENTELE_API_KEY: KEY,
      CLIENTELE_RATE_LIMIT: 'off',
      LOG_LEVEL: 'info',
    });
    await server.record('acme');
  });
  afterAll(async () => {
    await endAll();
    await database.close();
  });

  const waiting = async (): Promise<number> => {
    const [row] = await database.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name <> 'graphile-worker'`,
    );
    return row!.count;
  };

  /** Runs `work` while every statement on a table waits. */
  async function withLocked(table: string, work: () => Promise<void>): Promise<void> {
    const client = await poolOf(database.dataSource).connect();
    try {
      await client.query('BEGIN');
      await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      await work();
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  const logged = () =>
    server.process.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { level: number; msg: string; reqId: string; err?: object });

  it.each([
    ['its key is looked up', 'api_key', LIST],
    ['a list is read', 'account_now', LIST],
    ['a snapshot is read', 'account_now', SNAPSHOT],
    ['a record is written', 'account_now', UPSERT],
    ['an interaction waits for its account', 'account', INTERACTION],
    ['an interaction is written', 'interaction', INTERACTION],
    ['an import waits for its accounts', 'account', IMPORT],
    ['an import writes derived rows', 'account_period', IMPORT],
    ['a simulation starts', 'policy', SIMULATION],
    ['a simulation runs', 'subscription_phase', SIMULATION],
  ])('is logged without an error while %s', async (_, table, query) => {
    const before = logged().length;
    // The server remembers a key for a second.
    if (table === 'api_key') await pause(1_100);
    await withLocked(table, async () => {
      const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => send(server.url, KEY, query)));
      await waitUntil('a statement waits', async () => (await waiting()) > 0);
      disconnect(sockets);
      await waitUntil('no statement waits', async () => (await waiting()) === 0);
    });
    const disconnections = (): string[] =>
      logged()
        .slice(before)
        .filter(({ msg }) => msg === 'Client disconnected')
        .map(({ reqId }) => reqId);
    // Requests that the server had not read yet are not logged.
    await waitUntil('disconnections are logged', () => disconnections().length > 0);
    // The server has handled what failed before it responds to this.
    expect((await server.ask(LIST)).status).toBe(200);
    expect(new Set(disconnections()).size).toBe(disconnections().length);
    expect(
      logged()
        .slice(before)
        .filter(({ level, err }) => level >= WARN || err !== undefined),
    ).toEqual([]);
  });
});

describe('A client that disconnects while the database does not respond', () => {
  const timeouts = { ...REQUEST_TIMEOUTS, cancelMs: 200 };
  let database: Awaited<ReturnType<typeof makeProxiedDatabase>>;
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    database = await makeProxiedDatabase();
    server = await startTestServer({ database, limits: { database: timeouts } });
    workspace = await server.addWorkspace();
  });
  afterAll(async () => {
    server.app.server.closeAllConnections();
    await server.close();
  });

  it.each([
    ['a query', LIST],
    ['a snapshot', SNAPSHOT],
    ['a mutation', UPSERT],
    ['an import', IMPORT],
  ])('is no error in the log, although the connections that %s holds are closed', async (_, query) => {
    await waitUntil('the server responds', async () => (await workspace.ask(LIST)).status === 200);
    await Promise.all(Array.from({ length: CLIENTS }, () => workspace.ask(LIST)));
    const error = jest.spyOn(server.app.log, 'error');
    const info = jest.spyOn(server.app.log, 'info');
    database.proxy.goSilent();
    try {
      const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => send(server.url, workspace.key, query)));
      await waitUntil('statements run', () => poolOf(server.database.served).idleCount === 0);
      disconnect(sockets);
      await waitUntil('requests end', () => info.mock.calls.some(([, text]) => /^A request ended/.test(String(text))));
      await waitUntil('all connections are closed', () => poolOf(server.database.served).totalCount === 0);
      expect(error.mock.calls).toEqual([]);
    } finally {
      database.proxy.recover();
      error.mockRestore();
      info.mockRestore();
    }
  });
});
