import type { RequestContext } from '../graphql/context.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { loadCurrency } from './currency.service.js';
import type { Currency } from './money.type.js';

export const currency = ({ scope }: RequestContext): MaybePromise<Currency> => loadCurrency(scope);
