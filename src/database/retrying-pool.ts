import { Pool } from 'pg';
import { WorkspaceConnection } from './workspace-connection.js';
import type { Retrier } from './retrier.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** For each statement: PostgreSQL cancels it after the first time; if no answer has come by the second, the connection is closed. */
const STATEMENT_TIMEOUT_MS = 30_000;
const ANSWER_TIMEOUT_MS = 35_000;

type Call = (...args: unknown[]) => Promise<unknown>;

/**
 * A pool for graphile-worker, which ends the process if a statement of its crontab fails, and a worker if it cannot
 * record how a job ended. So a statement that fails is retried, each time on a connection that works; it fails never,
 * and returns no rows once the process stops. Statements must be safe to repeat, and cannot make up a transaction:
 * graphile-worker uses them for migrations alone, which have been applied before the queue starts.
 */
export function retryingPool(connectionString: string, retrier: Retrier): Pool {
  const pool = new Pool({
    connectionString,
    Client: WorkspaceConnection,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
  });
  // graphile-worker listens until its runner stops; a connection lost after that would end the process.
  pool.on('error', () => undefined);
  const connect = pool.connect.bind(pool) as Call;
  const queryOnce = pool.query.bind(pool) as Call;
  const query: Call = async (...args) => (await retrier.run(() => queryOnce(...args))) ?? { rows: [] };
  return Object.assign(pool, {
    query,
    // With a callback it is for LISTEN, which graphile-worker retries itself, and for `query` of the pool.
    connect: (...args: unknown[]) =>
      args.length > 0 ? connect(...args) : Promise.resolve({ query, release: () => undefined }),
  });
}
