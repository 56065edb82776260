import pg from 'pg';
import { enterWorkspace } from './row-level-security.js';

/** The database cannot be reached, or it went away while something was under way, which it then undoes or has recorded. */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super('Expected the database to answer; it cannot be reached, or went away.', { cause });
  }
}

/**
 * The last that is heard on a connection: PostgreSQL is stopped, crashes or starts, an operator ends it, or its
 * transaction was idle or under way for too long (25P03, 25P04).
 */
const isFarewell = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^(08|57P|25P0[34])/.test(error.code ?? '');

/** PostgreSQL's disk_full: it undid what it was to record, and goes on reading. */
export const isStorageFull = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '53100';

/**
 * A connection that may be lost at any time: whoever waits for a statement on it is told so by that, and nobody else
 * needs to listen. (pg ends the process where the connection is lost that is in use, and has no listener.)
 */
export class WorkspaceConnection extends pg.Client {
  private isLost = false;
  /** What its statements outside of transactions are about. It stays there, since most who come next want the same. */
  private workspaceId: string | null = null;

  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => (this.isLost = true));
  }

  /** Makes the workspace the one that statements outside of transactions are about. */
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

  /** Closes it without a word to the database, which may not answer: what was asked on it fails as on a lost connection. */
  abandon(): void {
    this.connection.stream.destroy();
  }

  /** What to tell of an error on a connection: that it is lost, where that is why. */
  static explain(client: pg.ClientBase, error: unknown): unknown {
    const isLost = (client instanceof WorkspaceConnection && client.isLost) || isFarewell(error);
    return isLost ? new DatabaseUnavailable(error) : error;
  }
}
