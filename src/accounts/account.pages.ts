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
import { exchangeRatesAt } from '../derivation/exchange-rates.loaders.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';
import { readAccountFilter } from './account-filter.service.js';
import type { AccountFilter } from './account-list.inputs.js';
import {
  compares,
  countAccounts,
  isInstant,
  selectAccountPage,
  type AccountField,
  type AccountOrdering,
  type AccountSelection,
  type Factors,
} from './account-page.sql.js';
import { Account } from './account.type.js';

import { accountById } from './account.loaders.js';

/** The accounts to list, as they are at `asOf`; null means now. */
export interface AccountList {
  filter: AccountFilter;
  asOf: Instant | null;
}

/** Runs `read` on the accounts that a list selects, and that are ordered by a field unless it only counts them. */
async function select<Result>(
  context: RequestContext,
  { filter, asOf }: AccountList,
  orderedBy: AccountField | null,
  read: (sql: Sql, selection: AccountSelection) => Promise<Result>,
): Promise<Result> {
  const { scope } = context;
  const readSelected = async (sql: Sql): Promise<Result> => {
    const condition = await readAccountFilter(sql, filter, asOf ?? scope.now, asOf === null);
    if (asOf === null) return read(sql, { condition, asOf });
    const usesRevenue = orderedBy === 'mrrMinor' || compares(condition, 'mrrMinor');
    const factors = usesRevenue ? await factorsAt(context, asOf) : null;
    return read(sql, { condition, asOf: toTimestamp(asOf), factors });
  };
  // A filter on criteria runs two statements, which must see the same snapshot.
  const readAll = () => (filtersByCriteria(filter) ? scope.snapshot(readSelected) : readSelected(scope));
  if (asOf !== null) return readAll();
  // Both share a round trip. In the rare case that rows were stale, the result is discarded and read again.
  const [wasStale, result] = await Promise.all([context.the(refreshOfDueAccounts), readAll()]);
  return wasStale ? readAll() : result;
}

/** Returns the factors that convert to the workspace's currency at an instant; null if no other currency has a rate. */
async function factorsAt(context: RequestContext, at: Instant): Promise<Factors | null> {
  const rates = await context.the(exchangeRatesAt)(at);
  const { currencyCodes } = rates;
  if (currencyCodes.length === 0) return null;
  const factors = currencyCodes.map((code) => rates.factorAt(code, at));
  return {
    currencyCodes,
    numerators: factors.map(({ n }) => String(n)),
    denominators: factors.map(({ d }) => String(d)),
  };
}

const filtersByCriteria = ({ unmetCriterion, and, or }: AccountFilter): boolean =>
  Boolean(unmetCriterion) || [...(and ?? []), ...(or ?? [])].some(filtersByCriteria);

export async function accountPage(
  context: RequestContext,
  list: AccountList,
  { field, isDescending }: AccountOrdering,
  page: PageRequest,
): Promise<SortedNode<Account>[]> {
  const { after, isBackward } = page;
  const sortKey =
    after && ([isInstant(field) ? toTimestamp(Number(after[0] ?? Infinity)) : after[0], after[1]] as const);
  const { isSelected } = context;
  const ordering = { field, isDescending: isDescending !== isBackward };
  const limit = rowsToRead(page, context);
  const rows = await select(context, list, field, (sql, selection) =>
    sql.run(
      ...selectAccountPage<RelationshipNowRow>(
        selection,
        ordering,
        sortKey,
        limit,
        isSelected,
        RELATIONSHIP_NOW_COLUMNS,
      ),
    ),
  );
  return rows.map((row) => {
    const { sortValue } = row;
    const account = new Account(
      row,
      isSelected(RELATIONSHIP_FIELD) ? row : null,
      isSelected(REVENUE_FIELD) ? row : null,
    );
    context.the(accountById).prime(row.id, account);
    return { node: account, sortKey: [sortValue === Infinity ? null : sortValue, row.id] };
  });
}

export async function accountCount(context: RequestContext, list: AccountList): Promise<number> {
  const [row] = await select(context, list, null, (sql, selection) => sql.run(...countAccounts(selection)));
  return row!.count;
}
