import type { Pool } from 'pg';
import { addDays, type Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
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

/**
 * Carries out a mutation once for its idempotencyKey, if it has one. The key is claimed in the same transaction as the
 * effect, so that both are committed or neither is. A concurrent request with the same key waits for that transaction
 * and gets the same result. A refused mutation rolls back the claim, so that the key can be used again.
 *
 * The result is stored as JSON and returned to repeated requests for 24 hours, so it should contain ids, not records.
 * `toStored` removes what must not be stored, such as a secret.
 */
export async function withIdempotency<Result>(
  scope: WorkspaceScope,
  operation: string,
  { idempotencyKey: key, ...input }: { idempotencyKey?: string | null },
  work: (scope: WorkspaceScope) => Promise<Result>,
  toStored: (result: Result) => Result = (result) => result,
): Promise<Result> {
  if (key === null || key === undefined) return work(scope);
  const check = new InputCheck();
  check.text(['idempotencyKey'], key, MAX_KEY_LENGTH);
  check.done();

  const cipher = new IdempotencyRecordCipher(scope.workspaceId, key);
  const requestHash = cipher.requestHash(operation, input);
  const expiry = toTimestamp(expiryAt(scope.now));
  return scope.write(async (sql) => {
    const [claimed] = await sql.run(claimIdempotencyKey, cipher.keyHash, requestHash, toTimestamp(scope.now), expiry);
    if (claimed) {
      const result = await work(scope.within(sql));
      await sql.run(storeIdempotentResult, cipher.keyHash, cipher.encrypt(toStored(result)));
      return result;
    }
    const [record] = await sql.run(selectIdempotentResult, cipher.keyHash);
    if (record!.requestHash !== requestHash) {
      refuse(
        UserErrorCode.IDEMPOTENCY_MISMATCH,
        ['idempotencyKey'],
        'Expected the mutation and input that this key was first used with; got others. Use a new key for another change.',
      );
    }
    return cipher.decrypt(record!.answer) as Result;
  });
}

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
