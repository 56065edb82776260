import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Instant } from '../classification/calendar.js';
import type { Config } from '../config/config.js';
import { poolOf } from '../database/pool.js';
import { LOCKS, withLock } from '../database/lock.js';
import type { Database } from '../composition/open-database.js';
import { AccountEntity } from '../accounts/account.entity.js';
import { ApiKeyEntity } from '../auth/api-key.entity.js';
import { Role } from '../graphql/role.js';
import { makeKey } from '../auth/api-key-form.service.js';
import { findKey, isInForce, storeKey } from '../auth/api-key.service.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import { createWorkspace } from '../workspaces/workspace.service.js';
import { createDemoWorkspace } from './demo/create-demo.js';
import type { Progress } from './progress.js';

/** File in the data directory with the key of the first workspace, readable only by its owner. */
const KEY_FILE = 'first-api-key';

/**
 * Creates the first workspace of an empty database and its key, only once even if several processes start at the same
 * time. The key is created last, so that an interrupted first start is repeated from the beginning.
 */
export const prepareFirstStart = (
  database: Database,
  config: Config,
  now: Instant,
  progress: Progress,
  stopping: AbortSignal,
): Promise<void> =>
  withLock(database.operator, LOCKS.firstStart, async () => {
    const { operator, dataDirectory } = database;
    const keys = operator.getRepository(ApiKeyEntity);
    if (await keys.exists()) return;
    // Production gets no demo, and no workspace either unless the operator set its key.
    if (config.isProduction && !config.apiKey) return;
    // Fails early, before the demo is created, which takes long.
    if (!config.apiKey) createDirectory(dataDirectory);
    const workspaces = operator.getRepository(WorkspaceEntity);
    await workspaces.delete({ isDemo: true });
    const [existing] = await workspaces.find({ take: 1 });
    const workspace =
      existing ??
      (config.hasDemo && !config.isProduction
        ? await createDemoWorkspace(database, now, progress, stopping)
        : await createWorkspace(operator, now, { name: 'Main', currencyCode: 'USD', timeZone: 'UTC' }));
    const key = config.apiKey ?? makeKey();
    if (!config.apiKey) writeKeyFile(dataDirectory, key);
    await storeKey(operator, now, { workspaceId: workspace.id, name: 'First key', role: Role.ADMIN, key });
  });

function createDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new Error(
      `The data directory ${path}, which holds the first API key, cannot be created (${(error as NodeJS.ErrnoException).code ?? String(error)}). ` +
        'Set CLIENTELE_DATA_DIR to another directory.',
      { cause: error },
    );
  }
}

function writeKeyFile(dataDirectory: string, key: string): void {
  const path = join(dataDirectory, KEY_FILE);
  writeFileSync(path, `${key}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
}

/** Returns the first workspace's key, which the terminal and Sandbox may show; null in production or if it is not valid. */
export async function readShownKey(
  dataSource: DataSource,
  dataDirectory: string,
  config: Config,
  now: Instant,
): Promise<string | null> {
  if (config.isProduction) return null;
  const path = join(dataDirectory, KEY_FILE);
  const key = config.apiKey ?? (existsSync(path) ? readFileSync(path, 'utf8').trim() : null);
  const found = key ? await findKey(poolOf(dataSource), key) : null;
  return found && isInForce(found, now) ? key : null;
}

/** Returns what to do next with the workspace of the shown key; null if it has data of its own. */
export async function findNextStep({ dataSource, operator }: Database, shownKey: string): Promise<string | null> {
  const { workspaceId } = (await findKey(poolOf(dataSource), shownKey))!;
  const { isDemo } = await operator.getRepository(WorkspaceEntity).findOneByOrFail({ id: workspaceId });
  if (isDemo) {
    return 'this is a demo; `npx clientele workspace create NAME --currency USD` creates your own workspace, `npx clientele demo --remove` removes the demo';
  }
  if (await operator.getRepository(AccountEntity).existsBy({ workspaceId })) return null;
  return 'the workspace is empty; import CSV files with `npx clientele import csv --accounts FILE --subscriptions FILE`, or use the mutation `import`';
}
