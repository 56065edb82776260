import type { RelationshipType } from '../classification/timeline.js';
import { opaqueParameter } from '../database/planning.js';
import { statement } from '../database/statement.js';

export interface LockedAccountRow {
  id: string;
  externalId: string | null;
  nameFolded: string;
  domain: string | null;
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
  `SELECT id, external_id AS "externalId", name_folded AS "nameFolded", domain, created_at AS "createdAt",
          success_manager_id AS "successManagerId", policy_version AS "policyVersion"
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

/** A row of account_period. */
export interface StoredPeriod {
  accountId: string;
  from: number;
  to: number;
  type: RelationshipType;
  mrrMinor: number;
  pausedMrrMinor: number;
  payingSince: number | null;
  policyVersion: number;
  typeBefore: RelationshipType | null;
  mrrBefore: number;
  pausedBefore: number;
  firstPaidAt: number | null;
}

/** Makes the periods of the accounts in $2 those in $3: rows that stay are not written again. */
export const replacePeriods = statement(
  'replacePeriods',
  `WITH fresh AS (
     SELECT * FROM jsonb_to_recordset($3::jsonb) AS f (
       "accountId" uuid, "from" timestamptz, "to" timestamptz, type text, "mrrMinor" bigint, "pausedMrrMinor" bigint,
       "payingSince" timestamptz, "policyVersion" int, "typeBefore" text, "mrrBefore" bigint, "pausedBefore" bigint,
       "firstPaidAt" timestamptz)
   ), gone AS (
     DELETE FROM account_period p
     WHERE p.workspace_id = $1 AND p.account_id = ANY ($2::uuid[])
       AND NOT EXISTS (SELECT FROM fresh f WHERE f."accountId" = p.account_id AND f."from" = p.from_at)
   )
   INSERT INTO account_period AS p
   SELECT $1::uuid, f."accountId", f."from", f."to", f.type, f."mrrMinor", f."pausedMrrMinor", f."payingSince",
          f."policyVersion", f."typeBefore", f."mrrBefore", f."pausedBefore", f."firstPaidAt"
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

/** A row of account_now. */
export interface StoredNow {
  accountId: string;
  nameFolded: string;
  createdAt: number;
  successManagerId: string | null;
  type: RelationshipType;
  score: number;
  criteriaMet: number;
  isBorderline: boolean;
  mrrMinor: number;
  payingSince: number;
  planId: string | null;
  lastInteractionAt: number | null;
  nextTypeAt: number;
  computedAt: number;
  validUntil: number;
  externalId: string | null;
  domainFolded: string | null;
  policyVersion: number;
  /** Infinity: for ever, and for whoever is none. */
  clientUntil: number;
  typeSince: number;
  /** From `nextTypeAt` on; null where that is infinite, as the rest. */
  nextType: RelationshipType | null;
  nextTypeTo: number | null;
  nextPolicyVersion: number | null;
  /** What evidence is read from; null where that is not kept yet, and `evidenceUntil` -Infinity. */
  evidence: string | null;
  /** Not later than `validUntil`. */
  evidenceUntil: number;
}

export const upsertAccountNow = statement(
  'upsertAccountNow',
  `INSERT INTO account_now
   SELECT $1::uuid, n."accountId", n."nameFolded", n."createdAt", n."successManagerId", n.type, n.score,
          n."criteriaMet", n."isBorderline", n."mrrMinor", n."payingSince", n."planId", n."lastInteractionAt",
          n."nextTypeAt", n."computedAt", n."validUntil", n."externalId", n."domainFolded", n."policyVersion",
          n."clientUntil", n."typeSince", n."nextType", n."nextTypeTo", n."nextPolicyVersion",
          n.evidence, n."evidenceUntil"
   FROM jsonb_to_recordset($2::jsonb) AS n (
     "accountId" uuid, "nameFolded" text, "createdAt" timestamptz, "successManagerId" uuid, type text,
     score double precision, "criteriaMet" int, "isBorderline" boolean, "mrrMinor" bigint, "payingSince" timestamptz,
     "planId" uuid, "lastInteractionAt" timestamptz, "nextTypeAt" timestamptz, "computedAt" timestamptz,
     "validUntil" timestamptz, "externalId" text, "domainFolded" text, "policyVersion" int,
     "clientUntil" timestamptz, "typeSince" timestamptz, "nextType" text, "nextTypeTo" timestamptz,
     "nextPolicyVersion" int, evidence text, "evidenceUntil" timestamptz)
   ON CONFLICT (workspace_id, account_id) DO UPDATE SET
     name_folded = excluded.name_folded, created_at = excluded.created_at,
     success_manager_id = excluded.success_manager_id, type = excluded.type, score = excluded.score,
     criteria_met = excluded.criteria_met, is_borderline = excluded.is_borderline, mrr_minor = excluded.mrr_minor,
     paying_since = excluded.paying_since, plan_id = excluded.plan_id,
     last_interaction_at = excluded.last_interaction_at, next_type_at = excluded.next_type_at,
     computed_at = excluded.computed_at, valid_until = excluded.valid_until, external_id = excluded.external_id,
     domain_folded = excluded.domain_folded, policy_version = excluded.policy_version,
     client_until = excluded.client_until, type_since = excluded.type_since, next_type = excluded.next_type,
     next_type_to = excluded.next_type_to, next_policy_version = excluded.next_policy_version,
     evidence = excluded.evidence, evidence_until = excluded.evidence_until`,
);

export const clearManager = statement(
  'clearManager',
  `UPDATE account_now SET success_manager_id = NULL WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])`,
);

/**
 * Announces in the order in which others come to see it: the row of the workspace's announcement clock is locked until
 * the transaction commits, so whoever announces next does so later than what can be seen by then. A null `at` is the
 * instant of the announcement.
 */
export const insertRelationshipChanges = statement(
  'insertRelationshipChanges',
  `WITH clock AS (
     INSERT INTO announcement_clock AS k VALUES ($1::uuid, $3::timestamptz)
     ON CONFLICT (workspace_id) DO UPDATE
       SET announced_at = greatest(excluded.announced_at, k.announced_at + interval '1 millisecond')
     RETURNING announced_at
   )
   INSERT INTO relationship_change
   SELECT $1::uuid, c.id, c."accountId", c."previousType", c.type, coalesce(c.at, clock.announced_at),
          clock.announced_at, c.cause, c."policyVersion"
   FROM clock CROSS JOIN jsonb_to_recordset($2::jsonb) AS c (
     id uuid, "accountId" uuid, "previousType" text, type text, at timestamptz, cause text, "policyVersion" int)`,
);
