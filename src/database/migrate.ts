import { runMigrations as migrateJobQueue } from 'graphile-worker';
import type { DataSource } from 'typeorm';
import { poolOf } from './pool.js';
import { LOCKS, withLock } from './lock.js';
import { enableRowLevelSecurity } from './row-level-security.js';
import { prepareServerRole } from './server-role.js';

/**
 * Migrates the schema, as its owner. If several processes start at once, one migrates and the others wait for it.
 *
 * @throws if the database was migrated by a newer version of Clientele, or the server's role cannot be created.
 */
export const migrate = (dataSource: DataSource): Promise<void> =>
  withLock(dataSource, LOCKS.migration, async () => {
    await refuseNewerSchema(dataSource);
    await prepareServerRole(dataSource);
    await dataSource.runMigrations({ transaction: 'all' });
    await enableRowLevelSecurity(dataSource);
    await migrateJobQueue({ pgPool: poolOf(dataSource) });
  });

async function refuseNewerSchema(dataSource: DataSource): Promise<void> {
  const [table] = await dataSource.query<{ exists: boolean }[]>(
    `SELECT to_regclass('migrations') IS NOT NULL AS exists`,
  );
  if (!table?.exists) return;
  const known = new Set(dataSource.migrations.map(({ name }) => name));
  const applied = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id');
  const unknown = applied.filter(({ name }) => !known.has(name));
  if (unknown.length > 0) {
    throw new Error(
      `The database was migrated by a newer version of Clientele (${unknown.map(({ name }) => name).join(', ')}). ` +
        'Start that version, or point DATABASE_URL or CLIENTELE_DATA_DIR at other data.',
    );
  }
}
