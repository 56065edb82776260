import { poolOf } from '../../src/database/pool.js';
import { waitUntil } from '../support/wait-until.js';
import { DatabaseProxy } from '../support/database-proxy.js';
import { makeProxiedDatabase } from '../support/proxied-database.js';
import { dropDatabases, newDatabase } from '../support/databases.js';
import { endAll, newDataDirectory, refusalOf } from '../support/processes.js';
import { startTestServer } from '../support/server.js';

/** Drops the options, as PgBouncer does with `ignore_startup_parameters = options`. */
const withoutOptions = ({ options: _, ...parameters }: Record<string, string>): Record<string, string> => parameters;

describe('a pooler that drops the startup options', () => {
  afterAll(async () => {
    await endAll();
    await dropDatabases();
  });

  it('makes every command fail with one line that says what to change', async () => {
    const url = await newDatabase();
    const proxy = await DatabaseProxy.to(url, { startup: withoutOptions });
    const settings = { DATABASE_URL: proxy.url, CLIENTELE_DATA_DIR: newDataDirectory() };
    try {
      for (const args of [['start'], ['migrate'], ['workspace', 'list']]) {
        expect(await refusalOf(args, settings)).toMatch(/`options` .*not in effect.*PgBouncer.*Point DATABASE_URL at/);
      }
    } finally {
      await proxy.close();
    }
  });

  it('makes a running server refuse requests and report the reason in /readyz until the pooler is removed', async () => {
    let isDropping = false;
    const database = await makeProxiedDatabase({ startup: (all) => (isDropping ? withoutOptions(all) : all) });
    const server = await startTestServer({ database });
    const ready = async (): Promise<{ status: number; body: unknown }> => {
      const answer = await fetch(new URL('/readyz', server.url));
      return { status: answer.status, body: await answer.json() };
    };
    /** Makes the next request open a new connection. */
    const closeConnections = (): Promise<unknown> =>
      database.dataSource.query(
        `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
    try {
      const workspace = await server.addWorkspace();
      expect((await workspace.ask('{ viewer { role } }')).status).toBe(200);
      isDropping = true;
      await closeConnections();
      const refused = await workspace.ask('{ accounts { nodes { name } } }');
      expect(refused).toMatchObject({ status: 503, errors: [{ extensions: { code: 'DATABASE_UNAVAILABLE' } }] });
      expect(refused.data ?? null).toBeNull();
      expect(await ready()).toMatchObject({
        status: 503,
        body: { status: 'unavailable', reason: expect.stringContaining('clientele_server') as string },
      });
      isDropping = false;
      expect((await workspace.ask('{ accounts { nodes { name } } }')).status).toBe(200);
      await waitUntil('the server is ready again', async () => (await ready()).status === 200);
    } finally {
      await server.close();
    }
  });
});

describe('a new connection of the server', () => {
  it('is refused if row-level security is disabled for a table', async () => {
    const database = await makeProxiedDatabase();
    const pool = poolOf(database.served);
    const first = await pool.connect();
    try {
      await database.dataSource.query('ALTER TABLE interaction DISABLE ROW LEVEL SECURITY');
      await expect(pool.connect()).rejects.toThrow(
        /row-level security .* in interaction\. Run `npx clientele migrate`/,
      );
    } finally {
      first.release();
      await database.close();
    }
  });
});
