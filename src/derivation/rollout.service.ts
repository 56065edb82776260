import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { changeFacts } from './derive.service.js';
import { ChangeCause } from './relationship-change.entity.js';
import {
  beginRollout,
  enqueueRollout,
  finishRollouts,
  lockAccountsToRollOut,
  lockRulesForChange,
  markRolledOut,
  selectRevision,
} from './rollout.sql.js';

/** Accounts that change in one transaction: few, so that a caller who records one of them never waits long. */
const BATCH_SIZE = 200;

/** Makes changes of policies and plans wait for each other, and for accounts that are being created. Call it first. */
export async function lockRules(sql: Sql): Promise<void> {
  await sql.run(lockRulesForChange);
}

/** Call in the transaction that changed policies or plans: every account will be judged by them, batch by batch. */
export async function requestRollout(sql: Sql, now: Instant): Promise<void> {
  await sql.run(beginRollout, toTimestamp(now));
  await sql.run(enqueueRollout);
}

/**
 * Rolls changes of policies and plans out to every account of the workspace. It may be interrupted at any time and run
 * again, and on several nodes at once: each batch is a transaction, and an account carries the revision that it was
 * judged by.
 */
export async function rollOut(scope: WorkspaceScope): Promise<void> {
  while (await scope.write((sql) => rollOutBatch(scope.within(sql), sql)));
}

/** Returns whether there may be more to do. */
async function rollOutBatch(scope: WorkspaceScope, sql: Sql): Promise<boolean> {
  const [workspace] = await sql.run(selectRevision);
  // The workspace may have been deleted by the time its job runs.
  if (!workspace) return false;
  const { revision } = workspace;
  const batch = (): Promise<{ id: string }[]> => sql.run(lockAccountsToRollOut, revision, BATCH_SIZE);
  return changeFacts(scope, batch, ChangeCause.POLICY, async (facts, accounts) => {
    const ids = accounts.map(({ id }) => id);
    if (ids.length > 0) await facts.run(markRolledOut, ids, ids, revision);
    else await sql.run(finishRollouts, revision, toTimestamp(scope.now));
    return ids.length > 0;
  });
}
