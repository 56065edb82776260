import { statement } from '../database/statement.js';
import { opaqueParameter } from '../database/planning.js';
import { convertedSql } from '../money/conversion.sql.js';

export interface AppliedRateRow {
  currencyCode: string;
  /** A decimal: the value of one unit in the workspace's currency. */
  rate: string;
  revision: number;
}

/** Rate and revision come from one statement: a row of account_now with this revision was converted with this rate. */
export const selectAppliedRates = statement<AppliedRateRow>(
  'selectAppliedRates',
  `SELECT currency_code AS "currencyCode", rate::text AS rate, revision FROM applied_rate
   WHERE workspace_id = $1 AND currency_code = ANY ($2::text[])`,
);

/**
 * Selects from the applied rates (r) of a workspace those whose amounts in account_now must be converted again at the instant
 * $2. A workspace has few rates, and most have none.
 */
export const DUE_RATES = `FROM applied_rate r
  WHERE r.workspace_id = $1 AND (
    r.next_at <= ${opaqueParameter('$2::timestamptz')}
    OR r.rules_revision <> (SELECT w.revision FROM workspace w WHERE w.id = $1)
    OR EXISTS (SELECT FROM account_now n
               WHERE n.workspace_id = $1 AND n.currency_code = r.currency_code AND n.rates_revision < r.revision))`;

/** Locks the applied rates against other transactions that change them, in one order, which prevents deadlocks. */
export const lockAppliedRates = statement<{ currencyCode: string }>(
  'lockAppliedRates',
  `SELECT r.currency_code AS "currencyCode" FROM applied_rate r WHERE r.workspace_id = $1
   ORDER BY r.currency_code FOR NO KEY UPDATE`,
);

export interface RateToApplyRow {
  currencyCode: string;
  rate: string;
  /** The day of the next rate; null if there is none. */
  nextDay: string | null;
}

/** Selects the rate of each currency that is in effect on the day $2, and when the next one takes effect. */
export const selectRatesToApply = statement<RateToApplyRow>(
  'selectRatesToApply',
  `SELECT a.currency_code AS "currencyCode",
          coalesce(
            (SELECT r.rate FROM exchange_rate r
             WHERE r.workspace_id = $1 AND r.currency_code = a.currency_code AND r.from_day <= $2::date
             ORDER BY r.from_day DESC LIMIT 1),
            (SELECT r.rate FROM exchange_rate r
             WHERE r.workspace_id = $1 AND r.currency_code = a.currency_code ORDER BY r.from_day LIMIT 1)
          )::text AS rate,
          (SELECT min(r.from_day) FROM exchange_rate r
           WHERE r.workspace_id = $1 AND r.currency_code = a.currency_code AND r.from_day > $2::date)::text AS "nextDay"
   FROM applied_rate a WHERE a.workspace_id = $1`,
);

/** Applies the rates $3 of the currencies $2, the next of which take effect at $4, in the time zone of the revision $5. */
export const updateAppliedRates = statement(
  'updateAppliedRates',
  `UPDATE applied_rate a
   SET rate = e.rate, revision = a.revision + CASE WHEN e.rate = a.rate THEN 0 ELSE 1 END,
       next_at = e.next_at, rules_revision = $5::int
   FROM unnest($2::text[], $3::numeric[], $4::timestamptz[]) AS e (currency_code, rate, next_at)
   WHERE a.workspace_id = $1 AND a.currency_code = e.currency_code`,
);

/**
 * Converts the amounts of all accounts whose rate has changed since they were converted. $3 and $4 are the numerators and
 * denominators of the factors of the currencies $2. Rows are locked in the order of the accounts, as by every writer, which
 * prevents deadlocks.
 */
export const convertAccounts = statement(
  'convertAccounts',
  `WITH due AS (
     SELECT n.account_id FROM applied_rate r
     JOIN account_now n ON n.workspace_id = $1 AND n.currency_code = r.currency_code AND n.rates_revision < r.revision
     WHERE r.workspace_id = $1 ORDER BY n.account_id FOR NO KEY UPDATE OF n
   )
   UPDATE account_now n
   SET mrr_minor = ${convertedSql('n.native_mrr_minor', 'f.numerator', 'f.denominator')}, rates_revision = r.revision
   FROM due, applied_rate r, unnest($2::text[], $3::numeric[], $4::numeric[]) AS f (currency_code, numerator, denominator)
   WHERE n.workspace_id = $1 AND n.account_id = due.account_id AND r.workspace_id = $1
     AND r.currency_code = n.currency_code AND f.currency_code = n.currency_code`,
);

export interface FirstRateRow {
  currencyCode: string;
  rate: string;
}

/**
 * Starts applying the rates of those currencies in $2 that had none: the earliest one, until the rate in effect is applied.
 * Returns these currencies.
 */
export const insertAppliedRates = statement<FirstRateRow>(
  'insertAppliedRates',
  `INSERT INTO applied_rate (workspace_id, currency_code, first_rate, rate, revision, rules_revision, next_at)
   SELECT DISTINCT ON (r.currency_code) $1::uuid, r.currency_code, r.rate, r.rate, 1, 0, '-infinity'::timestamptz
   FROM exchange_rate r WHERE r.workspace_id = $1 AND r.currency_code = ANY ($2::text[])
   ORDER BY r.currency_code, r.from_day
   ON CONFLICT (workspace_id, currency_code) DO NOTHING
   RETURNING currency_code AS "currencyCode", first_rate::text AS rate`,
);

/**
 * Selects which of the currencies in $2 have a rate. The lock, until the end of the transaction, lets rates change but
 * not the last one be deleted, so that what the transaction records in these currencies keeps a rate.
 */
export const holdRatedCurrencies = statement<{ currencyCode: string }>(
  'holdRatedCurrencies',
  `SELECT r.currency_code AS "currencyCode" FROM applied_rate r
   WHERE r.workspace_id = $1 AND r.currency_code = ANY ($2::text[]) ORDER BY r.currency_code FOR KEY SHARE`,
);

/** Waits for transactions that hold the currency $2, and prevents others from holding it. */
export const lockRatedCurrency = statement<{ currencyCode: string }>(
  'lockRatedCurrency',
  `SELECT r.currency_code AS "currencyCode" FROM applied_rate r
   WHERE r.workspace_id = $1 AND r.currency_code = $2::text FOR UPDATE`,
);

export const deleteAppliedRate = statement(
  'deleteAppliedRate',
  `DELETE FROM applied_rate WHERE workspace_id = $1 AND currency_code = $2::text`,
);
