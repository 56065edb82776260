import { isStorageFull } from '../database/workspace-connection.js';
import type { RequestContext } from '../graphql/context.js';
import { refreshDueAccounts } from './derive.service.js';

/**
 * Brings up to date what lists read, once a request, and returns whether anything was out of date. Where the database has
 * no room for that, lists show what was last up to date rather than nothing: callers that record are told, and so is the
 * log.
 */
export const refreshOfDueAccounts = ({ scope }: RequestContext): Promise<boolean> =>
  refreshDueAccounts(scope).catch((error: unknown) => {
    if (!isStorageFull(error)) throw error;
    return false;
  });
