import type { Pool } from 'pg';
import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { Statement } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { refreshRates } from './applied-rates.service.js';
import { accountsById, changeFacts } from './change-facts.service.js';
import {
  selectAccountsDueForEvidence,
  selectDueAccounts,
  selectWorkspacesWithDueAccounts,
} from './derived-rows.sql.js';
import { ChangeCause } from './relationship-change.entity.js';

/** Accounts that become due are derived in batches, whose histories are in memory at once. */
const BATCH_SIZE = 500;
/** Accounts per background transaction, which locks them: few, so that callers that record facts wait only briefly. */
const EVIDENCE_BATCH_SIZE = 100;
/** Batches per minute. They take a few seconds, and are many times what a million accounts require. */
const EVIDENCE_BATCHES = 50;

/**
 * Derives the accounts whose stored rows the passage of time has invalidated, and converts those whose exchange rate has
 * changed, so that lists never show stale rows. Returns whether there were any, which is rare.
 */
export async function refreshDueAccounts(scope: WorkspaceScope): Promise<boolean> {
  const [wereAnyDue, wereAnyConverted] = await Promise.all([deriveAllDue(scope), refreshRates(scope)]);
  return wereAnyDue || wereAnyConverted;
}

async function deriveAllDue(scope: WorkspaceScope): Promise<boolean> {
  let wereAnyDue = false;
  while (await deriveDue(scope, selectDueAccounts, BATCH_SIZE)) wereAnyDue = true;
  return wereAnyDue;
}

/** Derives the accounts that a statement finds due again, at most `limit`. Returns whether there were any. */
async function deriveDue(
  scope: WorkspaceScope,
  selectDue: Statement<{ accountId: string }>,
  limit: number,
): Promise<boolean> {
  const due = await scope.run(selectDue, toTimestamp(scope.now), limit);
  if (due.length === 0) return false;
  const ids = due.map(({ accountId }) => accountId);
  await changeFacts(scope, accountsById(ids), ChangeCause.TIME, (facts, accounts) => {
    facts.deriveAgain(accounts.map(({ id }) => id));
  });
  return true;
}

/**
 * Renews stored evidence that has expired, oldest first, of a limited number of accounts. No response depends on it:
 * until then, evidence is derived from the account's history.
 */
async function refreshEvidence(scope: WorkspaceScope): Promise<void> {
  for (let batch = 0; batch < EVIDENCE_BATCHES; batch++) {
    if (!(await deriveDue(scope, selectAccountsDueForEvidence, EVIDENCE_BATCH_SIZE))) return;
  }
}

/** Refreshes due accounts and evidence. Run every minute, so that elapsed changes are announced promptly. */
export async function refreshWorkspace(scope: WorkspaceScope): Promise<void> {
  await refreshDueAccounts(scope);
  await refreshEvidence(scope);
}

/** Returns the ids of the workspaces in which `refreshWorkspace` has anything to do. */
export async function findWorkspacesToRefresh(pool: Pool, now: Instant): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({ ...selectWorkspacesWithDueAccounts, values: [toTimestamp(now)] });
  return rows.map(({ id }) => id);
}
