import pg from 'pg';
import { EmbeddedDiskFull } from './embedded/embedded-postgres-error.js';
import { enterWorkspace } from './row-level-security.js';

/**
 * The database is unreachable, or the connection was lost while a transaction ran, which may or may not have committed.
 */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super('Expected a reachable database; the connection failed or was lost.', { cause });
  }
}

/**
 * Tells whether PostgreSQL closed the connection with this error: it stops, crashes or is starting, an operator
 * terminated the backend, or the transaction was idle or ran for too long (25P03, 25P04).
 */
const isClosingError = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^(08|57P|25P0[34])/.test(error.code ?? '');

/**
 * Tells whether PostgreSQL ran out of disk space (disk_full): the transaction was rolled back, and reads still work.
 */
export const isStorageFull = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '53100';

/** Tells whether the database cannot run because its disk is full, so that reads fail too. */
export const isStoppedByFullStorage = (error: unknown): boolean =>
  error instanceof DatabaseUnavailable && error.cause instanceof EmbeddedDiskFull;

/**
 * A connection that may be lost at any time. Statements that are running reject, so no caller has to listen for
 * `error`; without the listener here, pg would end the process when a connection in use is lost.
 */
export class WorkspaceConnection extends pg.Client {
  private isLost = false;
  /**
   * The workspace of statements outside transactions. Kept between checkouts, because the next one mostly needs the
   * same.
   */
  private workspaceId: string | null = null;

  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => (this.isLost = true));
  }

  /** Sets the workspace of statements outside transactions. */
  async enter(workspaceId: string): Promise<void> {
    if (this.workspaceId === workspaceId) return;
    this.workspaceId = workspaceId;
    try {
      await this.query(enterWorkspace('SESSION', workspaceId));
    } catch (error) {
      this.workspaceId = null;
      throw error;
    }
  }

  /** Calls `listener` whenever a statement has ended and the next one starts. */
  onReady(listener: () => void): void {
    this.connection.on('readyForQuery', listener);
  }

  offReady(listener: () => void): void {
    this.connection.off('readyForQuery', listener);
  }

  /**
   * Closes the socket without notifying the database, which may not respond. Running statements fail as if it were
   * lost.
   */
  abandon(): void {
    this.connection.stream.destroy();
  }

  /** Returns `DatabaseUnavailable` if the error is due to a lost connection, otherwise the error itself. */
  static explain(client: pg.ClientBase, error: unknown): unknown {
    const isLost = (client instanceof WorkspaceConnection && client.isLost) || isClosingError(error);
    return isLost ? new DatabaseUnavailable(error) : error;
  }
}
