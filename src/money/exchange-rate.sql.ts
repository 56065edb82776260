import { statement } from '../database/statement.js';

export interface ExchangeRateRow {
  currencyCode: string;
  /** A local day, such as `2024-06-01`. */
  fromDay: string;
  /** A decimal: the value of one unit in the workspace's currency. */
  rate: string;
}

const COLUMNS = `r.currency_code AS "currencyCode", r.from_day::text AS "fromDay", r.rate::text AS rate`;

export const selectExchangeRates = statement<ExchangeRateRow>(
  'selectExchangeRates',
  `SELECT ${COLUMNS} FROM exchange_rate r WHERE r.workspace_id = $1 ORDER BY r.currency_code, r.from_day`,
);

/**
 * Selects the rate of each currency that is in effect on the day $2: the latest one not after it, else the earliest. The
 * currencies are few, and each takes two index probes (a loose index scan), because there may be a rate for each day.
 */
export const selectRatesInEffect = statement<ExchangeRateRow>(
  'selectRatesInEffect',
  `WITH RECURSIVE currency AS (
     (SELECT r.currency_code FROM exchange_rate r WHERE r.workspace_id = $1 ORDER BY r.currency_code LIMIT 1)
     UNION ALL
     SELECT next.currency_code FROM currency c CROSS JOIN LATERAL (
       SELECT r.currency_code FROM exchange_rate r
       WHERE r.workspace_id = $1 AND r.currency_code > c.currency_code ORDER BY r.currency_code LIMIT 1
     ) next
   )
   SELECT ${COLUMNS} FROM currency c
   JOIN exchange_rate r ON r.workspace_id = $1 AND r.currency_code = c.currency_code AND r.from_day = coalesce(
     (SELECT max(e.from_day) FROM exchange_rate e
      WHERE e.workspace_id = $1 AND e.currency_code = c.currency_code AND e.from_day <= $2::date),
     (SELECT min(e.from_day) FROM exchange_rate e WHERE e.workspace_id = $1 AND e.currency_code = c.currency_code))
   ORDER BY r.currency_code`,
);
