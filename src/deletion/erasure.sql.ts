import { statement } from '../database/statement.js';
import { Table } from '../database/table.js';
import { factStatement } from '../database/fact-statement.js';
import { ErasureEntity } from './erasure.entity.js';

const ERASURES = new Table(ErasureEntity);

/** Locks an account against all writers, including inserts of rows that refer to it. */
export const lockAccountToErase = statement<{ id: string }>(
  'lockAccountToErase',
  `SELECT id FROM account WHERE workspace_id = $1 AND id = $2::uuid FOR UPDATE`,
);

const rowsOf = (table: string): string =>
  `(SELECT count(*) FROM ${table} WHERE workspace_id = $1 AND account_id = $2::uuid)`;

/** Erases an account with everything that belongs to it, and records the erasure. */
export const eraseAccount = factStatement(
  'eraseAccount',
  `WITH gone AS (
     DELETE FROM account WHERE workspace_id = $1 AND id = $2::uuid RETURNING id
   )
   ${ERASURES.insert(
     {
       workspaceId: '$1::uuid',
       id: '$3::uuid',
       kind: `'ACCOUNT'`,
       erasedAt: '$4::timestamptz',
       apiKeyId: '$5::uuid',
       subscriptions: rowsOf('subscription'),
       phases: rowsOf('subscription_phase'),
       interactions: rowsOf('interaction'),
       changes: rowsOf('relationship_change'),
     },
     'gone',
   )}`,
);
