import { statement } from '../database/statement.js';
import { Table } from '../database/table.js';
import { ExchangeRateEntity } from '../money/exchange-rate.entity.js';
import type { ExchangeRateRow } from '../money/exchange-rate.sql.js';

export const EXCHANGE_RATES = new Table(ExchangeRateEntity);

const COLUMNS = `e.currency_code AS "currencyCode", e.from_day::text AS "fromDay", e.rate::text AS rate`;

/** Selects the rates of the currencies $2 that begin on the days $3, element by element. */
export const selectRatesByDay = statement<ExchangeRateRow>(
  'selectRatesByDay',
  `SELECT ${COLUMNS} FROM unnest($2::text[], $3::date[]) AS wanted (currency_code, from_day)
   JOIN exchange_rate e ON e.workspace_id = $1 AND e.currency_code = wanted.currency_code AND e.from_day = wanted.from_day`,
);

/** Selects at most $5 rates, optionally of the currency $2, from the day $3 on and before the day $4. */
export const selectRatesBetween = statement<ExchangeRateRow>(
  'selectRatesBetween',
  `SELECT ${COLUMNS} FROM exchange_rate e
   WHERE e.workspace_id = $1 AND ($2::text IS NULL OR e.currency_code = $2::text)
     AND ($3::date IS NULL OR e.from_day >= $3::date) AND ($4::date IS NULL OR e.from_day < $4::date)
   ORDER BY e.currency_code, e.from_day LIMIT $5::int`,
);

export const upsertExchangeRates = statement('upsertExchangeRates', EXCHANGE_RATES.upsertRecords());

export const deleteExchangeRates = statement<ExchangeRateRow>(
  'deleteExchangeRates',
  `DELETE FROM exchange_rate e WHERE e.workspace_id = $1 AND e.currency_code = $2::text AND e.from_day = $3::date
   RETURNING ${COLUMNS}`,
);

/** Counts what is left of a currency: its rates, and the records that need one. */
export const countUsesOfCurrency = statement<{ rates: number; phases: number; usage: number }>(
  'countUsesOfCurrency',
  `SELECT (SELECT count(*) FROM exchange_rate e WHERE e.workspace_id = $1 AND e.currency_code = $2::text) AS rates,
          (SELECT count(*) FROM subscription_phase f WHERE f.workspace_id = $1 AND f.currency_code = $2::text) AS phases,
          (SELECT count(*) FROM usage_record u WHERE u.workspace_id = $1 AND u.currency_code = $2::text) AS usage`,
);
