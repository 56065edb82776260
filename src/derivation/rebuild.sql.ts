import type { RelationshipType } from '../classification/timeline.js';
import { statement } from '../database/statement.js';
import type { LockedAccountRow, StoredNow, StoredPeriod } from './derive.sql.js';

export const countAccountsToCheck = statement<{ count: number }>(
  'countAccountsToCheck',
  `SELECT count(*) AS count FROM account WHERE workspace_id = $1`,
);

export interface CheckedAccountRow extends LockedAccountRow {
  name: string;
  /** Whether a change of policies or plans has still to be rolled out to it. */
  isWaiting: boolean;
}

/** The next accounts after the id $2, without a lock. */
export const selectAccountsToCheck = statement<CheckedAccountRow>(
  'selectAccountsToCheck',
  `SELECT a.id, a.external_id AS "externalId", a.name, a.name_folded AS "nameFolded", a.domain,
          a.created_at AS "createdAt",
          a.success_manager_id AS "successManagerId", a.policy_version AS "policyVersion",
          a.rules_revision < (SELECT revision FROM workspace WHERE id = $1) AS "isWaiting"
   FROM account a WHERE a.workspace_id = $1 AND a.id > $2::uuid ORDER BY a.id LIMIT $3::int`,
);

export const selectStoredPeriods = statement<StoredPeriod>(
  'selectStoredPeriods',
  `SELECT account_id AS "accountId", from_at AS "from", to_at AS "to", type, mrr_minor AS "mrrMinor",
          paused_mrr_minor AS "pausedMrrMinor", paying_since AS "payingSince", policy_version AS "policyVersion",
          type_before AS "typeBefore", mrr_before AS "mrrBefore", paused_before AS "pausedBefore",
          first_paid_at AS "firstPaidAt"
   FROM account_period WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[]) ORDER BY account_id, from_at`,
);

export const selectStoredNows = statement<StoredNow>(
  'selectStoredNows',
  `SELECT account_id AS "accountId", name_folded AS "nameFolded", created_at AS "createdAt",
          success_manager_id AS "successManagerId", type, score, criteria_met AS "criteriaMet",
          is_borderline AS "isBorderline", mrr_minor AS "mrrMinor", paying_since AS "payingSince", plan_id AS "planId",
          last_interaction_at AS "lastInteractionAt", next_type_at AS "nextTypeAt", computed_at AS "computedAt",
          valid_until AS "validUntil", external_id AS "externalId", domain_folded AS "domainFolded",
          policy_version AS "policyVersion", client_until AS "clientUntil", type_since AS "typeSince",
          next_type AS "nextType", next_type_to AS "nextTypeTo", next_policy_version AS "nextPolicyVersion",
          evidence, evidence_until AS "evidenceUntil"
   FROM account_now WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])`,
);

export interface LastChangeRow {
  accountId: string;
  type: RelationshipType;
  announcedAt: number;
}

/** What was announced last of each of several accounts that something was announced of. */
export const selectLastChanges = statement<LastChangeRow>(
  'selectLastChanges',
  `SELECT account.id AS "accountId", last.type, last.announced_at AS "announcedAt"
   FROM unnest($2::uuid[]) AS account (id)
   CROSS JOIN LATERAL (
     SELECT c.type, c.announced_at FROM relationship_change c
     WHERE c.workspace_id = $1 AND c.account_id = account.id
     ORDER BY c.announced_at DESC, c.id DESC LIMIT 1
   ) last`,
);
