import { statement } from '../database/statement.js';

/** The currency of a workspace; id and name identify the workspace in errors. */
export interface CurrencyRow {
  id: string;
  name: string;
  currencyCode: string;
  currencyDigits: number | null;
}

export const selectCurrency = statement<CurrencyRow>(
  'selectCurrency',
  `SELECT id, name, currency_code AS "currencyCode", currency_digits AS "currencyDigits" FROM workspace WHERE id = $1`,
);
