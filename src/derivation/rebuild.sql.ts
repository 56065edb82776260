import type { RelationshipType } from '../classification/timeline.js';
import { statement } from '../database/statement.js';
import {
  STORED_NOW_COLUMNS,
  STORED_PERIOD_COLUMNS,
  STORED_RENEWAL_COLUMNS,
  type DerivableAccountRow,
  type StoredNow,
  type StoredPeriod,
  type StoredRenewal,
} from './derived-rows.sql.js';

export const countAccountsToCheck = statement<{ count: number }>(
  'countAccountsToCheck',
  `SELECT count(*) AS count FROM account WHERE workspace_id = $1`,
);

export interface CheckedAccountRow extends DerivableAccountRow {
  /**
   * Whether a change of the rules, of an exchange rate or of the version of the server has not reached the account.
   */
  isWaiting: boolean;
}

/** Selects the next accounts after the id $2, without locking them. */
export const selectAccountsToCheck = statement<CheckedAccountRow>(
  'selectAccountsToCheck',
  `SELECT a.id, a.external_id AS "externalId", a.name, a.domain,
          a.created_at AS "createdAt",
          a.success_manager_id AS "successManagerId", a.policy_version AS "policyVersion",
          a.rules_revision < (SELECT revision FROM workspace WHERE id = $1) OR EXISTS (
            SELECT FROM account_now n
            WHERE n.workspace_id = $1 AND n.account_id = a.id
              AND (n.continuous_at IS DISTINCT FROM n.computed_at OR n.billed_at <> n.computed_at
                OR n.rates_revision < (SELECT r.revision FROM applied_rate r
                                       WHERE r.workspace_id = $1 AND r.currency_code = n.currency_code))
          ) AS "isWaiting"
   FROM account a WHERE a.workspace_id = $1 AND a.id > $2::uuid ORDER BY a.id LIMIT $3::int`,
);

export const selectStoredPeriods = statement<StoredPeriod>(
  'selectStoredPeriods',
  `SELECT ${STORED_PERIOD_COLUMNS} FROM account_period p
   WHERE p.workspace_id = $1 AND p.account_id = ANY ($2::uuid[]) ORDER BY p.account_id, p.from_at`,
);

export const selectStoredRenewals = statement<StoredRenewal>(
  'selectStoredRenewals',
  `SELECT ${STORED_RENEWAL_COLUMNS} FROM account_renewal e
   WHERE e.workspace_id = $1 AND e.account_id = ANY ($2::uuid[])
   ORDER BY e.account_id, e.subscription_id, e.decided_from`,
);

export const selectStoredNows = statement<StoredNow>(
  'selectStoredNows',
  `SELECT ${STORED_NOW_COLUMNS} FROM account_now n WHERE n.workspace_id = $1 AND n.account_id = ANY ($2::uuid[])`,
);

export interface LastChangeRow {
  accountId: string;
  type: RelationshipType;
  announcedAt: number;
}

/** Selects the last announced change of each account, if there is one. */
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
