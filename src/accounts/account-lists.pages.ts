import DataLoader from 'dataloader';
import { groupBy } from '../database/grouping.js';
import {
  POSITIONS,
  readPageArgs,
  readConnection,
  type Connection,
  type PageArgs,
  type PageRequest,
  type RowReader,
} from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { memoizeByInput } from '../graphql/memoize.js';

/** A list of records that belong to an account, ordered by time. */
export interface AccountList<Filter, Conditions, Row extends { accountId: string }, Node> extends RowReader<Row, Node> {
  ordering: string;
  /** Reads a filter. */
  read: (filter: Filter | null | undefined) => Promise<Conditions>;
  /** Selects a page of each account's list. */
  select: (accountIds: readonly string[], conditions: Conditions, page: PageRequest) => Promise<Row[]>;
  count: (accountIds: readonly string[], conditions: Conditions) => Promise<{ accountId: string; count: number }[]>;
}

/** Returns, for the arguments of a field, a loader that loads the page of each account. */
type Pages<Filter, Node> = (
  pageArgs: PageArgs,
  filter: Filter | null | undefined,
) => DataLoader<string, Connection<Node>>;

/** Loads pages of a list, in one batch per set of arguments, for any number of accounts. */
export function pagesOfAccounts<Filter, Conditions, Row extends { accountId: string }, Node>(
  context: RequestContext,
  { ordering, read, select, count, ...reader }: AccountList<Filter, Conditions, Row, Node>,
): Pages<Filter, Node> {
  const pagesFor = memoizeByInput(([pageArgs, filter]: [PageArgs, Filter | null | undefined]) => {
    const counts = new DataLoader<string, number>(async (accountIds) => {
      const rows = await count(accountIds, await read(filter));
      const found = new Map(rows.map(({ accountId, count }) => [accountId, count]));
      return accountIds.map((id) => found.get(id) ?? 0);
    });
    return new DataLoader<string, Connection<Node>>(async (accountIds) => {
      const page = await readPageArgs(context, pageArgs, ordering, POSITIONS.INSTANT);
      const rows = groupBy(await select(accountIds, await read(filter), page), ({ accountId }) => accountId);
      return accountIds.map((id) => readConnection(page, rows.get(id) ?? [], reader, () => counts.load(id)));
    });
  });
  return (pageArgs, filter) => pagesFor([pageArgs, filter]);
}
