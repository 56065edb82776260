import { DAY_MS, END_OF_TIME, START_OF_TIME } from '../classification/calendar.js';
import { exchangeRatesAt } from '../derivation/exchange-rates.loaders.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import type { RequestContext } from '../graphql/context.js';
import { currency } from '../money/currency.loaders.js';
import { ExchangeRates } from '../money/exchange-rates.js';
import { loadExchangeRatesSince } from '../money/exchange-rates.service.js';

const FIRST_DAY = '0001-01-01';

/**
 * Loads the exchange rates for metrics from the start of a day on; the metrics begin with the state just before. The day need
 * not be checked yet, so that the time zone, with which it is checked, is loaded in the same round trip.
 */
export function exchangeRatesFrom(context: RequestContext, day: string): Promise<ExchangeRates> {
  const dayBefore = Date.parse(day) - DAY_MS;
  const isDay = dayBefore >= START_OF_TIME && dayBefore <= END_OF_TIME;
  const since = isDay ? new Date(dayBefore).toISOString().slice(0, FIRST_DAY.length) : FIRST_DAY;
  return loadExchangeRatesSince(context.scope, context.the(workspaceZone), since);
}

/** Returns the exchange rates at the request's instant for rows by currency; they are loaded only if a row needs them. */
export async function ratesForRows(
  context: RequestContext,
  rows: readonly { currencyCode: string | null }[],
): Promise<ExchangeRates> {
  const isForeign = rows.some(({ currencyCode }) => currencyCode);
  return isForeign
    ? context.the(exchangeRatesAt)(context.scope.now)
    : ExchangeRates.constant([], await context.the(currency));
}
