import type { FactStatement } from '../database/fact-statement.js';
import type { Sql } from '../database/statement.js';

/** Writes facts of accounts that the transaction has locked or created. `changeFacts` makes it. */
export class FactWriter {
  private readonly locked: Set<string>;
  private readonly changed = new Set<string>();

  constructor(
    readonly sql: Sql,
    lockedAccountIds: readonly string[],
  ) {
    this.locked = new Set(lockedAccountIds);
  }

  /** The accounts to be derived again before the transaction ends. */
  get changedAccountIds(): string[] {
    return [...this.changed];
  }

  /** Adds accounts that the transaction creates: no other transaction sees them, so that they need no lock. */
  addCreated(accountIds: readonly string[]): void {
    for (const id of accountIds) this.locked.add(id);
  }

  /** Has accounts derived again, for what else they are derived from has changed: time, or the rules. */
  deriveAgain(accountIds: readonly string[]): void {
    for (const id of accountIds) {
      if (!this.locked.has(id)) throw new Error(`Expected account ${id} to be locked before its facts change.`);
      this.changed.add(id);
    }
  }

  /** Runs a statement that changes facts of accounts. They are derived again. */
  run<Row>({ statement }: FactStatement<Row>, accountIds: readonly string[], ...values: unknown[]): Promise<Row[]> {
    this.deriveAgain(accountIds);
    return this.sql.run(statement, ...values);
  }

  /** Runs a statement that leaves what is derived right: nothing derives from what it changes, or it changes both. */
  runWithoutDeriving<Row>({ statement }: FactStatement<Row>, ...values: unknown[]): Promise<Row[]> {
    return this.sql.run(statement, ...values);
  }
}
