import { isStorageFull } from '../database/workspace-connection.js';
import type { RequestContext } from '../graphql/context.js';
import { refreshDueAccounts } from './due-accounts.service.js';

/**
 * Refreshes the stored rows that lists read, once per request, and returns whether any were stale. If the disk is full,
 * lists show stale rows rather than fail; mutations and the log report the full disk.
 */
export const refreshOfDueAccounts = ({ scope }: RequestContext): Promise<boolean> =>
  refreshDueAccounts(scope).catch((error: unknown) => {
    if (!isStorageFull(error)) throw error;
    return false;
  });
