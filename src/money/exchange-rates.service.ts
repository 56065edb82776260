import type { Zone } from '../classification/calendar.js';
import type { Sql } from '../database/statement.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { loadCurrency } from './currency.service.js';
import { selectExchangeRates } from './exchange-rate.sql.js';
import { ExchangeRates } from './exchange-rates.js';

/** Loads the exchange rates of a workspace, which begin at midnight in its time zone. */
export const loadExchangeRates = async (sql: Sql, zone: MaybePromise<Zone>): Promise<ExchangeRates> =>
  new ExchangeRates(...(await Promise.all([sql.run(selectExchangeRates), loadCurrency(sql), zone])));

/** Says that a currency cannot be converted; null if it can, or if it is null, the workspace's. */
export const problemOfCurrency = (rates: ExchangeRates, currencyCode: string | null): string | null =>
  currencyCode === null || rates.currencyCodes.includes(currencyCode)
    ? null
    : `Expected a currency with an exchange rate; ${currencyCode} has none. Record one first, with \`exchangeRateUpsert\` or as one of the \`exchangeRates\` of the same import.`;
