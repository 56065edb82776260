import { LRUCache } from 'lru-cache';
import pg, { type ClientBase, type Connection, type Submittable } from 'pg';

/** The columns of a statement: their names, their parsers, and an empty row to copy. */
interface Columns {
  fields: { name: string }[];
  _parsers: ((text: string) => unknown)[];
  _prebuiltEmptyResultObject: object;
}

/** Private part of pg; test/architecture/library-internals.test.ts fails when it changes. */
interface Query extends Submittable {
  name: string;
  values: readonly unknown[];
  callback: (error: Error | null, result: { rows: unknown[] }) => void;
  _result: Columns;
  _accumulateRows: boolean;
  prepare(connection: Connection): void;
  handleRowDescription(message: object): void;
}
interface PreparingConnection extends Connection {
  parsedStatements: Record<string, string>;
}

const { Query, utils } = pg as unknown as {
  Query: new (text: string, values: readonly unknown[]) => Query;
  utils: { prepareValue: (value: unknown) => string | Buffer | null };
};

/** How many statements a connection keeps prepared. PostgreSQL keeps about 50 kB for each. */
const MAX_PREPARED = 200;

/** The columns of the statements that a connection has prepared, by statement name. */
type Prepared = LRUCache<string, Columns>;
const preparedOn = new WeakMap<Connection, Prepared>();

function preparedBy(connection: Connection): Prepared {
  const known = preparedOn.get(connection);
  if (known) return known;
  const prepared: Prepared = new LRUCache<string, Columns>({
    max: MAX_PREPARED,
    // Closes the least recently used statement. Its pending executions were sent earlier, so they end first.
    dispose(_, name, reason) {
      if (reason !== 'evict') return;
      connection.close({ type: 'S', name }, false);
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
      delete (connection as PreparingConnection).parsedStatements[name];
    },
  });
  preparedOn.set(connection, prepared);
  return prepared;
}

/**
 * Asks for the columns of a prepared statement once per connection; pg asks on every execution. PostgreSQL refuses to
 * run a prepared statement whose columns have changed, so they are always the same. This saves a fifth of the CPU that a
 * statement of one row takes; see README.md.
 */
class PreparedQuery extends Query {
  private prepared: Prepared | undefined;

  override prepare(connection: Connection): void {
    this.prepared = preparedBy(connection);
    const columns = this.prepared.get(this.name);
    if (!columns) {
      super.prepare(connection);
      return;
    }
    Object.assign(this._result, columns);
    // pg sets this when the description of the columns arrives.
    this._accumulateRows = true;
    connection.bind({ statement: this.name, values: this.values.map(utils.prepareValue) }, false);
    connection.execute(null, false);
    connection.sync();
  }

  override handleRowDescription(message: object): void {
    super.handleRowDescription(message);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    if (this.name !== '') this.prepared!.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject });
  }
}

/** Runs a statement; one with a name is prepared. */
export const runPrepared = (
  connection: ClientBase,
  { name, text }: { name: string; text: string },
  values: readonly unknown[],
): Promise<unknown[]> =>
  new Promise((resolve, reject) => {
    const query = new PreparedQuery(text, values);
    query.name = name;
    query.callback = (error, result) => (error ? reject(error) : resolve(result.rows));
    connection.query(query);
  });
