import { LRUCache } from 'lru-cache';
import type { ClientBase } from 'pg';
import { runPrepared } from './prepared-query.js';

/** A named SQL statement, prepared once a connection. `$1` is always the workspace; what the caller gives begins at `$2`. */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  /** Whether it only reads or locks rows, so that running it outside its transaction by accident changes nothing. */
  readonly isReading: boolean;
  /** Carries the type of the rows; never set. */
  readonly row?: Row;
}

/** A statement with the values that it runs with, ready to be handed to `Sql.run`. */
export type BoundStatement<Row> = readonly [Statement<Row>, ...values: unknown[]];

/** True only for a SELECT from tables: one without FROM calls a function, which may write. */
const isReading = (text: string): boolean =>
  /^\s*(\/\*.*?\*\/\s*)?(SELECT\b.*\bFROM|WITH)\b/s.test(text) &&
  !/\b(INSERT|UPDATE|DELETE|MERGE)\b/.test(text.replace(/\bFOR (NO KEY )?UPDATE\b/g, ''));

export const statement = <Row>(name: string, text: string): Statement<Row> => ({
  name,
  text,
  isReading: isReading(text),
});

/**
 * For a question about all accounts, or many: parsed and planned anew each time, since how to answer it best depends on
 * the dates that it is about, and takes far longer than to plan it. Its name is in its text, for whoever watches the
 * database.
 */
export const statementOverAll = <Row>(name: string, text: string): Statement<Row> =>
  statement('', `/* ${name} */ ${text}`);

/** Statements that callers give shape to, the latest ones, by their text. */
const shaped = new LRUCache<string, Statement<unknown>>({ max: 1_000 });
let named = 0;

/** For a text that what its caller asks for shapes: prepared under a name of its own. */
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

export const sqlOn = (connection: ClientBase, workspaceId: string): Sql => ({
  workspaceId,
  run: async <Row>(statement: Statement<Row>, ...values: unknown[]) => {
    try {
      return (await runPrepared(connection, statement, [workspaceId, ...values])) as Row[];
    } catch (error) {
      // What it has leads to the socket; this leads to whoever asked.
      Error.captureStackTrace(error as Error);
      throw error;
    }
  },
});

/**
 * Runs the statements of a transaction, `begun` being its BEGIN. Reads are sent behind BEGIN without waiting for it, which
 * saves a round trip. A statement that may write waits until BEGIN has succeeded: if BEGIN was cancelled, PostgreSQL would
 * commit that statement by itself. Statements that come after it wait as well, so that their order stays.
 */
export function sqlInTransaction(connection: ClientBase, workspaceId: string, begun: Promise<unknown>): Sql {
  const sql = sqlOn(connection, workspaceId);
  let hasBegun = false;
  let mustWait = false;
  begun.then(
    () => (hasBegun = true),
    () => undefined,
  );
  return {
    workspaceId,
    run: <Row>(statement: Statement<Row>, ...values: unknown[]) => {
      mustWait ||= !statement.isReading;
      return hasBegun || !mustWait ? sql.run(statement, ...values) : begun.then(() => sql.run(statement, ...values));
    },
  };
}
