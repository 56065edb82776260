import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { accountsById, changeFacts } from './change-facts.service.js';
import { ChangeCause } from './relationship-change.entity.js';
import {
  beginRollout,
  enqueueRollout,
  finishRollouts,
  lockRulesForChange,
  markRolledOut,
  selectAccountsToRollOut,
  selectRevision,
} from './rollout.sql.js';

/** How many accounts one transaction locks: few, so that callers that record facts wait only briefly. */
const BATCH_SIZE = 200;

/**
 * Serializes changes of policies, plans and the time zone with each other and with the creation of accounts. Call it
 * before anything else in the transaction.
 */
export async function lockRules(sql: Sql): Promise<void> {
  await sql.run(lockRulesForChange);
}

/** Enqueues the rollout to all accounts. Call it in the transaction that makes the change. */
export async function requestRollout(sql: Sql, now: Instant): Promise<void> {
  await sql.run(beginRollout, toTimestamp(now));
  await sql.run(enqueueRollout);
}

/**
 * Rolls changes of policies, plans and the time zone out to every account of the workspace. It can be interrupted and
 * restarted at any time, and run on several nodes at once: each batch is a transaction, and each account stores the
 * revision of the rules last applied to it.
 */
export async function rollOut(scope: WorkspaceScope): Promise<void> {
  while (await scope.write((sql) => rollOutBatch(scope.within(sql), sql)));
}

/** Rolls out to one batch of accounts. Returns whether more may follow. */
async function rollOutBatch(scope: WorkspaceScope, sql: Sql): Promise<boolean> {
  const [workspace] = await sql.run(selectRevision);
  // The workspace may have been deleted by the time its job runs.
  if (!workspace) return false;
  const { revision } = workspace;
  const waiting = await sql.run(selectAccountsToRollOut, revision, BATCH_SIZE);
  if (waiting.length === 0) {
    await sql.run(finishRollouts, revision, toTimestamp(scope.now));
    return false;
  }
  // Locked in the order of their ids, like every lock of accounts, to prevent deadlocks.
  const lock = accountsById(waiting.map(({ id }) => id));
  await changeFacts(scope, lock, ChangeCause.POLICY, async (facts, accounts) => {
    // Some may have been erased since they were selected.
    const ids = accounts.map(({ id }) => id);
    await facts.run(markRolledOut, ids, ids, revision);
  });
  return true;
}
