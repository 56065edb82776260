import type { Pool } from 'pg';
import { addDays, type Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { InputCheck } from '../graphql/input-check.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import {
  claimIdempotencyKey,
  deleteExpiredIdempotencyRecords,
  storeIdempotentResult,
  selectIdempotentResult,
  selectWorkspacesWithExpiredIdempotencyRecords,
} from './idempotency-record.sql.js';
import { IdempotencyRecordCipher } from './record-cipher.service.js';

const MAX_KEY_LENGTH = 255;

/** Records from this instant or before it have expired: they are kept for 24 hours. */
const expiryAt = (now: Instant): Instant => addDays(now, -1);

/** What is stored of a mutation that was carried out. */
export interface StoredResult {
  /** The result as JSON: ids, not records. */
  answer: unknown;
  /** The changed record, which a repeated request gets if the record has been deleted since; null for none. */
  record: unknown;
}

/**
 * Carries out a mutation once for its idempotencyKey, if it has one. The key is claimed in the same transaction as the
 * effect, so that both are committed or neither is. A concurrent request with the same key waits for that transaction,
 * and both it and requests in the next 24 hours get what `repeat` makes of the stored result. A refused mutation rolls
 * back the claim, so that the key can be used again.
 */
export async function once<Result>(
  scope: WorkspaceScope,
  operation: string,
  { idempotencyKey: key, ...input }: { idempotencyKey?: string | null },
  work: (scope: WorkspaceScope) => Promise<{ result: Result; stored: StoredResult }>,
  repeat: (sql: Sql, stored: StoredResult) => Result | Promise<Result>,
): Promise<Result> {
  if (key === null || key === undefined) return (await work(scope)).result;
  const check = new InputCheck();
  check.text(['idempotencyKey'], key, MAX_KEY_LENGTH);
  check.done();

  const cipher = new IdempotencyRecordCipher(scope.workspaceId, key);
  const requestHash = cipher.requestHash(operation, input);
  const expiry = toTimestamp(expiryAt(scope.now));
  return scope.write(async (sql) => {
    const [claimed] = await sql.run(claimIdempotencyKey, cipher.keyHash, requestHash, toTimestamp(scope.now), expiry);
    if (claimed) {
      const { result, stored } = await work(scope.within(sql));
      const record = stored.record === null ? null : cipher.encryptRecord(stored.record);
      await sql.run(storeIdempotentResult, cipher.keyHash, cipher.encrypt(stored.answer), record);
      return result;
    }
    const [kept] = await sql.run(selectIdempotentResult, cipher.keyHash);
    if (kept!.requestHash !== requestHash) {
      refuse(
        UserErrorCode.IDEMPOTENCY_MISMATCH,
        ['idempotencyKey'],
        'Expected the mutation and input that this key was first used with; got others. Use a new key for another change.',
      );
    }
    const record = kept!.record === null ? null : cipher.decryptRecord(kept!.record);
    return repeat(sql, { answer: cipher.decrypt(kept!.answer), record });
  });
}

/**
 * Carries out a mutation once for its idempotencyKey, and returns the result of the first request to repeated ones.
 * `toStored` removes from the result what must not be stored, such as a secret.
 */
export const withIdempotency = <Result>(
  scope: WorkspaceScope,
  operation: string,
  input: { idempotencyKey?: string | null },
  work: (scope: WorkspaceScope) => Promise<Result>,
  toStored: (result: Result) => Result = (result) => result,
): Promise<Result> =>
  once(
    scope,
    operation,
    input,
    async (within) => {
      const result = await work(within);
      return { result, stored: { answer: toStored(result), record: null } };
    },
    (_, { answer }) => answer as Result,
  );

/** Deletes the expired records of a workspace. */
export async function deleteExpiredRecords(scope: WorkspaceScope): Promise<void> {
  await scope.run(deleteExpiredIdempotencyRecords, toTimestamp(expiryAt(scope.now)));
}

/** Returns the ids of the workspaces that have expired records. */
export async function findWorkspacesWithExpiredRecords(pool: Pool, now: Instant): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    ...selectWorkspacesWithExpiredIdempotencyRecords,
    values: [toTimestamp(expiryAt(now))],
  });
  return rows.map(({ id }) => id);
}
