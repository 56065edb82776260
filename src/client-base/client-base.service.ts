import type { Instant } from '../classification/calendar.js';
import { RELATIONSHIP_TYPES, type RelationshipType } from '../classification/timeline.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { countByType, countByTypeAndSpan, type TypeCountRow, type TypeCountSpanRow } from './client-base.sql.js';

/** Counts the accounts of each type at an instant, with their revenue. Types without accounts are left out. */
export const countTypes = (sql: Sql, at: Instant): Promise<TypeCountRow[]> => sql.run(countByType, toTimestamp(at));

/** Does the same for each of several instants, which must be ascending. */
export async function countTypesAtEach(sql: Sql, instants: readonly Instant[]): Promise<TypeCountRow[][]> {
  const timestamps = instants.map(toTimestamp);
  const spans = await sql.run(countByTypeAndSpan, timestamps, timestamps[0], timestamps.at(-1));
  const spansOf = groupBy(spans, ({ type }) => type);
  const columns = RELATIONSHIP_TYPES.map((type) => runningCounts(type, spansOf.get(type) ?? [], instants.length));
  return instants.map((_, i) => columns.map((column) => column[i]!));
}

/** Returns the running total of the spans at each of `length` instants. */
function runningCounts(type: RelationshipType, spans: readonly TypeCountSpanRow[], length: number): TypeCountRow[] {
  const changes = Array.from({ length: length + 1 }, () => ({ accounts: 0, mrrMinor: 0 }));
  for (const { first, until, accounts, mrrMinor } of spans) {
    changes[first]!.accounts += accounts;
    changes[first]!.mrrMinor += mrrMinor;
    changes[until]!.accounts -= accounts;
    changes[until]!.mrrMinor -= mrrMinor;
  }
  const current: TypeCountRow = { type, accounts: 0, mrrMinor: 0 };
  return changes.slice(0, length).map((change) => {
    current.accounts += change.accounts;
    current.mrrMinor += change.mrrMinor;
    return { ...current };
  });
}
