import { columnsOf } from '../database/columns.js';
import { statement } from '../database/statement.js';
import { NEXT_UPDATED_AT, Table, type RowOf } from '../database/table.js';
import { factStatement } from '../database/fact-statement.js';
import { AccountEntity } from './account.entity.js';

export const ACCOUNTS = new Table(AccountEntity);

export type AccountRow = Omit<RowOf<AccountEntity>, 'workspaceId' | 'nameFolded' | 'rulesRevision'>;

export const ACCOUNT_COLUMNS = columnsOf<AccountRow>((property) => ACCOUNTS.column('a', property), {
  id: [],
  externalId: ['Account.externalId'],
  name: ['Account.name'],
  domain: ['Account.domain'],
  successManagerId: ['Account.successManager'],
  desiredOutcome: ['Account.desiredOutcome'],
  attributes: ['Account.attributes'],
  policyVersion: [],
  createdAt: ['Account.createdAt'],
  updatedAt: ['Account.updatedAt'],
});

/**
 * Separate from `selectAccountsById`, because PostgreSQL caches the plan for one id but replans for a list of unknown
 * length.
 */
export const selectAccountById = statement<AccountRow>(
  'selectAccountById',
  `SELECT ${ACCOUNT_COLUMNS.all} FROM account a WHERE a.workspace_id = $1 AND a.id = $2::uuid`,
);

export const selectAccountsById = statement<AccountRow>(
  'selectAccountsById',
  `SELECT ${ACCOUNT_COLUMNS.all} FROM account a WHERE a.workspace_id = $1 AND a.id = ANY ($2::uuid[])`,
);

export const selectAccountByExternalId = statement<AccountRow>(
  'selectAccountByExternalId',
  `SELECT ${ACCOUNT_COLUMNS.all} FROM account a WHERE a.workspace_id = $1 AND a.external_id = $2::text`,
);

export const selectAccountsByExternalId = statement<AccountRow>(
  'selectAccountsByExternalId',
  `SELECT ${ACCOUNT_COLUMNS.all} FROM account a WHERE a.workspace_id = $1 AND a.external_id = ANY ($2::text[])`,
);

/**
 * Reads and locks accounts for a change. In the order of their ids, like every lock of accounts, to prevent deadlocks.
 */
export const lockAccountsByExternalId = statement<AccountRow>(
  'lockAccountsByExternalId',
  `SELECT ${ACCOUNT_COLUMNS.all} FROM account a WHERE a.workspace_id = $1 AND a.external_id = ANY ($2::text[])
   ORDER BY a.id FOR NO KEY UPDATE`,
);

/** Separate from `lockAccountsById`, like `selectAccountById`. */
export const lockAccountById = statement<AccountRow>(
  'lockAccountById',
  `SELECT ${ACCOUNT_COLUMNS.all} FROM account a WHERE a.workspace_id = $1 AND a.id = $2::uuid FOR NO KEY UPDATE`,
);

/** Locks the accounts with the ids $2 or the externalIds $3. */
export const lockAccountsById = statement<AccountRow>(
  'lockAccountsById',
  `SELECT ${ACCOUNT_COLUMNS.all} FROM account a
   WHERE a.workspace_id = $1 AND (a.id = ANY ($2::uuid[]) OR a.external_id = ANY ($3::text[]))
   ORDER BY a.id FOR NO KEY UPDATE`,
);

/**
 * Makes changes of policies, plans and the time zone wait until the accounts that are about to be created exist, so that
 * the rollout includes them. Returns the current revision, which applies to the new accounts.
 */
export const lockRulesForCreation = statement<{ revision: number }>(
  'lockRulesForCreation',
  `SELECT revision FROM workspace WHERE id = $1 FOR SHARE`,
);

export const insertAccounts = factStatement(
  'insertAccounts',
  ACCOUNTS.insertRecords(
    {
      policyVersion: '(SELECT max(p.version) FROM policy p WHERE p.workspace_id = $1)',
      rulesRevision: '$4::int',
      createdAt: '$3::timestamptz',
      updatedAt: '$3::timestamptz',
    },
    { orderBy: 'externalId' },
  ),
);

export const updateAccounts = factStatement(
  'updateAccounts',
  ACCOUNTS.updateRecords(['policyVersion', 'rulesRevision', 'createdAt'], { updatedAt: NEXT_UPDATED_AT }),
);

/** Locks the accounts of a success manager, in the order of their ids like every lock of accounts. */
export const lockAccountsOfManager = statement<{ id: string }>(
  'lockAccountsOfManager',
  `SELECT id FROM account WHERE workspace_id = $1 AND success_manager_id = $2::uuid ORDER BY id FOR NO KEY UPDATE`,
);

/**
 * Removes the success manager of the accounts in $2 from the facts and from the derived rows, which copy the column.
 * Deriving 100,000 accounts instead would exceed the time limit of a request.
 */
export const clearSuccessManager = factStatement(
  'clearSuccessManager',
  `WITH derived AS (
     UPDATE account_now SET success_manager_id = NULL WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])
   )
   UPDATE account t SET success_manager_id = NULL, updated_at = ${NEXT_UPDATED_AT}
   WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
);
