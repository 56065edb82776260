import type { RelationshipType } from '../classification/timeline.js';
import { statement } from '../database/statement.js';

export interface LockedAccountRow {
  id: string;
  nameFolded: string;
  createdAt: number;
  successManagerId: string | null;
  policyVersion: number;
}

/**
 * Locks accounts against every other writer, in the order of their ids, so that two who want some of the same never
 * wait for each other. What they are derived from must be loaded by later statements: this one's snapshot is from
 * before the wait and misses what the other writer recorded.
 */
export const lockAccounts = statement<LockedAccountRow>(
  'lockAccounts',
  `SELECT id, name_folded AS "nameFolded", created_at AS "createdAt", success_manager_id AS "successManagerId",
          policy_version AS "policyVersion"
   FROM account WHERE workspace_id = $1 AND id = ANY ($2::uuid[])
   ORDER BY id FOR NO KEY UPDATE`,
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
   WHERE workspace_id = $1 AND valid_until <= $2::timestamptz AND valid_until < 'infinity'
   ORDER BY valid_until LIMIT $3::int`,
);

export const selectSubscribingAccounts = statement<{ accountId: string }>(
  'selectSubscribingAccounts',
  `SELECT DISTINCT account_id AS "accountId" FROM subscription WHERE workspace_id = $1`,
);

/** Makes the periods of the accounts in $2 those in $3: rows that stay are not written again. */
export const replacePeriods = statement(
  'replacePeriods',
  `WITH fresh AS (
     SELECT * FROM jsonb_to_recordset($3::jsonb) AS f (
       account_id uuid, from_at timestamptz, to_at timestamptz, type text, mrr_minor bigint, paused_mrr_minor bigint,
       paying_since timestamptz, policy_version int, type_before text, mrr_before bigint, paused_before bigint,
       first_paid_at timestamptz)
   ), gone AS (
     DELETE FROM account_period p
     WHERE p.workspace_id = $1 AND p.account_id = ANY ($2::uuid[])
       AND NOT EXISTS (SELECT FROM fresh f WHERE f.account_id = p.account_id AND f.from_at = p.from_at)
   )
   INSERT INTO account_period AS p
   SELECT $1::uuid, f.account_id, f.from_at, f.to_at, f.type, f.mrr_minor, f.paused_mrr_minor, f.paying_since,
          f.policy_version, f.type_before, f.mrr_before, f.paused_before, f.first_paid_at
   FROM fresh f
   ON CONFLICT (workspace_id, account_id, from_at) DO UPDATE SET
     to_at = excluded.to_at, type = excluded.type, mrr_minor = excluded.mrr_minor,
     paused_mrr_minor = excluded.paused_mrr_minor, paying_since = excluded.paying_since,
     policy_version = excluded.policy_version, type_before = excluded.type_before, mrr_before = excluded.mrr_before,
     paused_before = excluded.paused_before, first_paid_at = excluded.first_paid_at
   WHERE (p.to_at, p.type, p.mrr_minor, p.paused_mrr_minor, p.paying_since, p.policy_version, p.type_before,
          p.mrr_before, p.paused_before, p.first_paid_at)
     IS DISTINCT FROM
         (excluded.to_at, excluded.type, excluded.mrr_minor, excluded.paused_mrr_minor, excluded.paying_since,
          excluded.policy_version, excluded.type_before, excluded.mrr_before, excluded.paused_before,
          excluded.first_paid_at)`,
);

export const upsertAccountNow = statement(
  'upsertAccountNow',
  `INSERT INTO account_now
   SELECT $1::uuid, n.account_id, n.name_folded, n.created_at, n.success_manager_id, n.type, n.score, n.criteria_met,
          n.is_borderline, n.mrr_minor, n.paying_since, n.plan_id, n.last_interaction_at, n.next_type_at,
          n.computed_at, n.valid_until
   FROM jsonb_to_recordset($2::jsonb) AS n (
     account_id uuid, name_folded text, created_at timestamptz, success_manager_id uuid, type text,
     score double precision, criteria_met int, is_borderline boolean, mrr_minor bigint, paying_since timestamptz,
     plan_id uuid, last_interaction_at timestamptz, next_type_at timestamptz, computed_at timestamptz,
     valid_until timestamptz)
   ON CONFLICT (workspace_id, account_id) DO UPDATE SET
     name_folded = excluded.name_folded, success_manager_id = excluded.success_manager_id, type = excluded.type,
     score = excluded.score, criteria_met = excluded.criteria_met, is_borderline = excluded.is_borderline,
     mrr_minor = excluded.mrr_minor, paying_since = excluded.paying_since, plan_id = excluded.plan_id,
     last_interaction_at = excluded.last_interaction_at, next_type_at = excluded.next_type_at,
     computed_at = excluded.computed_at, valid_until = excluded.valid_until`,
);

export const insertRelationshipChanges = statement(
  'insertRelationshipChanges',
  `INSERT INTO relationship_change
   SELECT $1::uuid, c.id, c.account_id, c.previous_type, c.type, c.at, c.announced_at, c.cause, c.policy_version
   FROM jsonb_to_recordset($2::jsonb) AS c (
     id uuid, account_id uuid, previous_type text, type text, at timestamptz, announced_at timestamptz, cause text,
     policy_version int)`,
);
