import type { ClientBase } from 'pg';

/** A named SQL statement, prepared once a connection. `$1` is always the workspace; what the caller gives begins at `$2`. */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  /** Carries the type of the rows; never set. */
  readonly row?: Row;
}

export const statement = <Row>(name: string, text: string): Statement<Row> => ({ name, text });

/** For a text that its caller's filter shapes: parsed anew each time, since a connection keeps every named one for ever. */
export const unnamedStatement = <Row>(text: string): Statement<Row> => ({ name: '', text });

/** Runs statements for one workspace. */
export interface Sql {
  run: <Row>(statement: Statement<Row>, ...values: unknown[]) => Promise<Row[]>;
}

export const sqlOn = (connection: ClientBase, workspaceId: string): Sql => ({
  run: async <Row>({ name, text }: Statement<Row>, ...values: unknown[]) =>
    (await connection.query({ name, text, values: [workspaceId, ...values] })).rows as Row[],
});
