import { statement } from '../database/statement.js';
import { RANKED_ITEMS } from '../derivation/history.sql.js';

/** Selects the last id of the part of $3 + 1 accounts after the id $2; no row if fewer accounts remain. */
export const selectPartEnd = statement<{ id: string }>(
  'selectPartEnd',
  `SELECT id FROM account WHERE workspace_id = $1 AND id > $2::uuid ORDER BY id OFFSET $3::int LIMIT 1`,
);

/** Copies the relationship at $4 of each account of a part, the ids in ($2, $3]. */
export const copyRelationships = statement(
  'copyRelationships',
  `SELECT account_id, type, mrr_minor, currency_code FROM account_period
   WHERE workspace_id = $1 AND account_id > $2::uuid AND account_id <= $3::uuid
     AND from_at <= $4::timestamptz AND to_at > $4::timestamptz`,
);

/**
 * Copies what `copyRelationships` does, whether a paid subscription was in force at $4 and at $5, and the revenue at
 * $5.
 */
export const copyRelationshipsAndLater = statement(
  'copyRelationshipsAndLater',
  `SELECT p.account_id, p.type, p.mrr_minor, p.currency_code,
          p.paying_since IS NOT NULL, later.paying_since IS NOT NULL, later.mrr_minor, later.currency_code
   FROM account_period p
   JOIN account_period later ON later.workspace_id = $1 AND later.account_id = p.account_id
     AND later.from_at <= $5::timestamptz AND later.to_at > $5::timestamptz
   WHERE p.workspace_id = $1 AND p.account_id > $2::uuid AND p.account_id <= $3::uuid
     AND p.from_at <= $4::timestamptz AND p.to_at > $4::timestamptz`,
);

/** Copies the phases of a part, the ids in ($2, $3], that begin by $4, with what they sell as JSON if it is not simple. */
export const copyPhases = statement(
  'copyPhases',
  `SELECT f.account_id, f.subscription_id, f.from_at, least(f.to_at, f.ends_at), f.status, p.rank, f.quantity, f.unit_price_minor,
          f.interval_months, f.term_months, f.tailored,
          CASE WHEN f.items IS NOT NULL OR f.currency_code IS NOT NULL OR f.discounts IS NOT NULL
            THEN jsonb_build_object(
              'items', ${RANKED_ITEMS}, 'currencyCode', f.currency_code, 'discounts', f.discounts)::text
          END
   FROM subscription_phase f
   JOIN plan p ON p.workspace_id = $1 AND p.id = f.plan_id
   WHERE f.workspace_id = $1 AND f.account_id > $2::uuid AND f.account_id <= $3::uuid AND f.from_at <= $4::timestamptz
     AND f.from_at < f.to_at AND NOT f.is_withdrawn`,
);

const CONTACT_COLUMNS =
  'account_id, occurred_at, kind, personalized, initiative, sentiment_hundredths, ' + 'sign(amount_minor)::smallint';

/** Copies the purchases of a part, the ids in ($2, $3], that occurred in ($5, $4]. */
export const copyPurchases = statement(
  'copyPurchases',
  `SELECT ${CONTACT_COLUMNS} FROM interaction
   WHERE workspace_id = $1 AND account_id > $2::uuid AND account_id <= $3::uuid
     AND occurred_at <= $4::timestamptz AND occurred_at > $5::timestamptz AND kind = 'PURCHASE'`,
);

/** Copies the interactions of the accounts $2 that occurred in ($4, $3]. */
export const copyContacts = statement(
  'copyContacts',
  `SELECT ${CONTACT_COLUMNS} FROM interaction
   WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])
     AND occurred_at <= $3::timestamptz AND occurred_at > $4::timestamptz`,
);

/** Copies the last type other than TRIAL of the accounts $2 before $3. */
export const copyLastTypes = statement(
  'copyLastTypes',
  `SELECT DISTINCT ON (account_id) account_id, type FROM account_period
   WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[]) AND from_at < $3::timestamptz AND type <> 'TRIAL'
   ORDER BY account_id, from_at DESC`,
);
