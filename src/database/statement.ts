import { LRUCache } from 'lru-cache';
import type { ClientBase } from 'pg';
import { runPrepared } from './prepared-query.js';

/** A named SQL statement, prepared once a connection. `$1` is always the workspace; what the caller gives begins at `$2`. */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  /** Carries the type of the rows; never set. */
  readonly row?: Row;
}

/** A statement with the values that it runs with, ready to be handed to `Sql.run`. */
export type BoundStatement<Row> = readonly [Statement<Row>, ...values: unknown[]];

export const statement = <Row>(name: string, text: string): Statement<Row> => ({ name, text });

/**
 * For a question about all accounts, or many: parsed and planned anew each time, since how to answer it best depends on
 * the dates that it is about, and takes far longer than to plan it. Its name is in its text, for whoever watches the
 * database.
 */
export const statementOverAll = <Row>(name: string, text: string): Statement<Row> => ({
  name: '',
  text: `/* ${name} */ ${text}`,
});

/** Names of the texts that callers give shape to, those that came last. */
const names = new LRUCache<string, string>({ max: 1_000 });
let named = 0;

/** For a text that what its caller asks for shapes: prepared under a name of its own. */
export function shapedStatement<Row>(text: string): Statement<Row> {
  const name = names.get(text) ?? `shape ${++named}`;
  names.set(text, name);
  return { name, text };
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
