import { columnsOf } from '../database/columns.js';
import { statement } from '../database/statement.js';

export interface AccountRow {
  id: string;
  externalId: string | null;
  name: string;
  domain: string | null;
  successManagerId: string | null;
  desiredOutcome: string | null;
  attributes: Record<string, unknown>;
  policyVersion: number;
  createdAt: number;
  updatedAt: number;
}

export const ACCOUNT_COLUMNS = columnsOf<AccountRow>({
  id: ['a.id'],
  externalId: ['a.external_id', 'Account.externalId'],
  name: ['a.name', 'Account.name'],
  domain: ['a.domain', 'Account.domain'],
  successManagerId: ['a.success_manager_id', 'Account.successManager'],
  desiredOutcome: ['a.desired_outcome', 'Account.desiredOutcome'],
  attributes: ['a.attributes', 'Account.attributes'],
  policyVersion: ['a.policy_version'],
  createdAt: ['a.created_at', 'Account.createdAt'],
  updatedAt: ['a.updated_at', 'Account.updatedAt'],
});

/** PostgreSQL keeps the plan for one; for a list, whose length it cannot know, it plans anew each time. */
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

/** Locks accounts for a change that depends on what they are; in the order of their ids, as every lock of accounts. */
export const lockAccountsByExternalId = statement<AccountRow>(
  'lockAccountsByExternalId',
  `SELECT ${ACCOUNT_COLUMNS.all} FROM account a WHERE a.workspace_id = $1 AND a.external_id = ANY ($2::text[])
   ORDER BY a.id FOR NO KEY UPDATE`,
);

export const lockAccountById = statement<AccountRow>(
  'lockAccountById',
  `SELECT ${ACCOUNT_COLUMNS.all} FROM account a WHERE a.workspace_id = $1 AND a.id = $2::uuid FOR NO KEY UPDATE`,
);

/**
 * Makes a change of policies or plans wait until the accounts that are about to be created are there to be rolled out
 * to; answers what they are judged by: everything that there is.
 */
export const lockRulesForCreation = statement<{ revision: number }>(
  'lockRulesForCreation',
  `SELECT revision FROM workspace WHERE id = $1 FOR SHARE`,
);

export const insertAccounts = statement(
  'insertAccounts',
  `INSERT INTO account
   SELECT $1::uuid, a.id, a."externalId", a.name, a."nameFolded", a.domain, a."successManagerId", a."desiredOutcome",
          a.attributes, (SELECT max(p.version) FROM policy p WHERE p.workspace_id = $1), $4::int, $3::timestamptz,
          $3::timestamptz
   FROM jsonb_to_recordset($2::jsonb) AS a (
     id uuid, "externalId" text, name text, "nameFolded" text, domain text, "successManagerId" uuid,
     "desiredOutcome" text, attributes jsonb)
   ORDER BY a."externalId"`,
);

/** Two changes never carry the same instant, so that whoever saw the first one is not taken to have seen both. */
export const updateAccounts = statement(
  'updateAccounts',
  `UPDATE account SET external_id = a."externalId", name = a.name, name_folded = a."nameFolded", domain = a.domain,
     success_manager_id = a."successManagerId", desired_outcome = a."desiredOutcome", attributes = a.attributes,
     updated_at = greatest($3::timestamptz, account.updated_at + interval '1 millisecond')
   FROM jsonb_to_recordset($2::jsonb) AS a (
     id uuid, "externalId" text, name text, "nameFolded" text, domain text, "successManagerId" uuid,
     "desiredOutcome" text, attributes jsonb)
   WHERE account.workspace_id = $1 AND account.id = a.id`,
);

/** In the order of their ids, as every lock of accounts. */
export const lockAccountsOfManager = statement<{ id: string }>(
  'lockAccountsOfManager',
  `SELECT id FROM account WHERE workspace_id = $1 AND success_manager_id = $2::uuid ORDER BY id FOR NO KEY UPDATE`,
);

export const clearSuccessManager = statement(
  'clearSuccessManager',
  `UPDATE account SET success_manager_id = NULL,
     updated_at = greatest($3::timestamptz, updated_at + interval '1 millisecond')
   WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
);
