import type { DataSource } from 'typeorm';
import { waitUntil } from './wait-until.js';

/** Waits until at least the given number of statements in the database wait for a lock. */
export async function untilStatementsWait(operator: DataSource, count: number): Promise<void> {
  await waitUntil(`${count} statements wait for a lock`, async () => {
    const [row] = await operator.query<[{ waiting: number }]>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return row.waiting >= count;
  });
}
