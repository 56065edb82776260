import { DatabaseError, type Pool, type PoolClient, type PoolConfig } from 'pg';
import type { Instant } from '../classification/calendar.js';
import { WorkspaceConnection } from './workspace-connection.js';
import { USE_GENERIC_PLANS } from './planning.js';
import { enterWorkspace } from './row-level-security.js';
import { sqlInTransaction, sqlOn, type Sql, type Statement } from './statement.js';

const MAX_ATTEMPTS = 6;
/** Two transactions conflicted. When the transaction is repeated, it sees what the other one did. */
const RETRYABLE_SQLSTATES = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '23505', // unique_violation: the other one recorded the same externalId first
  '23503', // foreign_key_violation: the other one deleted what this one refers to, or refers to what this one deletes;
  // foreign keys to plans and members are checked only at COMMIT
]);

/** A transaction conflicted with others on every attempt, and was rolled back. */
export class PersistentConflict extends Error {
  constructor(cause: unknown) {
    super(`Expected the transaction to commit within ${MAX_ATTEMPTS} attempts; each conflicted with another one.`, {
      cause,
    });
  }
}

const isRetryable = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code !== undefined && RETRYABLE_SQLSTATES.has(error.code);

/** Connection settings for another thread: plain data, so that they can be posted to it. */
export type ConnectionSettings = Pick<PoolConfig, 'connectionString' | 'options'>;

/** A connection of the pool. */
type HeldConnection = PoolClient & WorkspaceConnection;

/** How many connections the statements of one request may hold at once. Further statements wait, and share the next one. */
const MAX_BATCHES = 2;

/** A statement with its caller. */
interface QueuedStatement {
  statement: Statement<unknown>;
  values: readonly unknown[];
  resolve: (rows: unknown[]) => void;
  reject: (error: unknown) => void;
}

/**
 * The database as one workspace sees it at one instant, that of the request. Each connection enters the workspace before
 * its first statement; both are sent together, so that entering costs no round trip.
 */
export class WorkspaceScope implements Sql {
  private readonly queued: QueuedStatement[] = [];
  private batches = 0;
  /** How long the statements outside transactions took, for the price of the request. */
  readonly work = { ms: 0 };

  constructor(
    private readonly pool: Pool,
    readonly workspaceId: string,
    readonly now: Instant,
    private readonly transaction: Sql | null = null,
    /** Whether the scope is one snapshot, in which nothing can be written. */
    readonly isSnapshot = false,
  ) {}

  /** The same scope inside a running transaction, which all its writes are part of. */
  within(transaction: Sql): WorkspaceScope {
    return new WorkspaceScope(this.pool, this.workspaceId, this.now, transaction);
  }

  /** The same scope in one snapshot of the database, which is held while `work` runs. */
  inSnapshot = <Result>(work: (scope: WorkspaceScope) => Promise<Result>): Promise<Result> =>
    this.snapshot((sql) => work(new WorkspaceScope(this.pool, this.workspaceId, this.now, sql, true)));

  /** The settings for a separate connection to the same database. */
  get connection(): ConnectionSettings {
    const { connectionString, options } = this.pool.options;
    return { connectionString, options };
  }

  /**
   * Runs one statement. Statements that are requested in one turn of the event loop, as by the loaders of a page, share
   * a connection and a round trip.
   */
  run = <Row>(statement: Statement<Row>, ...values: unknown[]): Promise<Row[]> =>
    this.transaction ? this.transaction.run(statement, ...values) : this.enqueue(statement, values);

  private enqueue<Row>(statement: Statement<Row>, values: unknown[]): Promise<Row[]> {
    return new Promise<Row[]>((resolve, reject) => {
      this.queued.push({ statement, values, resolve: resolve as (rows: unknown[]) => void, reject });
      // Loaders run one after the other in the rest of this turn of the event loop.
      if (this.queued.length === 1) setImmediate(() => void this.runQueued());
    });
  }

  private async runQueued(): Promise<void> {
    if (this.queued.length === 0 || this.batches === MAX_BATCHES) return;
    this.batches++;
    await this.runBatch(this.queued.splice(0));
    this.batches--;
    void this.runQueued();
  }

  private async runBatch(statements: readonly QueuedStatement[]): Promise<void> {
    try {
      await this.onConnection(async (client) => {
        const sql = sqlOn(client, this.workspaceId);
        const entering = client.enter(this.workspaceId);
        const startedAt = performance.now();
        const answers = Promise.allSettled(statements.map(({ statement, values }) => sql.run(statement, ...values)));
        await entering;
        const settled = await answers;
        this.work.ms += performance.now() - startedAt;
        for (const [i, answer] of settled.entries()) {
          if (answer.status === 'fulfilled') statements[i]!.resolve(answer.value);
          else statements[i]!.reject(WorkspaceConnection.explain(client, answer.reason));
        }
      });
    } catch (error) {
      // A statement that has its result keeps it.
      for (const { reject } of statements) reject(error);
    }
  }

  /** Runs `work` in one transaction: everything is recorded, or nothing. `work` may run more than once. */
  async write<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    if (this.transaction) return work(this.transaction);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.inTransaction(`BEGIN; ${USE_GENERIC_PLANS}`, work);
      } catch (error) {
        if (!isRetryable(error)) throw error;
        if (attempt === MAX_ATTEMPTS) throw new PersistentConflict(error);
      }
    }
  }

  /** Runs `work` in one read-only snapshot. */
  snapshot = <Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> =>
    this.transaction
      ? work(this.transaction)
      : this.inTransaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work);

  private inTransaction<Result>(begin: string, work: (sql: Sql) => Promise<Result>): Promise<Result> {
    return this.onConnection(async (client) => {
      const started = client.query(`${begin}; ${enterWorkspace('LOCAL', this.workspaceId)}`);
      let result: Result;
      try {
        result = await work(sqlInTransaction(client, this.workspaceId, started));
      } catch (error) {
        // If BEGIN failed, the statements sent behind it failed for that reason.
        await started;
        throw error;
      }
      await started;
      const { command } = await client.query('COMMIT');
      // PostgreSQL responds to COMMIT with ROLLBACK, not with an error, if a statement of the transaction failed.
      if (command !== 'COMMIT') throw new Error(`Expected the transaction to commit; PostgreSQL returned ${command}.`);
      return result;
    });
  }

  private async onConnection<Result>(work: (client: HeldConnection) => Promise<Result>): Promise<Result> {
    const client = (await this.pool.connect()) as HeldConnection;
    let isBroken = false;
    try {
      return await work(client);
    } catch (error) {
      await client.query('ROLLBACK').catch(() => (isBroken = true));
      throw WorkspaceConnection.explain(client, error);
    } finally {
      client.release(isBroken);
    }
  }
}
