import { LRUCache } from 'lru-cache';
import pg, { type ClientBase, type Connection, type Submittable } from 'pg';

/** What the columns of a statement are called, how they are read, and a row to be filled in. */
interface Columns {
  fields: { name: string }[];
  _parsers: ((text: string) => unknown)[];
  _prebuiltEmptyResultObject: object;
}

/** Of pg, and in no type of it. */
interface Query extends Submittable {
  name: string;
  values: readonly unknown[];
  callback: (error: Error | null, result: { rows: unknown[] }) => void;
  _result: Columns & { rows: object[] };
  _canceledDueToError: unknown;
  prepare(connection: Connection): void;
  handleRowDescription(message: object): void;
  handleDataRow(message: { fields: (string | null)[] }): void;
}
interface PreparingConnection extends Connection {
  parsedStatements: Record<string, string>;
}

const { Query, utils } = pg as unknown as {
  Query: new (text: string, values: readonly unknown[]) => Query;
  utils: { prepareValue: (value: unknown) => string | Buffer | null };
};

/** Statements that a connection keeps prepared: PostgreSQL keeps what it has worked out of each, some 50 kB. */
const MAX_PREPARED = 200;

/** Those that a connection has prepared, by their names, and their columns. */
type Prepared = LRUCache<string, Columns>;
const preparedOn = new WeakMap<Connection, Prepared>();

function preparedBy(connection: Connection): Prepared {
  const known = preparedOn.get(connection);
  if (known) return known;
  const prepared: Prepared = new LRUCache<string, Columns>({
    max: MAX_PREPARED,
    // The one that was used longest ago makes room. Whatever was asked of it before is answered before that.
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
 * A prepared statement has the same columns each time that it runs, or PostgreSQL refuses to run it. pg asks for them
 * each time; this asks once: to learn what they are takes longer than to read a row, and rows that were learned of
 * separately are of different shapes to the engine.
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
    connection.bind({ statement: this.name, values: this.values.map(utils.prepareValue) }, false);
    connection.execute(null, false);
    connection.sync();
  }

  override handleRowDescription(message: object): void {
    super.handleRowDescription(message);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    if (this.name !== '') this.prepared!.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject });
  }

  /** As pg does, but that nobody is told of each row, or asked how it is encoded: all of it is text. */
  override handleDataRow({ fields: values }: { fields: (string | null)[] }): void {
    const { fields, _parsers, _prebuiltEmptyResultObject, rows } = this._result;
    if (this._canceledDueToError) return;
    const row: Record<string, unknown> = { ..._prebuiltEmptyResultObject };
    try {
      values.forEach((text, i) => {
        if (text !== null) row[fields[i]!.name] = _parsers[i]!(text);
      });
      rows.push(row);
    } catch (error) {
      this._canceledDueToError = error;
    }
  }
}

/** Runs a statement, which has a name if it is to be prepared. */
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
