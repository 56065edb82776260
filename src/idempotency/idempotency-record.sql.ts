import { statement } from '../database/statement.js';
import { Table } from '../database/table.js';
import { IdempotencyRecordEntity } from './idempotency-record.entity.js';

const RECORDS = new Table(IdempotencyRecordEntity);

/**
 * Claims a key; returns no row if it is taken. A concurrent request with the same key waits here until the first one
 * commits, and takes the key over if the first one rolls back. A key that was claimed at $5 or earlier is free again,
 * and so is one without a result: only the transaction that claimed it sees that state, unless its claim was committed by
 * mistake.
 */
export const claimIdempotencyKey = statement<{ keyHash: string }>(
  'claimIdempotencyKey',
  `${RECORDS.insert({
    workspaceId: '$1::uuid',
    keyHash: '$2::text',
    requestHash: '$3::text',
    answer: 'NULL',
    record: 'NULL',
    createdAt: '$4::timestamptz',
  })}
   ON CONFLICT (workspace_id, key_hash) DO UPDATE
     SET request_hash = excluded.request_hash, answer = NULL, record = NULL, created_at = excluded.created_at
     WHERE t.created_at <= $5::timestamptz OR t.answer IS NULL
   RETURNING key_hash AS "keyHash"`,
);

export const storeIdempotentResult = statement(
  'storeIdempotentResult',
  `UPDATE kept_answer SET answer = $3::text, record = $4::text
   WHERE workspace_id = $1 AND key_hash = $2::text`,
);

export const selectIdempotentResult = statement<{ requestHash: string; answer: string; record: string | null }>(
  'selectIdempotentResult',
  `SELECT request_hash AS "requestHash", answer, record FROM kept_answer
   WHERE workspace_id = $1 AND key_hash = $2::text`,
);

export const deleteExpiredIdempotencyRecords = statement(
  'deleteExpiredIdempotencyRecords',
  `DELETE FROM kept_answer WHERE workspace_id = $1 AND created_at <= $2::timestamptz`,
);

/** Selects the workspaces that have expired records. */
export const selectWorkspacesWithExpiredIdempotencyRecords = {
  name: 'selectWorkspacesWithExpiredIdempotencyRecords',
  text: 'SELECT id FROM find_workspaces_with_old_answers($1::timestamptz) AS old (id)',
};
