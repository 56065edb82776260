import { LRUCache } from 'lru-cache';
import { DatabaseError, type ClientBase } from 'pg';
import { runPrepared } from './prepared-query.js';

/** A named SQL statement, prepared once per connection. `$1` is the workspace; the caller's values start at `$2`. */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  /**
   * Whether the statement only reads or locks rows, so that running it outside its transaction would change nothing.
   */
  readonly isReading: boolean;
  /** Carries the type of the rows; never set. */
  readonly row?: Row;
}

/** A statement with its values, ready to be spread into `Sql.run`. */
export type BoundStatement<Row> = readonly [Statement<Row>, ...values: unknown[]];

/** True only for a SELECT with a FROM clause: one without FROM calls a function, which may write. */
const isReading = (text: string): boolean =>
  /^\s*(\/\*.*?\*\/\s*)?(SELECT\b.*\bFROM|WITH)\b/s.test(text) &&
  !/\b(INSERT|UPDATE|DELETE|MERGE)\b/.test(text.replace(/\bFOR (NO KEY )?UPDATE\b/g, ''));

export const statement = <Row>(name: string, text: string): Statement<Row> => ({
  name,
  text,
  isReading: isReading(text),
});

/**
 * A statement over all or many accounts. It is unnamed, so PostgreSQL parses and plans it on every execution: the best
 * plan depends on its dates, and execution takes far longer than planning. The comment in its text identifies it in
 * pg_stat_activity and logs.
 */
export const statementOverAll = <Row>(name: string, text: string): Statement<Row> =>
  statement('', `/* ${name} */ ${text}`);

/** The most recent statements whose text depends on the request, by text. */
const shaped = new LRUCache<string, Statement<unknown>>({ max: 1_000 });
let named = 0;

/** Returns a statement for a text that depends on the request. The same text gets the same generated name. */
export function shapedStatement<Row>(text: string): Statement<Row> {
  const known = shaped.get(text) ?? statement<unknown>(`shape ${++named}`, text);
  shaped.set(text, known);
  return known as Statement<Row>;
}

/** Runs statements for one workspace. */
export interface Sql {
  readonly workspaceId: string;
  run: <Row>(statement: Statement<Row>, ...values: unknown[]) => Promise<Row[]>;
}

/** in_failed_sql_transaction: PostgreSQL refuses the statements of a transaction after one that failed. */
const FAILED_BEFORE = '25P02';

export function sqlOn(connection: ClientBase, workspaceId: string): Sql {
  let failure: Error | undefined;
  return {
    workspaceId,
    run: async <Row>(statement: Statement<Row>, ...values: unknown[]) => {
      try {
        return (await runPrepared(connection, statement, [workspaceId, ...values])) as Row[];
      } catch (error) {
        // Of statements that are sent together, the one that failed may not be the first whose error is awaited. Only its
        // error tells whether the transaction was cancelled or can be repeated.
        if (failure !== undefined && error instanceof DatabaseError && error.code === FAILED_BEFORE) throw failure;
        // The original stack ends at the socket; this one leads to the caller.
        Error.captureStackTrace(error as Error);
        failure = error as Error;
        throw error;
      }
    },
  };
}

/**
 * Runs the statements of a transaction whose BEGIN is pending as `begin`. Reads are sent behind BEGIN without waiting
 * for it, which saves a round trip. A statement that may write waits until BEGIN has succeeded: if BEGIN was cancelled,
 * PostgreSQL would commit that statement on its own. Later statements wait as well, to keep the order.
 */
export function sqlInTransaction(connection: ClientBase, workspaceId: string, begin: Promise<unknown>): Sql {
  const sql = sqlOn(connection, workspaceId);
  let hasStarted = false;
  let mustWait = false;
  begin.then(
    () => (hasStarted = true),
    () => undefined,
  );
  return {
    workspaceId,
    run: <Row>(statement: Statement<Row>, ...values: unknown[]) => {
      mustWait ||= !statement.isReading;
      return hasStarted || !mustWait ? sql.run(statement, ...values) : begin.then(() => sql.run(statement, ...values));
    },
  };
}
