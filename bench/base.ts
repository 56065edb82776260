import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { showProgress } from '../src/cli/progress.js';
import { makeDataSource } from '../src/composition/data-source.js';
import { poolOf } from '../src/database/pool.js';
import { openDatabase } from '../src/composition/open-database.js';
import { WorkspaceScope } from '../src/database/workspace-scope.js';
import { readConfig } from '../src/config/config.js';
import { refreshWorkspace } from '../src/derivation/due-accounts.service.js';
import { rebuildWorkspace } from '../src/derivation/rebuild.service.js';
import { Role } from '../src/graphql/role.js';
import { makeKey } from '../src/auth/api-key-form.service.js';
import { storeKey } from '../src/auth/api-key.service.js';
import { WorkspaceEntity } from '../src/workspaces/workspace.entity.js';
import { createWorkspace } from '../src/workspaces/workspace.service.js';
import { FILL_STATEMENTS } from './base.sql.js';

/** The value of now in every benchmark. The dates of the base are relative to it. */
export const NOW = Date.parse('2026-03-15T12:00:00.000Z');

/** The folder of the bases and of the results. */
export const FOLDER = join(import.meta.dirname, '..', '.bench');
const NAME = 'Bench';
/** The database that `openDatabase` creates, and the copy to which benchmarks write. */
const SOURCE = 'clientele';
const COPY = 'bench_copy';

export interface Base {
  url: string;
  dataSource: DataSource;
  /** A connection that is not limited to a workspace. */
  operator: DataSource;
  scope: WorkspaceScope;
  /** A new admin key. */
  key: string;
  close: () => Promise<void>;
}

/** Opens the generated base with the given number of accounts on an embedded PostgreSQL; fills it the first time. */
export async function openBase(accounts: number): Promise<Base> {
  const database = await openDatabase(readConfig({ CLIENTELE_DATA_DIR: join(FOLDER, `${accounts}`) }));
  const { dataSource, operator } = database;
  try {
    const workspaces = operator.getRepository(WorkspaceEntity);
    const workspace =
      (await workspaces.findOneBy({ name: NAME })) ??
      (await createWorkspace(operator, NOW, { name: NAME, currencyCode: 'USD', timeZone: 'UTC' }));
    const scope = new WorkspaceScope(poolOf(dataSource), workspace.id, NOW);
    await fill(operator, scope, accounts);
    await keepEvidence(operator, scope);
    const key = makeKey();
    await storeKey(operator, NOW, { workspaceId: workspace.id, name: 'Bench', role: Role.ADMIN, key });
    return { url: database.url, dataSource, operator, scope, key, close: database.close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Opens a writable copy of the base, which is dropped on close. */
export async function openCopy(accounts: number): Promise<Base> {
  const base = await openBase(accounts);
  // PostgreSQL cannot copy a database that has connections.
  for (const each of [base.dataSource, base.operator]) await each.destroy();
  const administration = new pg.Client({ connectionString: databaseOf(base.url, 'postgres') });
  const drop = (): Promise<unknown> => administration.query(`DROP DATABASE IF EXISTS ${COPY} WITH (FORCE)`);
  const closeAll = async (): Promise<void> => {
    await drop();
    await administration.end();
    await base.close();
  };
  await administration.connect();
  try {
    await drop();
    await administration.query(`CREATE DATABASE ${COPY} TEMPLATE ${SOURCE} STRATEGY FILE_COPY`);
    const url = databaseOf(base.url, COPY);
    const operator = await makeDataSource(url, 'operator').initialize();
    const dataSource = await makeDataSource(url, 'server').initialize();
    const close = async (): Promise<void> => {
      for (const each of [dataSource, operator]) await each.destroy();
      await closeAll();
    };
    return {
      ...base,
      url,
      dataSource,
      operator,
      scope: new WorkspaceScope(poolOf(dataSource), base.scope.workspaceId, NOW),
      close,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Adds stored evidence to a base that was filled by an older version, as the minutely job of the server does. */
async function keepEvidence(operator: DataSource, scope: WorkspaceScope): Promise<void> {
  for (;;) {
    const [left] = await operator.query<{ accounts: number }[]>(
      'SELECT count(*)::int AS accounts FROM account_now WHERE workspace_id = $1 AND evidence IS NULL',
      [scope.workspaceId],
    );
    if (left!.accounts === 0) return;
    await refreshWorkspace(scope);
  }
}

function databaseOf(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.toString();
}

/** Inserts the facts in one transaction, then derives the rest. An interrupted fill continues where it stopped. */
async function fill(operator: DataSource, scope: WorkspaceScope, accounts: number): Promise<void> {
  const [filled] = await operator.query<{ derived: number; recorded: number }[]>(
    `SELECT (SELECT count(*)::int FROM account_now WHERE workspace_id = $1) AS derived,
            (SELECT count(*)::int FROM account WHERE workspace_id = $1) AS recorded`,
    [scope.workspaceId],
  );
  if (filled!.derived === accounts) return;
  if (filled!.recorded === 0) {
    await operator.transaction(async (manager) => {
      const values = [scope.workspaceId, new Date(NOW), accounts];
      for (const { text, takes } of FILL_STATEMENTS) await manager.query(text, values.slice(0, takes));
    });
  }
  const progress = showProgress();
  await rebuildWorkspace(scope, (done, total) => progress('Deriving', done, total));
  await operator.query('VACUUM (ANALYZE)');
}
