import type { Instant } from '../classification/calendar.js';
import type { Sql } from '../database/statement.js';
import { loadRatesInEffect } from '../money/exchange-rates.service.js';
import { loadZone } from './zone.service.js';

/** Loads the exchange rates in effect at an instant, as policies keep them: decimals by currency. */
export async function loadRatesOfDay(sql: Sql, at: Instant): Promise<Record<string, string>> {
  const rows = await loadRatesInEffect(sql, await loadZone(sql), at);
  return Object.fromEntries(rows.map(({ currencyCode, rate }) => [currencyCode, rate]));
}
