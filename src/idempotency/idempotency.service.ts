import type { Pool } from 'pg';
import { addDays, type Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
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

/** What is older is forgotten. */
const expiryAt = (now: Instant): Instant => addDays(now, -1);

/**
 * Carries a mutation out once for its idempotencyKey, if it has one. The key is claimed in the transaction that has the
 * effect: both are recorded or neither is, and whoever sends the same at the same time waits for that and is answered
 * what the first one was. What is refused is undone together with the claim, so that the key is free.
 *
 * Keep ids, and read again what they name: `answer` is stored as JSON and given again for a day. Whatever must not be
 * stored, such as a secret, is left out by `toKeep`.
 */
export async function withIdempotency<Answer>(
  scope: WorkspaceScope,
  operation: string,
  { idempotencyKey: key, ...input }: { idempotencyKey?: string | null },
  work: (scope: WorkspaceScope) => Promise<Answer>,
  toKeep: (answer: Answer) => Answer = (answer) => answer,
): Promise<Answer> {
  if (key === null || key === undefined) return work(scope);
  const check = new InputCheck();
  check.text(['idempotencyKey'], key, MAX_KEY_LENGTH);
  check.done();

  const seal = new IdempotencyRecordCipher(scope.workspaceId, key);
  const requestHash = seal.requestHash(operation, input);
  const expiry = toTimestamp(expiryAt(scope.now));
  return scope.write(async (sql) => {
    const [claimed] = await sql.run(claimIdempotencyKey, seal.keyHash, requestHash, toTimestamp(scope.now), expiry);
    if (claimed) {
      const answer = await work(scope.within(sql));
      await sql.run(storeIdempotentResult, seal.keyHash, seal.close(toKeep(answer)));
      return answer;
    }
    const [kept] = await sql.run(selectIdempotentResult, seal.keyHash);
    if (kept!.requestHash !== requestHash) {
      refuse(
        UserErrorCode.IDEMPOTENCY_MISMATCH,
        ['idempotencyKey'],
        'Expected the mutation and input that this key was first sent with; got others. Make up another key for another change.',
      );
    }
    return seal.open(kept!.answer) as Answer;
  });
}

/** Forgets what was answered more than a day ago, in every workspace. */
export async function deleteExpiredRecords(pool: Pool, now: Instant): Promise<void> {
  const expiry = toTimestamp(expiryAt(now));
  const { rows } = await pool.query<{ id: string }>({
    ...selectWorkspacesWithExpiredIdempotencyRecords,
    values: [expiry],
  });
  for (const { id } of rows) await new WorkspaceScope(pool, id, now).run(deleteExpiredIdempotencyRecords, expiry);
}
