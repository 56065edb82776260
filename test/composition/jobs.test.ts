import { Client } from 'pg';
import { decodeId } from '../../src/graphql/ids.js';
import { dropDatabases, newDatabase, queryOn } from '../support/databases.js';
import { clientele, endAll, newDataDirectory, type Settings } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { waitUntil } from '../support/wait-until.js';

jest.setTimeout(180_000);

afterAll(async () => {
  await endAll();
  await dropDatabases();
});

describe('the scheduled jobs of a server with several workspaces', () => {
  let url: string;
  let server: RunningServer;
  /** In the order in which they were created, which is the order of their ids. */
  const workspaces: { id: string; uuid: string; key: string }[] = [];

  const run = <Row extends object>(statement: string): Promise<Row[]> => queryOn<Row>(operatorUrl(), statement);
  const operatorUrl = (): string => {
    const operator = new URL(url);
    operator.searchParams.set('options', '-c clientele.operator=on');
    return operator.href;
  };

  async function addWorkspace(settings: Settings): Promise<void> {
    const { stdout } = await clientele(['workspace', 'create', 'Any', '--currency', 'USD'], settings);
    const [, id, key] = /(wrk_\w+)\n.*(clk_\S+)/.exec(stdout)!;
    workspaces.push({ id: id!, uuid: decodeId('Workspace', id!)!, key: key! });
  }

  beforeAll(async () => {
    url = await newDatabase();
    const settings = { DATABASE_URL: url, CLIENTELE_DATA_DIR: newDataDirectory(), LOG_LEVEL: 'error' };
    server = await RunningServer.start(settings);
    for (let i = 0; i < 3; i++) await addWorkspace(settings);
    for (const { key } of workspaces) await server.record('Acme', key);
  });

  /** Returns the workspaces whose rows are due. */
  const due = async (condition: string): Promise<string[]> =>
    (
      await run<{ id: string }>(
        `SELECT DISTINCT workspace_id AS id FROM account_now WHERE ${condition} UNION SELECT DISTINCT workspace_id FROM kept_answer ORDER BY id`,
      )
    ).map(({ id }) => id);
  const DUE = `valid_until = '-infinity' OR evidence_until = '-infinity'`;
  const jobs = (): Promise<object[]> => run('SELECT task_id FROM graphile_worker._private_jobs WHERE attempts > 0');

  /** Makes all workspaces due for the scheduled jobs. */
  async function makeDue(): Promise<void> {
    await run(`UPDATE account_now SET valid_until = '-infinity', evidence_until = '-infinity'`);
    for (const { uuid } of workspaces) {
      await run(
        `INSERT INTO kept_answer (workspace_id, key_hash, request_hash, created_at) VALUES ('${uuid}', 'old', '', '2020-01-01')
         ON CONFLICT DO NOTHING`,
      );
    }
  }

  /** Queues the scheduled jobs as the crontab does. */
  async function queueJobs(): Promise<void> {
    for (const task of ['refreshDue', 'deleteExpiredRecords']) {
      await run(`SELECT graphile_worker.add_job('${task}', job_key => '${task}', max_attempts => 2)`);
    }
  }

  const FAILING = [0, 1, 2];

  it.each(FAILING)(
    'are done for all others if workspace %s of three fails, which is logged, and done for it once it can',
    async (failing) => {
      const { id, uuid } = workspaces[failing]!;
      const triggers = ['account_now', 'kept_answer'].map(
        (table) => `CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse();`,
      );
      await makeDue();
      await run(
        `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF OLD.workspace_id = '${uuid}' THEN RAISE 'refused' USING ERRCODE = 'XX000'; END IF;
           IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
           RETURN NEW;
         END $$; ${triggers.join(' ')}`,
      );
      await queueJobs();
      await waitUntil('only the failing workspace is due', async () => String(await due(DUE)) === uuid, 60_000);
      for (const task of ['refreshWorkspace', 'deleteExpiredRecordsOfWorkspace']) {
        const line = await server.process.says(new RegExp(`.*The job ${task} of ${id} failed.*`));
        expect(JSON.parse(line[0])).toMatchObject({ level: 50, err: { message: 'refused', code: 'XX000' } });
      }
      await waitUntil('no job is left', async () => (await jobs()).length === 0, 60_000);
      await run('DROP FUNCTION refuse CASCADE');
      await queueJobs();
      await waitUntil('no workspace is due', async () => (await due(DUE)).length === 0, 60_000);
    },
  );

  it('are done for all others while another transaction holds the rows of one workspace, and do not pile up', async () => {
    const { uuid } = workspaces[0]!;
    const client = new Client(operatorUrl());
    await client.connect();
    await client.query('BEGIN');
    await client.query(`SELECT FROM account WHERE workspace_id = '${uuid}' FOR UPDATE`);
    for (let minute = 0; minute < 4; minute++) {
      await makeDue();
      await queueJobs();
      await waitUntil('only the held workspace is due', async () => String(await due(DUE)) === uuid, 60_000);
    }
    const waiting = await run<{ jobs: number }>(
      `SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = 'refreshWorkspace'`,
    );
    expect(waiting[0]!.jobs).toBe(2);
    await client.query('COMMIT');
    await client.end();
    await waitUntil('no workspace is due', async () => (await due(DUE)).length === 0, 60_000);
  });
});
