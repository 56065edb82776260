import { isStorageFull } from '../database/workspace-connection.js';
import type { RequestContext } from '../graphql/context.js';
import { refreshDueAccounts } from './due-accounts.service.js';

/**
 * Refreshes the stored rows that lists read, once per request, and returns whether any were stale. If the disk is full,
 * lists show stale rows rather than fail; mutations and the log report the full disk. In a snapshot nothing is refreshed:
 * the first execution of the request has done so, at the same instant.
 */
export const refreshOfDueAccounts = async ({ scope }: RequestContext): Promise<boolean> => {
  if (scope.isSnapshot) return false;
  try {
    return await refreshDueAccounts(scope);
  } catch (error) {
    if (!isStorageFull(error)) throw error;
    return false;
  }
};
