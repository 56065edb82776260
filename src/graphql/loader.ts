import DataLoader from 'dataloader';
import { groupBy, indexBy } from '../database/grouping.js';
import type { Statement } from '../database/statement.js';
import type { RequestContext } from './context.js';

/**
 * Loads nodes by their stored ids, all ids of one tick in one statement; null if an id does not exist. A single id is
 * loaded with the statement `one`, if given: PostgreSQL caches its plan, but replans for a list of unknown length.
 */
export const loaderById =
  <Row extends { id: string }, Node>(many: Statement<Row>, make: (row: Row) => Node, one?: Statement<Row>) =>
  ({ scope }: RequestContext): DataLoader<string, Node | null> =>
    new DataLoader(async (ids) => {
      const loading = one && ids.length === 1 ? scope.run(one, ids[0]) : scope.run(many, ids);
      const rows = indexBy(await loading, ({ id }) => id);
      return ids.map((id) => {
        const row = rows.get(id);
        return row ? make(row) : null;
      });
    });

/** Loads the rows that belong to each id, in the order of the statement. */
export const loaderOfGroups =
  <Row>(statement: Statement<Row>, idOf: (row: Row) => string) =>
  ({ scope }: RequestContext): DataLoader<string, Row[]> =>
    new DataLoader(async (ids) => {
      const groups = groupBy(await scope.run(statement, ids), idOf);
      return ids.map((id) => groups.get(id) ?? []);
    });
