import { statement } from '../database/statement.js';

export interface ExchangeRateRow {
  currencyCode: string;
  /** A local day, such as `2024-06-01`. */
  fromDay: string;
  /** A decimal: the value of one unit in the workspace's currency. */
  rate: string;
}

export const selectExchangeRates = statement<ExchangeRateRow>(
  'selectExchangeRates',
  `SELECT currency_code AS "currencyCode", from_day::text AS "fromDay", rate::text AS rate
   FROM exchange_rate WHERE workspace_id = $1 ORDER BY currency_code, from_day`,
);
