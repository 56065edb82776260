import type { RelationshipType } from '../classification/timeline.js';
import { toTimestamp } from '../database/instants.js';
import { afterInTime, rowsToRead, type PageRequest, type SortedNode } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import type { ChangeCause } from '../derivation/relationship-change.entity.js';
import { countChanges, selectChangePage } from './relationship-change.sql.js';
import { RelationshipChange } from './relationship-change.type.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';

/** The filter of a page of changes; null means any value. */
export interface ChangeConditions {
  accountId: string | null;
  types: RelationshipType[] | null;
  previousTypes: RelationshipType[] | null;
  causes: ChangeCause[] | null;
  /** When the change was announced: [from, until). */
  announced: readonly [from: number, until: number];
  /** When the change took effect: [from, until). */
  at: readonly [from: number, until: number];
  successManagerId: string | null;
}

const valuesOf = (conditions: ChangeConditions): unknown[] => [
  conditions.accountId,
  conditions.types,
  conditions.previousTypes,
  conditions.causes,
  ...[...conditions.announced, ...conditions.at].map(toTimestamp),
  conditions.successManagerId,
];

export async function changePage(
  context: RequestContext,
  conditions: ChangeConditions,
  page: PageRequest,
): Promise<SortedNode<RelationshipChange>[]> {
  const [announcedAt, id] = afterInTime(page);
  // Changes due to the passage of time are announced before the page is read.
  await context.the(refreshOfDueAccounts);
  const values = [...valuesOf(conditions), announcedAt, id, rowsToRead(page, context)];
  const rows = await context.scope.run(selectChangePage(page.isBackward), ...values);
  return rows.map((row) => ({ node: new RelationshipChange(row), sortKey: [row.announcedAt, row.id] }));
}

export async function changeCount(context: RequestContext, conditions: ChangeConditions): Promise<number> {
  await context.the(refreshOfDueAccounts);
  const [row] = await context.scope.run(countChanges, ...valuesOf(conditions));
  return row!.count;
}
