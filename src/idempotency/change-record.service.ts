import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { once } from './idempotency.service.js';

/** A record after a mutation. */
export interface ChangedRecord<Stored> {
  record: Stored;
  /** Whether it has been deleted since: `record` is its state after the first request with the idempotencyKey. */
  isDeleted: boolean;
}

/**
 * Carries out a mutation that changes one record, once for its idempotencyKey. Reads the record in the transaction that
 * changed it, so that no concurrent deletion can come in between. A repeated request gets the record in its current
 * state, or as the mutation left it if it has been deleted since.
 *
 * `change` returns the id of the record; `read` returns undefined if there is no such record.
 */
export const changeRecord = <Stored>(
  scope: WorkspaceScope,
  operation: string,
  input: { idempotencyKey?: string | null },
  change: (scope: WorkspaceScope) => Promise<string>,
  read: (sql: Sql, id: string) => Promise<Stored | undefined>,
): Promise<ChangedRecord<Stored>> =>
  once<ChangedRecord<Stored>>(
    scope,
    operation,
    input,
    (outer) =>
      outer.write(async (sql) => {
        const id = await change(outer.within(sql));
        const record = (await read(sql, id))!;
        return { result: { record, isDeleted: false }, stored: { answer: id, record } };
      }),
    async (sql, stored) => {
      const current = await read(sql, stored.answer as string);
      if (current) return { record: current, isDeleted: false };
      // Servers of earlier versions store no record.
      if (stored.record === null) {
        refuse(UserErrorCode.NOT_FOUND, [], 'The mutation was carried out, but its record has been deleted since.');
      }
      return { record: stored.record as Stored, isDeleted: true };
    },
  );
