import type { RequestContext } from '../graphql/context.js';
import type { Eventually } from '../graphql/when-known.js';
import { loadCurrency } from './currency.service.js';
import type { Currency } from './money.js';

export const currency = ({ scope }: RequestContext): Eventually<Currency> => loadCurrency(scope);
