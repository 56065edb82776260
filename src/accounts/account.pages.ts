import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { rowsToRead, type PageRequest, type SortedNode } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import {
  RELATIONSHIP_NOW_COLUMNS,
  REVENUE_FIELD,
  RELATIONSHIP_FIELD,
  type RelationshipNowRow,
} from '../derivation/account-now.sql.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';
import { readAccountFilter } from './account-filter.service.js';
import type { AccountFilter } from './account-list.inputs.js';
import {
  countAccounts,
  isInstant,
  selectAccountPage,
  type AccountOrdering,
  type AccountSelection,
} from './account-page.sql.js';
import { Account } from './account.type.js';

import { accountById } from './account.loaders.js';

/** What to list: accounts as they are now, or (given an instant) as they were or will be then. */
export interface AccountList {
  filter: AccountFilter;
  asOf: Instant | null;
}

/** Reads of the accounts that a list is about. */
async function select<Result>(
  context: RequestContext,
  { filter, asOf }: AccountList,
  read: (sql: Sql, selection: AccountSelection) => Promise<Result>,
): Promise<Result> {
  const { scope } = context;
  const readSelected = async (sql: Sql): Promise<Result> => {
    const condition = await readAccountFilter(sql, filter, asOf ?? scope.now, asOf === null);
    return read(sql, { condition, asOf: asOf === null ? null : toTimestamp(asOf) });
  };
  // The sets of criteria that are looked for must be those of the moment at which the accounts are read.
  const readAll = () => (asksForCriteria(filter) ? scope.snapshot(readSelected) : readSelected(scope));
  if (asOf !== null) return readAll();
  // Both travel together: what was read is thrown away in the rare case that something was not up to date.
  const [wasOld, result] = await Promise.all([context.the(refreshOfDueAccounts), readAll()]);
  return wasOld ? readAll() : result;
}

const asksForCriteria = ({ unmetCriterion, and, or }: AccountFilter): boolean =>
  Boolean(unmetCriterion) || [...(and ?? []), ...(or ?? [])].some(asksForCriteria);

export async function accountPage(
  context: RequestContext,
  list: AccountList,
  { field, isDescending }: AccountOrdering,
  page: PageRequest,
): Promise<SortedNode<Account>[]> {
  const { after: beyond, isBackward } = page;
  const place =
    beyond && ([isInstant(field) ? toTimestamp(Number(beyond[0] ?? Infinity)) : beyond[0], beyond[1]] as const);
  const { shows } = context;
  const ordering = { field, isDescending: isDescending !== isBackward };
  const limit = rowsToRead(page, context);
  const rows = await select(context, list, (sql, selection) =>
    sql.run(
      ...selectAccountPage<RelationshipNowRow>(selection, ordering, place, limit, shows, RELATIONSHIP_NOW_COLUMNS),
    ),
  );
  return rows.map((row) => {
    const { place } = row;
    const account = new Account(row, shows(RELATIONSHIP_FIELD) ? row : null, shows(REVENUE_FIELD) ? row : null);
    context.the(accountById).prime(row.id, account);
    return { node: account, sortKey: [place === Infinity ? null : place, row.id] };
  });
}

export async function accountCount(context: RequestContext, list: AccountList): Promise<number> {
  const [row] = await select(context, list, (sql, selection) => sql.run(...countAccounts(selection)));
  return row!.count;
}
