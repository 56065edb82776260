import type { DataSource } from 'typeorm';

/**
 * Keys of advisory locks that are unique to Clientele. `worker` is a class of shared locks, one for each worker of the
 * job queue; the others guard work that only one process may do at a time.
 */
export const LOCKS = { migration: 7_243_392, firstStart: 7_243_393, worker: 7_243_394 } as const;

/** Runs `work` while holding an exclusive advisory lock; other processes wait for it. */
export async function withLock<Result>(
  dataSource: DataSource,
  lock: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [lock]);
    try {
      return await work();
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [lock]);
    }
  } finally {
    await runner.release();
  }
}
