import { Pool } from 'pg';
import { WorkspaceConnection } from './workspace-connection.js';
import type { Retrier } from './retrier.js';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * PostgreSQL cancels a statement after the first timeout; without a response by the second, the connection is closed.
 */
const STATEMENT_TIMEOUT_MS = 30_000;
const RESPONSE_TIMEOUT_MS = 35_000;

type Call = (...args: unknown[]) => Promise<unknown>;

/**
 * Returns a pool for graphile-worker, which ends the process if a statement of its crontab fails, and a worker if it
 * cannot record the result of a job. The pool therefore retries a failed statement, on a new connection if necessary,
 * until it succeeds; once the process stops, it returns no rows instead. Statements must be safe to repeat.
 * Transactions are not supported: graphile-worker uses them only for migrations, which are applied before the queue
 * starts.
 */
export function retryingPool(connectionString: string, retrier: Retrier): Pool {
  const pool = new Pool({
    connectionString,
    Client: WorkspaceConnection,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: RESPONSE_TIMEOUT_MS,
    keepAlive: true,
  });
  // graphile-worker listens until its runner stops; a connection lost after that would end the process.
  pool.on('error', () => undefined);
  const connect = pool.connect.bind(pool) as Call;
  const queryOnce = pool.query.bind(pool) as Call;
  const query: Call = async (...args) => (await retrier.run(() => queryOnce(...args))) ?? { rows: [] };
  return Object.assign(pool, {
    query,
    // The form with a callback is used by LISTEN, which graphile-worker retries itself, and by the pool's own `query`.
    connect: (...args: unknown[]) =>
      args.length > 0 ? connect(...args) : Promise.resolve({ query, release: () => undefined }),
  });
}
