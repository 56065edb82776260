import type { Instant } from '../classification/calendar.js';
import type { RequestContext } from '../graphql/context.js';
import type { ExchangeRates } from '../money/exchange-rates.js';
import { loadExchangeRatesAt } from '../money/exchange-rates.service.js';
import { loadRatesOfDay } from './exchange-rates.service.js';
import { workspaceZone } from './zone.loaders.js';

/** The exchange rates by which a draft of a policy judges: those in effect at the instant of the request. */
export const ratesOfDraft = ({ scope }: RequestContext): Promise<Record<string, string>> =>
  loadRatesOfDay(scope, scope.now);

/** Returns, for an instant, the exchange rates that are in effect at it; loaded once. */
export const exchangeRatesAt = (context: RequestContext): ((at: Instant) => Promise<ExchangeRates>) => {
  const loading = new Map<Instant, Promise<ExchangeRates>>();
  return (at) => {
    const known =
      loading.get(at) ?? context.the(workspaceZone).then((zone) => loadExchangeRatesAt(context.scope, zone, at));
    loading.set(at, known);
    return known;
  };
};
