import { readConfig } from '../../src/config/config.js';
import { MIGRATIONS } from '../../src/composition/data-source.js';
import { openDatabase, type Database } from '../../src/composition/open-database.js';
import { DatabaseLink, type Moment } from '../support/database-link.js';
import { dropDatabases, newDatabase, queryOn } from '../support/databases.js';
import { endAll, newDataDirectory, Running } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { TEMPLATE_DATABASE } from '../support/template.js';
import { isLongRun } from '../support/trials.js';

jest.setTimeout(isLongRun ? 600_000 : 120_000);
const NODES = 20;

/** Opens the database with NODES concurrent connections, as nodes do at the start; returns the outcome of each. */
async function openConcurrently(url: string): Promise<string[]> {
  const config = readConfig({ DATABASE_URL: url, CLIENTELE_DATA_DIR: newDataDirectory() });
  const opened = await Promise.allSettled(Array.from({ length: NODES }, () => openDatabase(config)));
  const isOpen = (one: PromiseSettledResult<Database>) => one.status === 'fulfilled';
  await Promise.all(opened.filter(isOpen).map(({ value }) => value.close()));
  return opened.map((one) => (isOpen(one) ? 'open' : String(one.reason)));
}

/** Returns all tables, indexes and other relations with their privileges and row-level security policies. */
const inventoryOf = (url: string): Promise<unknown[]> =>
  queryOn(
    url,
    `SELECT nspname, relname, relkind, relrowsecurity, relforcerowsecurity, relacl::text, array_agg(polname ORDER BY polname) AS policies
     FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace LEFT JOIN pg_policy ON polrelid = pg_class.oid
     WHERE nspname IN ('public', 'graphile_worker') GROUP BY n.oid, pg_class.oid ORDER BY nspname, relname`,
  );

async function expectMigratedOnce(url: string): Promise<void> {
  const applied = await queryOn<{ name: string }>(url, 'SELECT name FROM migrations ORDER BY id');
  expect(applied.map(({ name }) => name)).toEqual(MIGRATIONS.map((migration) => new migration().name));
  expect(await inventoryOf(url)).toEqual(await inventoryOf(await newDatabase(TEMPLATE_DATABASE)));
}

describe('twenty nodes that start concurrently on an empty database', () => {
  afterAll(async () => {
    await endAll();
    await dropDatabases();
  });

  it('apply each migration once', async () => {
    const url = await newDatabase();
    expect(await openConcurrently(url)).toEqual(Array<string>(NODES).fill('open'));
    await expectMigratedOnce(url);
  });

  it.each<Moment>(['before commit', 'before reply'])(
    'finish the migrations if another node is killed during a migration, %s',
    async (when) => {
      const url = await newDatabase();
      let resolveKilled: () => void;
      const isKilled = new Promise<void>((resolve) => (resolveKilled = resolve));
      const link = await DatabaseLink.to(url, 'INSERT INTO "migrations"', (moment) => {
        if (moment !== when) return false;
        killed.send('SIGKILL');
        resolveKilled();
        return true;
      });
      const killed = new Running(['migrate'], { DATABASE_URL: link.url, CLIENTELE_DATA_DIR: newDataDirectory() });
      void killed.ending.then(() => resolveKilled());
      await isKilled;
      expect(await openConcurrently(url)).toEqual(Array<string>(NODES).fill('open'));
      expect(await killed.ending).toBe('SIGKILL');
      await link.close();
      await expectMigratedOnce(url);
    },
  );

  // Twenty processes take minutes on two cores.
  (isLongRun ? it : it.skip)('serve the same workspace with the same key', async () => {
    const settings = { DATABASE_URL: await newDatabase(), CLIENTELE_DATA_DIR: newDataDirectory() };
    const nodes = await Promise.all(Array.from({ length: NODES }, () => RunningServer.start(settings)));
    await expectMigratedOnce(settings.DATABASE_URL);
    await nodes[0]!.record('Seen by all');
    for (const node of nodes) {
      expect(node.shownKey).toBe(nodes[0]!.shownKey);
      expect(await node.accounts()).toEqual(['Seen by all']);
    }
    for (const node of nodes) expect(await node.stop('SIGTERM')).toBe(0);
  });
});
