import type { Pool } from 'pg';

/**
 * Longer than any caller may hold a connection, including the time to cancel. A pool to which no connection was
 * returned for this long has leaked them, and only a restart of the process helps.
 */
const STUCK_AFTER_MS = 180_000;

/**
 * Returns a function that checks whether all connections of a pool are in use and none was returned for a long time.
 */
export function watchForStuckPool(pool: Pool, stuckAfterMs = STUCK_AFTER_MS): () => boolean {
  let lastChangeAt = performance.now();
  const recordChange = (): void => {
    lastChangeAt = performance.now();
  };
  pool.on('acquire', recordChange);
  pool.on('release', recordChange);
  return () =>
    pool.idleCount === 0 && pool.totalCount >= pool.options.max && performance.now() - lastChangeAt > stuckAfterMs;
}
