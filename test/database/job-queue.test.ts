import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { startJobQueue } from '../../src/database/job-queue.js';
import { LOCKS } from '../../src/database/lock.js';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';
import { waitUntil } from '../support/wait-until.js';

jest.setTimeout(120_000);

describe('the job queue', () => {
  let database: TestDatabase;
  const log = fastify().log;
  beforeAll(async () => {
    database = await makeTestDatabase();
  });
  afterAll(() => database.close());

  const addJob = (task: string, queueName: string | null = null): Promise<unknown> =>
    database.dataSource.query('SELECT graphile_worker.add_job($1, queue_name => $2)', [task, queueName]);

  /** Locks all jobs of a task, and their queues, as a worker does when it takes them. */
  const lockAs = async (workerId: string, task: string): Promise<void> => {
    await database.dataSource.query(
      `WITH locked AS (
         UPDATE graphile_worker._private_jobs SET locked_by = $1, locked_at = now(), attempts = attempts + 1
         WHERE task_id = (SELECT id FROM graphile_worker._private_tasks WHERE identifier = $2) RETURNING job_queue_id
       )
       UPDATE graphile_worker._private_job_queues SET locked_by = $1, locked_at = now()
       WHERE id IN (SELECT job_queue_id FROM locked)`,
      [workerId, task],
    );
  };

  const lockedJobs = async (): Promise<number> =>
    (
      await database.dataSource.query<unknown[]>(
        'SELECT FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL',
      )
    ).length;
  const untilNoJobIsLocked = (): Promise<number> =>
    waitUntil('no job is locked', async () => (await lockedJobs()) === 0);

  // A full disk, a revoked privilege, a standby, a failed assertion of PostgreSQL, and a mistake in a statement.
  const REFUSALS = ['53100', '42501', '25006', 'XX000', '22012'];

  it.each(REFUSALS)(
    'continues with all its workers after the error %s prevented them from storing the result of jobs',
    async (code) => {
      // A real database fails for longer, and for more than one statement.
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
      const tasks = {
        one: fail('one'),
        other: fail('other'),
        third: () => void done.dispatchEvent(new Event('third')),
      };
      const attempted = once(done, 'attempted');
      const third = once(done, 'third');
      const logged = jest.spyOn(log, 'error');
      const retries = () => logged.mock.calls.filter(([, message]) => message?.includes('tries again')).length;
      const queue = await startJobQueue({ databaseUrl: database.url, tasks, crontab: '', log });
      try {
        await addJob('one');
        await addJob('other');
        await attempted;
        await waitUntil('the workers try again to store both results', () => retries() >= 2);
        // A full disk does not make the server unready, because it still serves reads.
        expect(queue.trouble).toBe(code === '53100' ? null : `The job queue cannot use the database (${code}).`);
        await addJob('third');
        await database.dataSource.query('DROP FUNCTION refuse CASCADE');
        await third;
        await untilNoJobIsLocked();
        expect(queue.trouble).toBeNull();
      } finally {
        logged.mockRestore();
        await queue.stop();
        await database.dataSource.query('DELETE FROM graphile_worker._private_jobs');
      }
    },
  );

  it('continues with all its workers after they lost their connections while storing the result of jobs', async () => {
    let begun = 0;
    let mayEnd = false;
    const task = async (): Promise<void> => {
      begun++;
      await waitUntil('the test lets the jobs end', () => mayEnd);
    };
    const lock = database.dataSource.createQueryRunner();
    const queue = await startJobQueue({ databaseUrl: database.url, tasks: { task }, crontab: '', log });
    try {
      for (let i = 0; i < 2; i++) await addJob('task');
      await waitUntil('both jobs run', () => begun === 2);
      await lock.startTransaction();
      await lock.query('LOCK TABLE graphile_worker._private_jobs IN ACCESS EXCLUSIVE MODE');
      mayEnd = true;
      let recording: { pid: number }[] = [];
      await waitUntil('both workers store a result', async () => {
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
      // Both jobs run at once, which requires two workers.
      await waitUntil('two more jobs run', () => begun === 4);
      mayEnd = true;
      await untilNoJobIsLocked();
    } finally {
      mayEnd = true;
      await lock.release();
      await queue.stop();
    }
  });

  it('takes over the jobs and named queues of a dead worker, and still runs the jobs of a queue one by one', async () => {
    await addJob('alone');
    await addJob('queued', 'line');
    await addJob('queued', 'line');
    for (const task of ['alone', 'queued']) await lockAs('worker-gone', task);
    const done: string[] = [];
    let atOnce = 0;
    const tasks = {
      alone: () => void done.push('alone'),
      queued: async () => {
        expect(++atOnce).toBe(1);
        await sleep(50);
        atOnce--;
        done.push('queued');
      },
    };
    const options = { databaseUrl: database.url, tasks, crontab: '', log };
    // Both processes find the locks abandoned at about the same time.
    const queues = await Promise.all([startJobQueue(options), startJobQueue(options)]);
    try {
      await waitUntil('all three jobs are done', () => done.length === 3);
      expect(done.sort()).toEqual(['alone', 'queued', 'queued']);
      await untilNoJobIsLocked();
    } finally {
      for (const queue of queues) await queue.stop();
    }
  });

  it('takes over a job and its queue if the worker that holds the lock does not know the job', async () => {
    let mayEnd = false;
    let isFound = false;
    const tasks = {
      busy: async (): Promise<void> => {
        await waitUntil('the test lets the job end', () => mayEnd);
      },
      lost: () => void (isFound = true),
    };
    const queue = await startJobQueue({ databaseUrl: database.url, tasks, crontab: '', log });
    try {
      await addJob('busy');
      await waitUntil('a worker has locked the job', async () => (await lockedJobs()) === 1);
      const [{ locked_by: worker }] = await database.dataSource.query<[{ locked_by: string }]>(
        'SELECT locked_by FROM graphile_worker._private_jobs',
      );
      const adding = database.dataSource.createQueryRunner();
      await adding.startTransaction();
      await adding.query(`SELECT graphile_worker.add_job('lost', queue_name => 'line')`);
      await adding.query(
        `UPDATE graphile_worker._private_jobs SET locked_by = $1, locked_at = now() WHERE locked_by IS NULL`,
        [worker],
      );
      await adding.query('UPDATE graphile_worker._private_job_queues SET locked_by = $1, locked_at = now()', [worker]);
      await adding.commitTransaction();
      await adding.release();
      await waitUntil('the lost job runs', () => isFound);
    } finally {
      mayEnd = true;
      await queue.stop();
    }
  });

  it('leaves a long job to its worker, even if the session that proves that the worker is alive is terminated', async () => {
    let begun = 0;
    let mayEnd = false;
    const tasks = {
      long: async (): Promise<void> => {
        begun++;
        await waitUntil('the test lets the job end', () => mayEnd);
      },
    };
    const options = { databaseUrl: database.url, tasks, crontab: '', log };
    const queues = await Promise.all([startJobQueue(options), startJobQueue(options)]);
    try {
      await addJob('long');
      await waitUntil('the job runs', () => begun > 0);
      const sessions = `SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = $1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      await waitUntil(
        'each queue has a session that proves that it is alive',
        async () => (await database.dataSource.query<unknown[]>(sessions, [LOCKS.worker])).length === queues.length,
      );
      const ended = await database.dataSource.query<unknown[]>(
        `SELECT pg_terminate_backend(pid) FROM (${sessions}) AS sessions`,
        [LOCKS.worker],
      );
      expect(ended).toHaveLength(2);
      // Well beyond the grace period after which the jobs of a dead worker are taken over.
      await sleep(7_000);
      expect(begun).toBe(1);
      mayEnd = true;
      await untilNoJobIsLocked();
    } finally {
      mayEnd = true;
      for (const queue of queues) await queue.stop();
    }
  });
});
