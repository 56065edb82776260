import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { beginRollout, enqueueRollout, lockRulesForChange } from './rollout.sql.js';

/** Makes changes of policies and plans wait for each other, and for accounts that are being created. Call it first. */
export async function lockRules(sql: Sql): Promise<void> {
  await sql.run(lockRulesForChange);
}

/** Call in the transaction that changed policies or plans: every account will be judged by them, batch by batch. */
export async function requestRollout(sql: Sql, now: Instant): Promise<void> {
  await sql.run(beginRollout, toTimestamp(now));
  await sql.run(enqueueRollout);
}
