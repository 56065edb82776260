import { setTimeout as sleep } from 'node:timers/promises';
import { REQUEST_TIMEOUTS } from '../../src/database/cancellation.js';
import { DatabaseUnavailable } from '../../src/database/workspace-connection.js';
import { poolOf } from '../../src/database/pool.js';
import { watchForStuckPool } from '../../src/database/pool-health.js';
import { statement } from '../../src/database/statement.js';
import { account, record } from '../support/records.js';
import { makeProxiedDatabase } from '../support/proxied-database.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { waitUntil } from '../support/wait-until.js';

const HOLD_MS = 500;
const CANCEL_MS = 1_500;
jest.setTimeout(240_000);

/** Long enough to observe, even on a busy machine, that a pool is not stuck yet. */
const STUCK_AFTER_MS = 1_000;

/** Added to both timeouts for a busy machine. */
const GRACE_MS = 60_000;
const REQUESTS = 40;

describe('a server whose network to the database drops every packet', () => {
  const timeouts = { ...REQUEST_TIMEOUTS };
  let database: Awaited<ReturnType<typeof makeProxiedDatabase>>;
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    database = await makeProxiedDatabase();
    server = await startTestServer({ database, limits: { database: timeouts } });
    workspace = await server.addWorkspace();
    await record(workspace, { accounts: [account('acme')] });
  });
  afterAll(async () => {
    // Closing the server would wait for the keep-alive connections of fetch.
    server.app.server.closeAllConnections();
    await server.close();
  });
  beforeEach(() => Object.assign(timeouts, { holdMs: HOLD_MS, cancelMs: CANCEL_MS }));
  afterEach(() => Object.assign(timeouts, REQUEST_TIMEOUTS));

  const QUERY = '{ accounts { nodes { name } } }';
  const MUTATION = 'mutation { accountUpsert(input: { externalId: "new", name: "New" }) { account { id } } }';

  /** Opens all connections that a key may hold, silences the network, then sends requests whose statements are lost. */
  async function sendWhileSilent(text: string): Promise<{ status: number; tookMs: number }[]> {
    await Promise.all(Array.from({ length: REQUESTS }, () => workspace.ask(QUERY)));
    database.proxy.goSilent();
    return Promise.all(
      Array.from({ length: REQUESTS }, async () => {
        const start = performance.now();
        const { status } = await workspace.ask(text);
        return { status, tookMs: performance.now() - start };
      }),
    );
  }

  /** Waits until the server responds: connection attempts from the silent period have to time out first. */
  async function untilServerResponds(): Promise<void> {
    await waitUntil('the server answers again', async () => (await workspace.ask(QUERY)).status === 200);
  }

  it.each([
    ['queries', QUERY],
    ['mutations', MUTATION],
  ])('fails all %s with 503 soon after their timeout, and works once the network is back', async (_, text) => {
    const before = database.proxy.cancelRequests;
    const answers = await sendWhileSilent(text);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(HOLD_MS + CANCEL_MS + GRACE_MS);
    database.proxy.recover();
    // Forty requests at once may take longer than that on a busy machine.
    Object.assign(timeouts, REQUEST_TIMEOUTS);
    await untilServerResponds();
    const again = await Promise.all(Array.from({ length: REQUESTS }, () => workspace.ask(QUERY)));
    expect(again.map(({ status }) => status)).toEqual(Array<number>(REQUESTS).fill(200));
    expect(poolOf(database.served).waitingCount).toBe(0);
    // No cancellation is sent for a connection that was closed.
    const after = database.proxy.cancelRequests;
    await sleep(1_000);
    expect(database.proxy.cancelRequests).toBe(after);
    // The ten connections of a key, each cancelled a few times at growing intervals.
    expect(after - before).toBeLessThan(10 * 6);
  });

  it('closes the database connection of a disconnected client if the cancellation gets no response', async () => {
    await workspace.ask(QUERY);
    database.proxy.goSilent();
    const controller = new AbortController();
    const response = fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${workspace.key}` },
      body: JSON.stringify({ query: QUERY }),
      signal: controller.signal,
    });
    await waitUntil(
      'the query has a connection',
      () => poolOf(database.served).totalCount > poolOf(database.served).idleCount,
    );
    controller.abort();
    await expect(response).rejects.toThrow();
    const pool = poolOf(database.served);
    await waitUntil('no connection is in use', () => pool.totalCount === pool.idleCount);
    database.proxy.recover();
    await untilServerResponds();
  });

  it('reports a stuck pool only while no connection has been returned for a long time', async () => {
    const pool = poolOf(database.served);
    const isStuck = watchForStuckPool(pool, STUCK_AFTER_MS);
    const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
    try {
      expect(isStuck()).toBe(false);
      await waitUntil('the pool is stuck', isStuck);
    } finally {
      for (const client of clients) client.release();
    }
    expect(isStuck()).toBe(false);
    expect((await fetch(new URL('/livez', server.url))).status).toBe(200);
  });
});

describe('a server that is frozen during a transaction', () => {
  const lock = statement('lock', 'SELECT id FROM account WHERE workspace_id = $1 FOR NO KEY UPDATE');
  const shorten = statement(
    'shorten',
    `SELECT set_config('idle_in_transaction_session_timeout', '100ms', true) FROM workspace WHERE id = $1`,
  );
  const show = statement<{ timeout: string }>(
    'show',
    `SELECT current_setting('idle_in_transaction_session_timeout') AS timeout FROM workspace WHERE id = $1`,
  );
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, { accounts: [account('acme')] });
  });
  afterAll(() => server.close());

  it('has its row locks released by PostgreSQL after 30 s, longer than any request holds them', async () => {
    expect(await workspace.scope().run(show)).toEqual([{ timeout: '30s' }]);
    expect(REQUEST_TIMEOUTS.holdMs + REQUEST_TIMEOUTS.cancelMs).toBeLessThan(30_000);
  });

  it('does not block other writers, and fails with DatabaseUnavailable when it resumes', async () => {
    const frozen = workspace.scope().write(async (sql) => {
      await sql.run(shorten);
      await sql.run(lock);
      const { status } = await workspace.ask(
        'mutation { accountUpsert(input: { externalId: "acme", name: "Other" }) { account { id } } }',
      );
      expect(status).toBe(200);
      await sql.run(lock);
    });
    await expect(frozen).rejects.toThrow(DatabaseUnavailable);
    expect((await workspace.ask('{ accounts { nodes { name } } }')).data).toEqual({
      accounts: { nodes: [{ name: 'Other' }] },
    });
  });
});
