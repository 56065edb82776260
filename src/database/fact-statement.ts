import { statement, type Statement } from './statement.js';

/**
 * A statement that writes facts: accounts, subscriptions, phases, interactions. Only a `FactWriter` can run it, so
 * facts cannot change without their accounts being derived again.
 */
export interface FactStatement<Row = unknown> {
  readonly statement: Statement<Row>;
}

export const factStatement = <Row>(name: string, text: string): FactStatement<Row> => ({
  statement: statement(name, text),
});
