import type { Instant } from '../classification/calendar.js';
import type { Sql } from '../database/statement.js';
import { loadZone } from '../derivation/zone.service.js';
import { loadCurrency } from '../money/currency.service.js';
import { agreedEndOf, endsWithTerm, type Recorded } from './agreed-end.js';

/**
 * Returns when each subscription ends because its last phase does not renew; null for all others, for which nothing is
 * loaded.
 */
export async function loadAgreedEnds(sql: Sql, recorded: readonly Recorded[]): Promise<(Instant | null)[]> {
  if (!recorded.some(endsWithTerm)) return recorded.map(() => null);
  const [currency, zone] = await Promise.all([loadCurrency(sql), loadZone(sql)]);
  return recorded.map((one) => agreedEndOf(one, currency, zone));
}
