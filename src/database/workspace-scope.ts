import { DatabaseError, type Pool, type PoolConfig } from 'pg';
import type { Instant } from '../classification/calendar.js';
import { sqlOn, type Sql, type Statement } from './statement.js';

const MAX_ATTEMPTS = 6;
/** Two at once got in each other's way: the same transaction, begun anew, sees what the other one did. */
const RETRYABLE_SQLSTATES = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '23505', // unique_violation: the other one recorded the same externalId first
  '23503', // foreign_key_violation: the other one deleted what this one refers to, or refers to what this one deletes
]);

const isRetryable = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code !== undefined && RETRYABLE_SQLSTATES.has(error.code);

/** How another thread reaches the database; data alone, so that it can travel there. */
export type ConnectionSettings = Pick<PoolConfig, 'connectionString' | 'options'>;

/** The database as one workspace sees it at one instant: the request's. */
export class WorkspaceScope implements Sql {
  private readonly sql: Sql;

  constructor(
    private readonly pool: Pool,
    readonly workspaceId: string,
    readonly now: Instant,
  ) {
    this.sql = sqlOn(pool, workspaceId);
  }

  /** For a connection of its own to the same database. */
  get connection(): ConnectionSettings {
    const { connectionString, options } = this.pool.options;
    return { connectionString, options };
  }

  run = <Row>(statement: Statement<Row>, ...values: unknown[]): Promise<Row[]> => this.sql.run(statement, ...values);

  /** Runs `work` in one transaction: all of it is recorded, or nothing. It may run more than once. */
  async write<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.inTransaction('BEGIN', work);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error;
      }
    }
  }

  /** Runs `work` on what is recorded at one moment: its statements all see the same, and record nothing. */
  snapshot = <Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> =>
    this.inTransaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work);

  private async inTransaction<Result>(begin: string, work: (sql: Sql) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let isBroken = false;
    try {
      await client.query(begin);
      const result = await work(sqlOn(client, this.workspaceId));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => (isBroken = true));
      throw error;
    } finally {
      client.release(isBroken);
    }
  }
}
