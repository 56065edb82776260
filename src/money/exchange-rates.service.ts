import type { Instant, Zone } from '../classification/calendar.js';
import type { Sql } from '../database/statement.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { loadCurrency } from './currency.service.js';
import { selectRatesInEffect, selectRatesSince, type ExchangeRateRow } from './exchange-rate.sql.js';
import { dayOfRate, ExchangeRates } from './exchange-rates.js';

/**
 * Loads the exchange rates of a workspace that are in effect on a local day, such as `2024-06-01`, or later. They are correct
 * from the start of that day on.
 */
export const loadExchangeRatesSince = async (
  sql: Sql,
  zone: MaybePromise<Zone>,
  fromDay: string,
): Promise<ExchangeRates> =>
  new ExchangeRates(...(await Promise.all([sql.run(selectRatesSince, fromDay), loadCurrency(sql), zone])));

/** Loads the exchange rates that are in effect at an instant, one for each currency that has any. */
export const loadRatesInEffect = (sql: Sql, zone: Zone, at: Instant): Promise<ExchangeRateRow[]> =>
  sql.run(selectRatesInEffect, dayOfRate(at, zone));

/** Loads the exchange rates that are in effect at an instant. They are correct at that instant only. */
export async function loadExchangeRatesAt(sql: Sql, zone: Zone, at: Instant): Promise<ExchangeRates> {
  const [rows, currency] = await Promise.all([loadRatesInEffect(sql, zone, at), loadCurrency(sql)]);
  return ExchangeRates.constant(rows, currency);
}

/** Says that a currency cannot be converted; null if it can, or if it is null, the workspace's. */
export const problemOfCurrency = (
  rates: Pick<ExchangeRates, 'currencyCodes'>,
  currencyCode: string | null,
): string | null =>
  currencyCode === null || rates.currencyCodes.includes(currencyCode)
    ? null
    : `Expected a currency with an exchange rate; ${currencyCode} has none. Record one first, with \`exchangeRateUpsert\` or as one of the \`exchangeRates\` of the same import.`;
