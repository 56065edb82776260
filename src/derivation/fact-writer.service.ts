import type { FactStatement } from '../database/fact-statement.js';
import type { Sql } from '../database/statement.js';

/** Writes facts of accounts that the transaction has locked or created. Created only by `changeFacts`. */
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

  /** Adds accounts that the transaction creates. They need no lock, because no other transaction sees them. */
  addCreated(accountIds: readonly string[]): void {
    for (const id of accountIds) this.locked.add(id);
  }

  /** Marks accounts to be derived again, because their facts change or time has passed. Throws for an account not locked. */
  deriveAgain(accountIds: readonly string[]): void {
    for (const id of accountIds) {
      if (!this.locked.has(id)) throw new Error(`Expected account ${id} to be locked before its facts change.`);
      this.changed.add(id);
    }
  }

  /** Runs a statement that changes facts of accounts, and marks the accounts to be derived again. */
  run<Row>({ statement }: FactStatement<Row>, accountIds: readonly string[], ...values: unknown[]): Promise<Row[]> {
    this.deriveAgain(accountIds);
    return this.sql.run(statement, ...values);
  }

  /** Runs a statement that keeps derived rows correct: nothing derives from the changed facts, or it updates both. */
  runWithoutDeriving<Row>({ statement }: FactStatement<Row>, ...values: unknown[]): Promise<Row[]> {
    return this.sql.run(statement, ...values);
  }
}
