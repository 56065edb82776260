import type { Pool } from 'pg';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { accountsById, changeFacts } from './change-facts.service.js';
import {
  countAccountsToDeriveAgain,
  selectAccountsToDeriveAgain,
  selectWorkspacesToDeriveAgain,
} from './derived-rows.sql.js';
import { ChangeCause } from './relationship-change.entity.js';

/** How many accounts one transaction locks: few, so that callers that record facts wait only briefly. */
const BATCH_SIZE = 200;

/**
 * Derives accounts again that a server of an earlier version derived: all of them after an upgrade, and during it those
 * whose facts an earlier server changed. It can be interrupted at any time and continues where it stopped. A type that differs
 * from the one last announced is announced; a past that changes is not.
 */
export async function deriveAgain(
  scope: WorkspaceScope,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const [waiting] = await scope.run(countAccountsToDeriveAgain);
  const total = waiting!.count;
  for (let done = 0; ;) {
    const rows = await scope.run(selectAccountsToDeriveAgain, BATCH_SIZE);
    if (rows.length === 0) return;
    const lock = accountsById(rows.map(({ accountId }) => accountId));
    await changeFacts(scope, lock, ChangeCause.POLICY, (facts, accounts) => {
      facts.deriveAgain(accounts.map(({ id }) => id));
    });
    done += rows.length;
    // Earlier servers that still run may add accounts.
    onProgress(done, Math.max(done, total));
  }
}

/** Returns the ids of the workspaces in which `deriveAgain` has anything to do. */
export async function findWorkspacesToDeriveAgain(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(selectWorkspacesToDeriveAgain);
  return rows.map(({ id }) => id);
}
