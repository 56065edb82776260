import type { RelationshipType } from '../classification/timeline.js';
import { opaqueParameter } from '../database/planning.js';
import { statement } from '../database/statement.js';
import { Table, type RowOf } from '../database/table.js';
import { AccountNowEntity } from './account-now.entity.js';
import { AccountPeriodEntity } from './account-period.entity.js';
import { ChangeSequenceEntity } from './change-sequence.entity.js';
import { RelationshipChangeEntity } from './relationship-change.entity.js';

/** What is read of an account itself to derive it. */
export interface DerivableAccountRow {
  id: string;
  externalId: string | null;
  nameFolded: string;
  domain: string | null;
  createdAt: number;
  successManagerId: string | null;
  policyVersion: number;
}

export const selectAccountsToDerive = statement<DerivableAccountRow>(
  'selectAccountsToDerive',
  `SELECT id, external_id AS "externalId", name_folded AS "nameFolded", domain, created_at AS "createdAt",
          success_manager_id AS "successManagerId", policy_version AS "policyVersion"
   FROM account WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id`,
);

/**
 * Locks accounts against every other writer, in the order of their ids, so that two transactions that lock some of the
 * same accounts never wait for each other in a circle. What they are derived from must be loaded by later statements:
 * the snapshot of this one is from before it waited, and misses what the other writer recorded.
 */
export const lockAccounts = statement<{ id: string }>(
  'lockAccounts',
  `SELECT id FROM account WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
);

export interface AnnouncedRow {
  accountId: string;
  type: RelationshipType;
  computedAt: number;
  nextTypeAt: number;
}

/** What each account was last announced as. */
export const selectAnnounced = statement<AnnouncedRow>(
  'selectAnnounced',
  `SELECT account_id AS "accountId", type, computed_at AS "computedAt", next_type_at AS "nextTypeAt"
   FROM account_now WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])`,
);

export interface DueAccountRow {
  accountId: string;
}

/** Accounts whose row in account_now time alone has made old. The literal beside the parameter lets it use the partial index. */
export const selectDueAccounts = statement<DueAccountRow>(
  'selectDueAccounts',
  `SELECT account_id AS "accountId" FROM account_now
   WHERE workspace_id = $1 AND valid_until <= ${opaqueParameter('$2::timestamptz')} AND valid_until < 'infinity'
   ORDER BY valid_until LIMIT ${opaqueParameter('$3::int')}`,
);

/** Accounts of whose evidence nothing is kept that holds, longest ago first. The literal is for the partial index. */
export const selectAccountsDueForEvidence = statement<DueAccountRow>(
  'selectAccountsDueForEvidence',
  `SELECT account_id AS "accountId" FROM account_now
   WHERE workspace_id = $1 AND evidence_until <= ${opaqueParameter('$2::timestamptz')} AND evidence_until < 'infinity'
   ORDER BY evidence_until LIMIT ${opaqueParameter('$3::int')}`,
);

/** The one statement over all workspaces: which of them have such accounts, of the one kind or the other. */
export const selectWorkspacesWithDueAccounts = {
  name: 'selectWorkspacesWithDueAccounts',
  text: 'SELECT id FROM find_workspaces_with_due_accounts($1::timestamptz) AS due (id)',
};

const PERIODS = new Table(AccountPeriodEntity);
const NOWS = new Table(AccountNowEntity);
const CHANGES = new Table(RelationshipChangeEntity);
const CHANGE_SEQUENCE = new Table(ChangeSequenceEntity);

export type StoredPeriod = Omit<RowOf<AccountPeriodEntity>, 'workspaceId'>;
export type StoredNow = Omit<RowOf<AccountNowEntity>, 'workspaceId'>;
type NewChange = Omit<RowOf<RelationshipChangeEntity>, 'workspaceId' | 'announcedAt' | 'at'> & { at: number | null };

export const STORED_PERIOD_COLUMNS = PERIODS.select('p', ['workspaceId']);
export const STORED_NOW_COLUMNS = NOWS.select('n', ['workspaceId']);
export const periodRecords = (periods: readonly StoredPeriod[]): string => PERIODS.toRecords(periods);
export const nowRecords = (nows: readonly StoredNow[]): string => NOWS.toRecords(nows);
export const changeRecords = (changes: readonly NewChange[]): string =>
  CHANGES.toRecords(changes as Partial<RowOf<RelationshipChangeEntity>>[]);

/** Replaces the periods of the accounts in $3 by the records of $2. Rows that stay are not written again. */
export const replacePeriods = statement(
  'replacePeriods',
  `WITH gone AS (
     DELETE FROM account_period p
     WHERE p.workspace_id = $1 AND p.account_id = ANY ($3::uuid[])
       AND NOT EXISTS (SELECT FROM ${PERIODS.records} WHERE r."accountId" = p.account_id AND r."from" = p.from_at)
   )
   ${PERIODS.upsertRecords()}`,
);

export const upsertAccountNow = statement('upsertAccountNow', NOWS.upsertRecords());

/**
 * Records relationship changes in the order in which readers come to see them: the row of the workspace's change
 * sequence stays locked until the transaction commits, so that a transaction that records changes next does so at a later
 * instant than everything visible by then. A null `at` becomes the instant of recording.
 */
export const insertRelationshipChanges = statement(
  'insertRelationshipChanges',
  `WITH sequence AS (
     ${CHANGE_SEQUENCE.insert({ workspaceId: '$1::uuid', announcedAt: '$3::timestamptz' })}
     ON CONFLICT (workspace_id) DO UPDATE
       SET announced_at = greatest(excluded.announced_at, t.announced_at + interval '1 millisecond')
     RETURNING announced_at
   )
   ${CHANGES.insertRecords(
     { at: 'coalesce(r.at, sequence.announced_at)', announcedAt: 'sequence.announced_at' },
     { join: 'CROSS JOIN sequence' },
   )}`,
);
