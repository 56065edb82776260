import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { deriveAccounts } from './derive.service.js';
import { ChangeCause } from './relationship-change.entity.js';
import { finishRollouts, lockAccountsToRollOut, markRolledOut, selectRevision } from './roll-out.sql.js';

/** Accounts that change in one transaction: few, so that whoever records something of one never waits long. */
const BATCH_SIZE = 200;

/**
 * Rolls what changed of policies and plans out to every account of the workspace. It may be cut off at any time and
 * run anew, and on several nodes at once: each batch is a transaction, and an account carries the revision that it has
 * been judged by.
 */
export async function rollOut(scope: WorkspaceScope): Promise<void> {
  while (await scope.write((sql) => rollOutBatch(sql, scope.now)));
}

/** Answers whether there may be more to do. */
async function rollOutBatch(sql: Sql, now: Instant): Promise<boolean> {
  const [workspace] = await sql.run(selectRevision);
  // The workspace may be gone by the time its job runs.
  if (!workspace) return false;
  const accounts = await sql.run(lockAccountsToRollOut, workspace.revision, BATCH_SIZE);
  if (accounts.length === 0) {
    await sql.run(finishRollouts, workspace.revision, toTimestamp(now));
    return false;
  }
  const ids = accounts.map(({ id }) => id);
  await sql.run(markRolledOut, ids, workspace.revision);
  await deriveAccounts(sql, now, ids, ChangeCause.POLICY);
  return true;
}
