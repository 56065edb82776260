import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readConfig } from '../../src/config/config.js';
import { poolOf } from '../../src/database/pool.js';
import { startEmbeddedPostgres, type SupervisedServer } from '../../src/database/embedded/embedded-postgres.js';
import { drainJobQueue } from '../../src/database/job-queue.js';
import { openDatabase, type Database } from '../../src/composition/open-database.js';
import { enableRowLevelSecurity } from '../../src/database/row-level-security.js';
import { WorkspaceScope } from '../../src/database/workspace-scope.js';
import { importRecords } from '../../src/imports/import.service.js';
import { makeTasks } from '../../src/composition/jobs.js';
import { Role } from '../../src/graphql/role.js';
import { makeKey } from '../../src/auth/api-key-form.service.js';
import { findKey, storeKey } from '../../src/auth/api-key.service.js';
import { WorkspaceEntity } from '../../src/workspaces/workspace.entity.js';
import { createWorkspace } from '../../src/workspaces/workspace.service.js';
import { account, plan, record } from '../support/records.js';
import { queryInNoWorkspace } from '../support/no-workspace.js';
import { NOW, startTestServer, type TestServer } from '../support/server.js';

describe('row-level security', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('is enabled and forced on every table except the list of migrations', async () => {
    const { dataSource } = server.database;
    const tables = await dataSource.query<{ name: string; policies: string[] }[]>(
      `SELECT c.relname AS name, array(SELECT p.polname FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY 1)::text[] AS policies
       FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm')
         AND c.relrowsecurity AND c.relforcerowsecurity ORDER BY 1`,
    );
    const all = await dataSource.query<{ name: string }[]>(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm', 'v', 'f') ORDER BY 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual(all.map(({ name }) => name).filter((name) => name !== 'migrations'));
    for (const { policies } of tables) expect(policies).toEqual(['of_operator', 'of_workspace']);
  });

  it('applies to the role of the server, which cannot log in, owns nothing and cannot bypass it', async () => {
    const [role] = await server.database.served.query(
      `SELECT current_user AS name, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
              (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned
       FROM pg_roles r WHERE rolname = current_user`,
    );
    expect(role).toEqual({
      name: 'clientele_server',
      rolcanlogin: false,
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      owned: 0,
    });
  });

  it('makes statements outside of a workspace fail instead of returning no rows', async () => {
    const { served } = server.database;
    await expect(queryInNoWorkspace(served, 'SELECT * FROM account')).rejects.toThrow(/clientele\.workspace|uuid: ""/);
    await expect(queryInNoWorkspace(served, 'DELETE FROM account')).rejects.toThrow(/clientele\.workspace|uuid: ""/);
    await expect(served.query('SELECT * FROM migrations')).rejects.toThrow(/permission denied/);
    await expect(served.query('SELECT * FROM graphile_worker._private_jobs')).rejects.toThrow(/permission denied/);
    await expect(served.query('ALTER TABLE account NO FORCE ROW LEVEL SECURITY')).rejects.toThrow(/must be owner/);
    await expect(served.query(`SET clientele.operator = 'on'; SELECT * FROM account`)).rejects.toThrow(
      /clientele\.workspace|uuid: ""/,
    );
  });

  it('resets the workspace at the end of the transaction that entered it', async () => {
    const workspace = await server.addWorkspace();
    await record(workspace, { accounts: [account('acme')] });
    const client = await poolOf(server.database.served).connect();
    try {
      // The previous user of the connection may have entered a workspace for the session.
      await client.query(`SET clientele.workspace = ''`);
      await client.query(`BEGIN; SET LOCAL clientele.workspace = '${workspace.id}'`);
      expect((await client.query('SELECT FROM account')).rowCount).toBe(1);
      await client.query('COMMIT');
      await expect(client.query('SELECT FROM account')).rejects.toThrow(/uuid: ""/);
    } finally {
      client.release(true);
    }
  });

  it('is restored on a table that lost it, and enabled on a new table', async () => {
    const { dataSource, served } = server.database;
    const workspace = await server.addWorkspace();
    await record(workspace, { plans: [plan('basic', 1)] });
    await dataSource.query(
      `ALTER TABLE plan NO FORCE ROW LEVEL SECURITY; DROP POLICY of_workspace ON plan;
       CREATE TABLE novelty (workspace_id uuid NOT NULL, id uuid NOT NULL)`,
    );
    await expect(served.query('SELECT * FROM novelty')).rejects.toThrow(/permission denied/);
    await enableRowLevelSecurity(dataSource);
    await expect(queryInNoWorkspace(served, 'SELECT * FROM novelty')).rejects.toThrow(/clientele\.workspace|uuid: ""/);
    expect((await workspace.ask('{ plans { externalId } }')).data).toEqual({ plans: [{ externalId: 'basic' }] });
    await dataSource.query('DROP TABLE novelty');
  });
});

