import { indexBy } from '../database/grouping.js';
import type { Sql } from '../database/statement.js';
import { encodeId } from '../graphql/ids.js';
import { writeInstant } from '../graphql/scalars.js';
import { loadCurrency } from '../money/currency.service.js';
import { currencyConflicts } from './currency-conflicts.service.js';
import { codeOf } from './price.js';
import { selectCurrencySpans, selectSubscriptionsById, type CurrencySpan } from './subscription.sql.js';

/**
 * Returns an error message if a subscription of `from` overlaps a subscription of `into` that is in another currency, so that
 * the accounts cannot be merged; otherwise null.
 */
export async function problemOfMergedCurrencies(sql: Sql, from: string, into: string): Promise<string | null> {
  const spans = await sql.run(selectCurrencySpans, [from, into], []);
  const [conflict] = currencyConflicts(spans.map((span) => ({ ...span, accountId: into }))).values();
  if (!conflict) return null;

  const accountOf = new Map(spans.map(({ subscriptionId, accountId }) => [subscriptionId, accountId]));
  const { own, other } = conflict;
  const pair = accountOf.get(own.subscriptionId) === from ? [own, other] : [other, own];
  const ids = pair.map(({ subscriptionId }) => subscriptionId);
  const [rows, currency] = await Promise.all([sql.run(selectSubscriptionsById, ids), loadCurrency(sql)]);
  const rowOf = indexBy(rows, ({ id }) => id);
  const named = ({ subscriptionId, currencyCode }: CurrencySpan): string => {
    const externalId = rowOf.get(subscriptionId)!.externalId;
    const id = encodeId('AccountSubscription', subscriptionId);
    return `${externalId === null ? id : `${JSON.stringify(externalId)} (${id})`} in ${codeOf(currencyCode, currency)}`;
  };
  const at = writeInstant(Math.max(own.from, other.from));
  return `Expected all subscriptions of an account to be in one currency at a time; at ${at}, from has the subscription ${named(pair[0]!)}, and into has ${named(pair[1]!)}. Correct or delete one of the two subscriptions, or keep both accounts.`;
}
