import type { DataSource } from 'typeorm';
import type { Role } from '../../src/graphql/role.js';
import { makeKey } from '../../src/auth/api-key-form.service.js';
import { storeKey } from '../../src/auth/api-key.service.js';
import { createWorkspace } from '../../src/workspaces/workspace.service.js';

/** Creates a workspace and a key for it. */
export async function addWorkspace(
  operator: DataSource,
  now: number,
  role: Role,
  currencyCode = 'USD',
): Promise<{ id: string; key: string }> {
  const { id } = await createWorkspace(operator, now, { name: 'Test', currencyCode, timeZone: 'UTC' });
  const key = makeKey();
  await storeKey(operator, now, { workspaceId: id, name: 'Test key', role, key });
  return { id, key };
}
