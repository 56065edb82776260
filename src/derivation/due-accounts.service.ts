import type { Pool } from 'pg';
import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { applyRates } from './applied-rates.service.js';
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
  let wereAnyDue = false;
  while (await refreshBatch(scope)) wereAnyDue = true;
  return wereAnyDue;
}

/** Refreshes one batch of due accounts, and applies due exchange rates. Returns whether there were any. */
async function refreshBatch(scope: WorkspaceScope): Promise<boolean> {
  const due = await scope.run(selectDueAccounts, toTimestamp(scope.now), BATCH_SIZE);
  const ids = due.flatMap(({ accountId }) => accountId ?? []);
  if (ids.length > 0) await derive(scope, ids);
  if (ids.length < due.length) await scope.write((sql) => applyRates(sql, scope.now));
  return due.length > 0;
}

/** Derives accounts again because time has passed. */
const derive = (scope: WorkspaceScope, ids: readonly string[]): Promise<void> =>
  changeFacts(scope, accountsById(ids), ChangeCause.TIME, (facts, accounts) => {
    facts.deriveAgain(accounts.map(({ id }) => id));
  });

/**
 * Renews stored evidence that has expired, oldest first, of a limited number of accounts. No response depends on it:
 * until then, evidence is derived from the account's history.
 */
async function refreshEvidence(scope: WorkspaceScope): Promise<void> {
  for (let batch = 0; batch < EVIDENCE_BATCHES; batch++) {
    const due = await scope.run(selectAccountsDueForEvidence, toTimestamp(scope.now), EVIDENCE_BATCH_SIZE);
    if (due.length === 0) return;
    await derive(
      scope,
      due.map(({ accountId }) => accountId),
    );
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
