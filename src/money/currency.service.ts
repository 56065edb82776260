import { LRUCache } from 'lru-cache';
import type { Sql } from '../database/statement.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { possibleDigitsOf, sqlToStateDigits } from './currency-digits.js';
import { selectCurrency, type CurrencyRow } from './currency.sql.js';
import { currencyOf, type Currency } from './currency.js';

/** Cached by workspace: a workspace never changes its currency. */
const currencies = new LRUCache<string, Currency>({ max: 10_000 });

export const loadCurrency = (sql: Sql): MaybePromise<Currency> => currencies.get(sql.workspaceId) ?? readCurrency(sql);

async function readCurrency(sql: Sql): Promise<Currency> {
  const [workspace] = await sql.run(selectCurrency);
  const currency = currencyOf(workspace!.currencyCode, workspace!.currencyDigits ?? digitsOf(workspace!));
  currencies.set(sql.workspaceId, currency);
  return currency;
}

/** Returns the digits of a workspace that was created without them, by a server of an earlier version still running. */
function digitsOf({ id, name, currencyCode }: CurrencyRow): number {
  const [digits, ...others] = possibleDigitsOf(currencyCode);
  if (others.length === 0) return digits!;
  throw new Error(
    `Expected the digits of ${currencyCode} to be stored with the workspace ${JSON.stringify(name)}; an earlier version ` +
      'created it without them and may have recorded amounts with a different number of digits. As the owner of the tables, run: ' +
      `SET clientele.operator = on; ${sqlToStateDigits(id, currencyCode)}`,
  );
}
