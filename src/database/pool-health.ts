import type { Pool } from 'pg';

/**
 * Longer than any caller may hold a connection, the time to cancel included. A pool that got none back for so long has
 * lost track of them, and only a restart of the process brings it back.
 */
const STUCK_AFTER_MS = 180_000;

/** Returns a function that tells whether all connections of a pool are taken and none has been given back for long. */
export function watchForStuckPool(pool: Pool, stuckAfterMs = STUCK_AFTER_MS): () => boolean {
  let lastChangeAt = performance.now();
  const note = (): void => {
    lastChangeAt = performance.now();
  };
  pool.on('acquire', note);
  pool.on('release', note);
  return () =>
    pool.idleCount === 0 && pool.totalCount >= pool.options.max && performance.now() - lastChangeAt > stuckAfterMs;
}
