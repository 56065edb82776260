import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { showProgress } from '../src/cli/progress.js';
import { poolOf } from '../src/database/data-source.js';
import { openDatabase } from '../src/database/open-database.js';
import { WorkspaceScope } from '../src/database/workspace-scope.js';
import { readConfig } from '../src/config.js';
import { rebuildWorkspace } from '../src/relationships/rebuild.service.js';
import { Role } from '../src/workspaces/api-key.entity.js';
import { makeKey } from '../src/workspaces/api-key-form.service.js';
import { storeKey } from '../src/workspaces/api-key.service.js';
import { WorkspaceEntity } from '../src/workspaces/workspace.entity.js';
import { createWorkspace } from '../src/workspaces/workspace.service.js';
import { FILL_STATEMENTS } from './base.sql.js';

/** What every bench calls now: the base is dated relative to it. */
export const NOW = Date.parse('2026-03-15T12:00:00.000Z');

const FOLDER = join(import.meta.dirname, '..', '.bench');
const NAME = 'Bench';

export interface Base {
  url: string;
  dataSource: DataSource;
  scope: WorkspaceScope;
  /** A fresh admin key. */
  key: string;
  close: () => Promise<void>;
}

/** Opens the made-up base of so many accounts on an embedded PostgreSQL; fills it where that has not been done. */
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
    const key = makeKey();
    await storeKey(operator, NOW, { workspaceId: workspace.id, name: 'Bench', role: Role.ADMIN, key });
    return { url: database.url, dataSource, scope, key, close: database.close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The facts in one transaction, then what derives from them: a fill that was cut off goes on where it was. */
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
