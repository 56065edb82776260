import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { startJobQueue } from '../../src/database/job-queue.js';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';

describe('the job queue', () => {
  let database: TestDatabase;
  const log = fastify().log;
  beforeAll(async () => {
    database = await makeTestDatabase();
  });
  afterAll(() => database.close());

  const addJob = (task: string): Promise<unknown> =>
    database.dataSource.query('SELECT graphile_worker.add_job($1)', [task]);

  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await sleep(5);
  };

  const lockedJobs = async (): Promise<number> =>
    (
      await database.dataSource.query<unknown[]>(
        'SELECT FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL',
      )
    ).length;

  // A full disk, a privilege taken away, a standby, a failed assertion of PostgreSQL, a mistake in a statement.
  const REFUSALS = ['53100', '42501', '25006', 'XX000', '22012'];

  it.each(REFUSALS)('goes on with all its workers after %s kept them from recording how jobs ended', async (code) => {
    // No database refuses for as short as this, nor one statement only.
    await database.dataSource.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'refused' USING ERRCODE = '${code}'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON graphile_worker._private_jobs FOR EACH ROW
        WHEN (OLD.locked_by IS NOT NULL AND NEW.locked_by IS NULL) EXECUTE FUNCTION refuse()`);
    const attempts: string[] = [];
    const done = new EventTarget();
    const fail = (name: string) => () => {
      attempts.push(name);
      if (attempts.length === 2) done.dispatchEvent(new Event('attempted'));
      throw new Error('Expected a job that succeeds; this one fails.');
    };
    const tasks = { one: fail('one'), other: fail('other'), third: () => void done.dispatchEvent(new Event('third')) };
    const attempted = once(done, 'attempted');
    const third = once(done, 'third');
    const logged = jest.spyOn(log, 'error');
    const retries = () => logged.mock.calls.filter(([, message]) => message?.includes('tries again')).length;
    const queue = await startJobQueue({ databaseUrl: database.url, tasks, crontab: '', log });
    try {
      await addJob('one');
      await addJob('other');
      await attempted;
      await until(() => retries() >= 2);
      expect(queue.trouble).toBe(`The job queue cannot use the database (${code}).`);
      await addJob('third');
      await database.dataSource.query('DROP FUNCTION refuse CASCADE');
      await third;
      await until(async () => (await lockedJobs()) === 0);
      expect(queue.trouble).toBeNull();
    } finally {
      logged.mockRestore();
      await queue.stop();
      await database.dataSource.query('DELETE FROM graphile_worker._private_jobs');
    }
  });

  it('goes on with all its workers once they lost the connections on which they recorded what became of jobs', async () => {
    let begun = 0;
    let mayEnd = false;
    const task = async (): Promise<void> => {
      begun++;
      await until(() => mayEnd);
    };
    const lock = database.dataSource.createQueryRunner();
    const queue = await startJobQueue({ databaseUrl: database.url, tasks: { task }, crontab: '', log });
    try {
      for (let i = 0; i < 2; i++) await addJob('task');
      await until(() => begun === 2);
      await lock.startTransaction();
      await lock.query('LOCK TABLE graphile_worker._private_jobs IN ACCESS EXCLUSIVE MODE');
      mayEnd = true;
      let recording: { pid: number }[] = [];
      await until(async () => {
        recording = await database.dataSource.query(
          `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
             AND query ILIKE 'delete from %_private_jobs%'`,
        );
        return recording.length === 2;
      });
      mayEnd = false;
      for (const { pid } of recording) await database.dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
      await lock.rollbackTransaction();
      for (let i = 0; i < 2; i++) await addJob('task');
      // Both at once: that takes two workers.
      await until(() => begun === 4);
      mayEnd = true;
      await until(async () => (await lockedJobs()) === 0);
    } finally {
      mayEnd = true;
      await lock.release();
      await queue.stop();
    }
  }, 30_000);
});
