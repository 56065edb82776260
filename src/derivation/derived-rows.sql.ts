import type { RelationshipType } from '../classification/timeline.js';
import { opaqueParameter } from '../database/planning.js';
import { statement } from '../database/statement.js';
import { Table, type RowOf } from '../database/table.js';
import { AccountNowEntity } from './account-now.entity.js';
import { AccountPeriodEntity } from './account-period.entity.js';
import { AccountRenewalEntity } from './account-renewal.entity.js';
import { DUE_RATES } from './applied-rate.sql.js';
import { ChangeSequenceEntity } from './change-sequence.entity.js';
import { RelationshipChangeEntity } from './relationship-change.entity.js';

/** The columns of an account that are needed to derive it. */
export interface DerivableAccountRow {
  id: string;
  externalId: string | null;
  name: string;
  domain: string | null;
  createdAt: number;
  successManagerId: string | null;
  policyVersion: number;
}

export const selectAccountsToDerive = statement<DerivableAccountRow>(
  'selectAccountsToDerive',
  `SELECT id, external_id AS "externalId", name, domain, created_at AS "createdAt",
          success_manager_id AS "successManagerId", policy_version AS "policyVersion"
   FROM account WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id`,
);

/**
 * Locks accounts against other writers, in the order of their ids, which prevents deadlocks between transactions that
 * lock overlapping sets. Load what the accounts are derived from in later statements: the snapshot of this statement is
 * from before it waited, and misses what the other writer recorded.
 */
