import type { DataSource } from 'typeorm';
import type { Role } from '../../src/graphql/role.js';
import { makeKey } from '../../src/auth/api-key-form.service.js';
import { storeKey } from '../../src/auth/api-key.service.js';
import { updateWorkspace } from '../../src/workspaces/update-workspace.service.js';
import { createWorkspace } from '../../src/workspaces/workspace.service.js';
import type { TestWorkspace } from './server.js';

/** Changes the time zone of a workspace as the command does. The rollout waits for the jobs. */
export const setTimeZone = (workspace: TestWorkspace, timeZone: string): Promise<unknown> =>
  updateWorkspace(workspace.scope(), { timeZone });

/** Creates a workspace and a key for it. */
export async function addWorkspace(
  operator: DataSource,
  now: number,
  role: Role,
  { currencyCode = 'USD', timeZone = 'UTC' }: { currencyCode?: string; timeZone?: string } = {},
): Promise<{ id: string; key: string }> {
  const { id } = await createWorkspace(operator, now, { name: 'Test', currencyCode, timeZone });
  const key = makeKey();
  await storeKey(operator, now, { workspaceId: id, name: 'Test key', role, key });
  return { id, key };
}
