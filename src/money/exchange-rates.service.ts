import type { Zone } from '../classification/calendar.js';
import type { Sql } from '../database/statement.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { loadCurrency } from './currency.service.js';
import { selectExchangeRates } from './exchange-rate.sql.js';
import { ExchangeRates } from './exchange-rates.js';

/** Loads the exchange rates of a workspace, which begin at midnight in its time zone. */
export const loadExchangeRates = async (sql: Sql, zone: MaybePromise<Zone>): Promise<ExchangeRates> =>
  new ExchangeRates(...(await Promise.all([sql.run(selectExchangeRates), loadCurrency(sql), zone])));