export const lockAccounts = statement<{ id: string }>(
  'lockAccounts',
  `SELECT id FROM account WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
);

export interface AnnouncedRow {
  accountId: string;
  /** The type last announced. */
  type: RelationshipType;
  /** The type in account_now, which may not be announced yet. */
  storedType: RelationshipType;
  computedAt: number;
  nextTypeAt: number;
  /** Whether no change was announced, other than those that became known with the account. */
  isNew: boolean;
}

/**
 * Selects the last announced type of each account. The last change suffices for `isNew`, because only first-seen changes
 * precede a first-seen one.
 */
export const selectAnnounced = statement<AnnouncedRow>(
  'selectAnnounced',
  `SELECT n.account_id AS "accountId", coalesce(last.type, 'PROSPECT') AS type, n.type AS "storedType",
          n.computed_at AS "computedAt", n.next_type_at AS "nextTypeAt", coalesce(last.is_first_seen, true) AS "isNew"
   FROM account_now n
   LEFT JOIN LATERAL (
     SELECT c.type, c.is_first_seen FROM relationship_change c
     WHERE c.workspace_id = $1 AND c.account_id = n.account_id
     ORDER BY c.announced_at DESC, c.id DESC LIMIT 1
   ) last ON true
   WHERE n.workspace_id = $1 AND n.account_id = ANY ($2::uuid[])`,
);

export interface DueAccountRow {
  accountId: string;
}

/**
 * Selects the accounts whose row in account_now has expired, and those whose type may be announced by now; at most $3 of
 * each. The comparison with the literal 'infinity' lets PostgreSQL use the partial index. A row without an account says that
 * exchange rates must be applied; it saves a statement of its own for each list.
 */
export const selectDueAccounts = statement<{ accountId: string | null }>(
  'selectDueAccounts',
  `(SELECT account_id AS "accountId" FROM account_now
    WHERE workspace_id = $1 AND valid_until <= ${opaqueParameter('$2::timestamptz')} AND valid_until < 'infinity'
    ORDER BY valid_until LIMIT ${opaqueParameter('$3::int')})
   UNION
   (SELECT account_id FROM account_now
    WHERE workspace_id = $1 AND announce_at <= ${opaqueParameter('$2::timestamptz')}
    ORDER BY announce_at LIMIT ${opaqueParameter('$3::int')})
   UNION
   (SELECT NULL::uuid ${DUE_RATES} LIMIT 1)`,
);

/** Selects the accounts whose stored evidence has expired, oldest first. The literal is for the partial index. */
export const selectAccountsDueForEvidence = statement<DueAccountRow>(
  'selectAccountsDueForEvidence',
  `SELECT account_id AS "accountId" FROM account_now
   WHERE workspace_id = $1 AND evidence_until <= ${opaqueParameter('$2::timestamptz')} AND evidence_until < 'infinity'
   ORDER BY evidence_until LIMIT ${opaqueParameter('$3::int')}`,
);

/** Whether a server of an earlier version derived the account, without the rules of continuity or without all that is sold. */
const IS_OUTDATED = `(continuous_at IS DISTINCT FROM computed_at OR billed_at <> computed_at)`;

/** Selects the accounts to derive again. The partial index serves it. */
export const selectAccountsToDeriveAgain = statement<DueAccountRow>(
  'selectAccountsToDeriveAgain',
  `SELECT account_id AS "accountId" FROM account_now
   WHERE workspace_id = $1 AND ${IS_OUTDATED}
   ORDER BY account_id LIMIT ${opaqueParameter('$2::int')}`,
);

export const countAccountsToDeriveAgain = statement<{ count: number }>(
  'countAccountsToDeriveAgain',
  `SELECT count(*) AS count FROM account_now WHERE workspace_id = $1 AND ${IS_OUTDATED}`,
);

/** Selects the workspaces with accounts to derive again. */
export const selectWorkspacesToDeriveAgain = {
  name: 'selectWorkspacesToDeriveAgain',
  text: 'SELECT id FROM find_workspaces_to_derive_again() AS waiting (id)',
};

/** Selects the workspaces with accounts whose rows or evidence have expired. */
export const selectWorkspacesWithDueAccounts = {
  name: 'selectWorkspacesWithDueAccounts',
  text: 'SELECT id FROM find_workspaces_with_due_accounts($1::timestamptz) AS due (id)',
};

const PERIODS = new Table(AccountPeriodEntity);
const RENEWALS = new Table(AccountRenewalEntity);
const NOWS = new Table(AccountNowEntity);
const CHANGES = new Table(RelationshipChangeEntity);
const CHANGE_SEQUENCE = new Table(ChangeSequenceEntity);

export type StoredPeriod = Omit<RowOf<AccountPeriodEntity>, 'workspaceId'>;
export type StoredRenewal = Omit<RowOf<AccountRenewalEntity>, 'workspaceId'>;
export type StoredNow = Omit<RowOf<AccountNowEntity>, 'workspaceId'>;
type NewChange = Omit<RowOf<RelationshipChangeEntity>, 'workspaceId' | 'announcedAt' | 'at' | 'shownCause'> & {
  at: number | null;
};

export const STORED_PERIOD_COLUMNS = PERIODS.select('p', ['workspaceId']);
export const STORED_RENEWAL_COLUMNS = RENEWALS.select('e', ['workspaceId']);
export const STORED_NOW_COLUMNS = NOWS.select('n', ['workspaceId']);
export const periodRecords = (periods: readonly StoredPeriod[]): string => PERIODS.toRecords(periods);
export const renewalRecords = (renewals: readonly StoredRenewal[]): string => RENEWALS.toRecords(renewals);
export const nowRecords = (nows: readonly StoredNow[]): string => NOWS.toRecords(nows);
export const changeRecords = (changes: readonly NewChange[]): string =>
  CHANGES.toRecords(changes as Partial<RowOf<RelationshipChangeEntity>>[]);

/** Replaces the periods of the accounts in $3 by the records of $2. Unchanged rows are not written. */
export const replacePeriods = statement(
  'replacePeriods',
  `WITH gone AS (
     DELETE FROM account_period p
     WHERE p.workspace_id = $1 AND p.account_id = ANY ($3::uuid[])
       AND NOT EXISTS (SELECT FROM ${PERIODS.records} WHERE r."accountId" = p.account_id AND r."from" = p.from_at)
   )
   ${PERIODS.upsertRecords()}`,
);

/** Replaces the renewals of the accounts in $3 by the records of $2. Unchanged rows are not written. */
export const replaceRenewals = statement(
  'replaceRenewals',
  `WITH gone AS (
     DELETE FROM account_renewal e
     WHERE e.workspace_id = $1 AND e.account_id = ANY ($3::uuid[])
       AND NOT EXISTS (
         SELECT FROM ${RENEWALS.records}
         WHERE r."accountId" = e.account_id AND r."subscriptionId" = e.subscription_id AND r."decidedFrom" = e.decided_from
       )
   )
   ${RENEWALS.upsertRecords()}`,
);

export const upsertAccountNow = statement('upsertAccountNow', NOWS.upsertRecords());

/**
 * Records relationship changes so that `announced_at` has the order in which readers see them: the row of the
 * workspace's change sequence stays locked until the transaction commits, so the next transaction that records changes
 * uses a later instant. A null `at` becomes the instant of recording.
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