describe('a database whose user is not a superuser', () => {
  let folder: string;
  let postgres: SupervisedServer;
  let database: Database | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clientele-managed-'));
    chmodSync(folder, 0o711);
    postgres = await startEmbeddedPostgres({ dataDirectory: folder, settings: { fsync: 'off' } });
  });
  afterAll(async () => {
    await postgres.release();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await database?.close();
    database = undefined;
  });

  const asAdministrator = async (...statements: string[]): Promise<void> => {
    const client = new pg.Client(postgres.url);
    await client.connect();
    for (const each of statements) await client.query(each);
    await client.end();
  };
  const addDatabase = async (login: string, attributes: string): Promise<string> => {
    await asAdministrator(
      `CREATE ROLE "${login}" LOGIN PASSWORD 'secret' ${attributes}`,
      `CREATE DATABASE "${login}" OWNER "${login}"`,
    );
    return Object.assign(new URL(postgres.url), { username: login, password: 'secret', pathname: login }).href;
  };
  const open = async (url: string): Promise<Database> =>
    (database = await openDatabase(readConfig({ DATABASE_URL: url, CLIENTELE_DATA_DIR: folder })));

  /** Creates a workspace, records facts, refreshes derived rows, authenticates with its key, and deletes it. */
  async function live({ url, operator, dataSource }: Database): Promise<void> {
    const { id } = await createWorkspace(operator, NOW, { name: 'Main', currencyCode: 'USD', timeZone: 'UTC' });
    const key = makeKey();
    await storeKey(operator, NOW, { workspaceId: id, name: 'First key', role: Role.ADMIN, key });
    expect(await findKey(poolOf(dataSource), key)).toMatchObject({ workspaceId: id });
    const records = { plans: [plan('basic', 1)], accounts: [account('acme')] };
    const scope = new WorkspaceScope(poolOf(dataSource), id, NOW);
    expect(await importRecords(scope, records, Role.ADMIN)).toMatchObject({ refused: 0, created: 2 });
    await operator.query(`UPDATE account_now SET valid_until = $1`, [new Date(NOW)]);
    await operator.query(`SELECT graphile_worker.add_job('refreshDue')`);
    await drainJobQueue(
      url,
      makeTasks(dataSource, () => NOW),
    );
    expect(await operator.query('SELECT finished_at IS NOT NULL AS done FROM rollout ORDER BY revision')).toEqual([
      { done: true },
      { done: true },
    ]);
    expect(await operator.query(`SELECT count(*)::int FROM account_now WHERE valid_until = 'infinity'`)).toEqual([
      { count: 1 },
    ]);
    await operator.getRepository(WorkspaceEntity).delete({ id });
    expect(await operator.query('SELECT count(*)::int FROM account_period')).toEqual([{ count: 0 }]);
  }

  it('works if the user may create roles, and row-level security also applies to the user unless set as operator', async () => {
    const url = await addDatabase('may make roles', 'CREATEROLE');
    await live(await open(url));
    const { id } = await createWorkspace(database!.operator, NOW, { name: 'A', currencyCode: 'USD', timeZone: 'UTC' });
    const owner = new pg.Client(url);
    await owner.connect();
    expect((await owner.query('SELECT FROM workspace')).rowCount).toBe(0);
    expect((await owner.query('DELETE FROM workspace')).rowCount).toBe(0);
    await owner.query(`BEGIN; SET LOCAL clientele.workspace = '${id}'`);
    expect((await owner.query('SELECT FROM workspace')).rowCount).toBe(0);
    await owner.query(`COMMIT; SET clientele.operator = 'on'`);
    expect((await owner.query('SELECT FROM workspace')).rowCount).toBe(1);
    await owner.end();
  });

  it('works, if the user may not create roles, after an administrator has run the statements of the error', async () => {
    const url = await addDatabase('may not', '');
    const refusal = await open(url).then(
      () => '',
      (error: unknown) => (error as Error).message,
    );
    const [, statements] = /Run once as an administrator of the database: (.+);$/.exec(refusal) ?? [];
    expect(statements).toContain('CREATE ROLE clientele_server NOLOGIN; GRANT clientele_server TO "may not"');
    // The role exists already, created for another database of the same server.
    await asAdministrator(...statements!.split('; ').slice(1));
    await live(await open(url));
  });

  it('is refused if the existing server role can bypass row-level security', async () => {
    await asAdministrator('ALTER ROLE clientele_server BYPASSRLS');
    const url = await addDatabase('unheld', 'CREATEROLE');
    await expect(open(url)).rejects.toThrow(/ALTER ROLE clientele_server NOSUPERUSER NOBYPASSRLS/);
    await asAdministrator('ALTER ROLE clientele_server NOBYPASSRLS');
  });
});
