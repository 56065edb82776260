import { statement } from '../database/statement.js';

export interface ExchangeRateRow {
  currencyCode: string;
  /** A local day, such as `2024-06-01`. */
  fromDay: string;
  /** A decimal: the value of one unit in the workspace's currency. */
  rate: string;
}

const COLUMNS = `r.currency_code AS "currencyCode", r.from_day::text AS "fromDay", r.rate::text AS rate`;

/** The currencies that have a rate. They are few, so a loose index scan finds them, even if there is a rate for each day. */
const CURRENCIES = `currency AS (
     (SELECT r.currency_code FROM exchange_rate r WHERE r.workspace_id = $1 ORDER BY r.currency_code LIMIT 1)
     UNION ALL
     SELECT next.currency_code FROM currency c CROSS JOIN LATERAL (
       SELECT r.currency_code FROM exchange_rate r
       WHERE r.workspace_id = $1 AND r.currency_code > c.currency_code ORDER BY r.currency_code LIMIT 1
     ) next
   )`;
const LATEST_BY_DAY = `(SELECT max(e.from_day) FROM exchange_rate e
      WHERE e.workspace_id = $1 AND e.currency_code = c.currency_code AND e.from_day <= $2::date)`;

/** Selects the rate of each currency that is in effect on the day $2: the latest one not after it, else the earliest. */
export const selectRatesInEffect = statement<ExchangeRateRow>(
  'selectRatesInEffect',
  `WITH RECURSIVE ${CURRENCIES}
   SELECT ${COLUMNS} FROM currency c
   JOIN exchange_rate r ON r.workspace_id = $1 AND r.currency_code = c.currency_code AND r.from_day = coalesce(
     ${LATEST_BY_DAY},
     (SELECT min(e.from_day) FROM exchange_rate e WHERE e.workspace_id = $1 AND e.currency_code = c.currency_code))
   ORDER BY r.currency_code`,
);

/** Selects the rates that are in effect on the day $2 or later. */
export const selectRatesSince = statement<ExchangeRateRow>(
  'selectRatesSince',
  `WITH RECURSIVE ${CURRENCIES}
   SELECT ${COLUMNS}
   FROM currency c
   CROSS JOIN LATERAL (SELECT coalesce(${LATEST_BY_DAY}, '-infinity') AS from_day OFFSET 0) since
   JOIN exchange_rate r ON r.workspace_id = $1 AND r.currency_code = c.currency_code AND r.from_day >= since.from_day
   ORDER BY r.currency_code, r.from_day`,
);
