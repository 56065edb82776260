import type { Instant } from '../classification/calendar.js';
import { RELATIONSHIP_TYPES, type RelationshipType } from '../classification/timeline.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { countByType, countByTypeAndSpan, type TypeCountRow, type TypeCountSpanRow } from './client-base.sql.js';

/** How many accounts a type has at an instant, and their revenue, for each type that any has. */
export const countTypes = (sql: Sql, at: Instant): Promise<TypeCountRow[]> => sql.run(countByType, toTimestamp(at));

/** The same at each of several instants, ascending. */
export async function countTypesAtEach(sql: Sql, instants: readonly Instant[]): Promise<TypeCountRow[][]> {
  const timestamps = instants.map(toTimestamp);
  const spans = await sql.run(countByTypeAndSpan, timestamps, timestamps[0], timestamps.at(-1));
  const spansOf = groupBy(spans, ({ type }) => type);
  const columns = RELATIONSHIP_TYPES.map((type) => runningCounts(type, spansOf.get(type) ?? [], instants.length));
  return instants.map((_, i) => columns.map((column) => column[i]!));
}

/** What the spans add up to at each of `length` instants: what begins there comes to what goes on from before. */
function runningCounts(type: RelationshipType, spans: readonly TypeCountSpanRow[], length: number): TypeCountRow[] {
  const changes = Array.from({ length: length + 1 }, () => ({ accounts: 0, mrrMinor: 0 }));
  for (const { first, beyond, accounts, mrrMinor } of spans) {
    changes[first]!.accounts += accounts;
    changes[first]!.mrrMinor += mrrMinor;
    changes[beyond]!.accounts -= accounts;
    changes[beyond]!.mrrMinor -= mrrMinor;
  }
  const current: TypeCountRow = { type, accounts: 0, mrrMinor: 0 };
  return changes.slice(0, length).map((change) => {
    current.accounts += change.accounts;
    current.mrrMinor += change.mrrMinor;
    return { ...current };
  });
}
