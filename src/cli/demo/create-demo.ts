import { In, Not, type DataSource } from 'typeorm';
import type { Instant } from '../../classification/calendar.js';
import { poolOf } from '../../database/pool.js';
import type { Database } from '../../composition/open-database.js';
import { WorkspaceScope } from '../../database/workspace-scope.js';
import { importRecords } from '../../imports/import.service.js';
import { ApiKeyEntity } from '../../auth/api-key.entity.js';
import { Role } from '../../graphql/role.js';
import { WorkspaceEntity } from '../../workspaces/workspace.entity.js';
import { createWorkspace } from '../../workspaces/workspace.service.js';
import type { Progress } from '../progress.js';
import { makeDemoBase } from './demo-base.js';

type Databases = Pick<Database, 'dataSource' | 'operator'>;

const TASK = 'Creating the demo client base';

/**
 * Creates a workspace with a generated client base, dated relative to `now`.
 *
 * @throws The reason of `stopping` when it is aborted.
 */
export async function createDemoWorkspace(
  { dataSource, operator }: Databases,
  now: Instant,
  progress: Progress,
  stopping?: AbortSignal,
): Promise<WorkspaceEntity> {
  const workspace = await createWorkspace(operator, now, {
    name: 'Demo',
    currencyCode: 'USD',
    timeZone: 'UTC',
    isDemo: true,
  });
  const scope = new WorkspaceScope(poolOf(dataSource), workspace.id, now);
  const batches = makeDemoBase(now);
  for (const [i, batch] of batches.entries()) {
    stopping?.throwIfAborted();
    progress(TASK, i, batches.length);
    const { refused, userErrors } = await importRecords(scope, batch, Role.ADMIN);
    if (refused > 0) throw new Error(`The demo's records were refused: ${JSON.stringify(userErrors[0])}`);
  }
  progress(TASK, batches.length, batches.length);
  return workspace;
}

/** Replaces the demo workspace by a new one. The keys of the old workspace, if any, then open the new one. */
export async function renewDemoWorkspace(
  databases: Databases,
  now: Instant,
  progress: Progress,
): Promise<{ id: string; hasKeys: boolean }> {
  const { operator } = databases;
  const old = await operator.getRepository(WorkspaceEntity).findBy({ isDemo: true });
  const fresh = await createDemoWorkspace(databases, now, progress);
  return operator.transaction(async (manager) => {
    for (const { id } of old) {
      await manager.update(ApiKeyEntity, { workspaceId: id }, { workspaceId: fresh.id });
      await manager.delete(WorkspaceEntity, { id });
    }
    return { id: fresh.id, hasKeys: await manager.existsBy(ApiKeyEntity, { workspaceId: fresh.id }) };
  });
}

/** Removes the demo workspace and its keys. Another workspace must have a key, or the next start would create a demo again. */
export async function removeDemoWorkspace(operator: DataSource): Promise<void> {
  const demos = await operator.getRepository(WorkspaceEntity).findBy({ isDemo: true });
  if (demos.length === 0)
    throw new Error('There is no demo workspace. `clientele workspace list` shows all workspaces.');
  const ids = demos.map(({ id }) => id);
  if (!(await operator.getRepository(ApiKeyEntity).existsBy({ workspaceId: Not(In(ids)) }))) {
    throw new Error(
      'Expected another workspace beside the demo; there is none. First run `clientele workspace create NAME --currency USD`.',
    );
  }
  await operator.getRepository(WorkspaceEntity).delete({ id: In(ids) });
}
