import { setTimeout as sleep } from 'node:timers/promises';
import { Clientele, type ImportRecord } from '../../sdk/src/index.js';
import { makeDataSource } from '../../src/composition/data-source.js';
import { chooseServerUser } from '../../src/database/embedded/unprivileged.js';
import { queryOn } from '../support/databases.js';
import { KillablePostgres } from '../support/killable-postgres.js';
import { endAll, newDataDirectory, type Settings } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { SmallDisk } from '../support/small-disk.js';
import { isLongRun } from '../support/trials.js';
import { Workload } from './workload.js';

jest.setTimeout(300_000);

/** Enough for the schema and the records of a workload. */
const MEBIBYTES = 64;
/** Limits the records that may still fit into pages that are already allocated. */
const MAX_LAST_RECORDS = 2_000;

const disk = SmallDisk.mount(MEBIBYTES, chooseServerUser('/nowhere'));
if (!disk)
  process.stderr.write('SKIPPED: a full disk is not tested because mounting a file system requires root on Linux.\n');

const UPSERT = `mutation ($name: String!) {
  accountUpsert(input: { externalId: $name, name: $name }) { account { name } userErrors { message } }
}`;

/** Accounts whose type changes within the next year through the passage of time: more than fit into allocated pages. */
const CHANGING = Array.from({ length: 300 }, (_, i) => `Renewing ${i}`);

function* changingAccounts(): Generator<ImportRecord> {
  const from = new Date(Date.now() - 40 * 86_400_000).toISOString();
  yield { plan: { externalId: 'basic', name: 'Basic', rank: 1 } };
  for (const name of CHANGING) {
    yield { account: { externalId: name, name } };
    yield {
      subscription: {
        externalId: name,
        accountExternalId: name,
        phases: [
          {
            from,
            planExternalId: 'basic',
            status: 'ACTIVE',
            unitPrice: { amount: '49.00', currencyCode: 'USD' },
            billingInterval: 'MONTH',
          },
        ],
      },
    };
  }
}

// The write-ahead log is on another disk, because PostgreSQL aborts if the log has no room.
(disk ? describe : describe.skip)('a server whose database disk is full', () => {
  let postgres: KillablePostgres;
  let server: RunningServer;
  let url: string;
  let settings: Settings;
  let workload: Workload | undefined;
  const acknowledged: string[] = [];

  beforeAll(async () => {
    postgres = await KillablePostgres.start(newDataDirectory());
    await queryOn(postgres.url, `CREATE TABLESPACE small LOCATION '${disk!.folder}'`);
    await queryOn(postgres.url, 'CREATE DATABASE small TABLESPACE small');
    url = Object.assign(new URL(postgres.url), { pathname: 'small' }).href;
    settings = {
      DATABASE_URL: url,
      LOG_LEVEL: 'error',
      CLIENTELE_RATE_LIMIT: 'off',
      CLIENTELE_DATA_DIR: newDataDirectory(),
    };
    server = await RunningServer.start(settings);
  });
  afterAll(async () => {
    workload?.giveUp();
    await postgres.kill();
    await endAll();
    disk!.unmount();
  });
  afterEach(() => disk!.makeRoom());

  /** Records accounts until the disk is full; returns the response to the first refused request. */
  async function recordUntilRefused(): Promise<Response> {
    for (let i = 0; i < MAX_LAST_RECORDS; i++) {
      const name = `Account ${acknowledged.length}`;
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${server.shownKey}` },
        body: JSON.stringify({ query: UPSERT, variables: { name } }),
      });
      if (response.status !== 200) return response;
      expect(await response.json()).toMatchObject({ data: { accountUpsert: { account: { name }, userErrors: [] } } });
      acknowledged.push(name);
    }
    throw new Error('Expected a full disk to refuse a record; all records were accepted.');
  }

  const count = async (of = server): Promise<number> =>
    (await of.get('{ clientBase { accounts } }')).clientBase.accounts;

  /** Fills the page on which the scheduler stores when its jobs ran. */
  async function fillCrontab(): Promise<void> {
    const table = 'graphile_worker._private_known_crontabs';
    await queryOn(
      url,
      `ALTER TABLE ${table} ADD COLUMN ballast text; ALTER TABLE ${table} ALTER ballast SET STORAGE PLAIN`,
    );
    disk!.fill();
    const insert = (length: number) =>
      queryOn(
        url,
        `INSERT INTO ${table} (identifier, known_since, ballast) VALUES (gen_random_uuid(), now(), repeat('x', ${length}))`,
      ).then(
        () => true,
        () => false,
      );
    for (const length of [2_000, 500, 100, 10, 1]) while (await insert(length));
  }

  it('refuses mutations with the reason and the note that nothing was changed, and logs the error', async () => {
    disk!.fill();
    const refused = await recordUntilRefused();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
    const { errors, data } = (await refused.json()) as {
      errors: { message: string; extensions: object }[];
      data: unknown;
    };
    expect(data ?? { accountUpsert: null }).toEqual({ accountUpsert: null });
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/storage .* is full.* Nothing was changed.* again/s) as string,
        extensions: { code: 'STORAGE_FULL', requestId: refused.headers.get('x-request-id') },
      },
    ]);
    expect(errors[0]!.message).not.toMatch(/extend|relation|postgres|base\//i);
    const line = (await server.process.says(/.*The database's disk is full.*/))[0];
    expect(JSON.parse(line)).toMatchObject({
      level: 50,
      reqId: refused.headers.get('x-request-id'),
      err: { code: '53100', message: expect.stringContaining('No space left on device') as string },
    });
  });

  it('still serves queries', async () => {
    disk!.fill();
    await recordUntilRefused();
    expect(await count()).toBe(acknowledged.length);
    expect(await server.accounts()).toEqual(acknowledged.toSorted().slice(0, 100));
    for (const path of ['/livez', '/readyz']) expect((await fetch(new URL(path, server.url))).status).toBe(200);
  });

  it('records again without a restart once there is room', async () => {
    disk!.fill();
    await recordUntilRefused();
    disk!.makeRoom();
    await server.record('Room');
    acknowledged.push('Room');
    expect(await count()).toBe(acknowledged.length);
  });

  it('loses no acknowledged record and does nothing twice while callers retry until there is room', async () => {
    const operator = makeDataSource(url, 'operator');
    await operator.initialize();
    workload = await Workload.prepare(operator, () => server.url);
    const running = workload.run();
    running.catch(() => undefined);
    disk!.fill();
    await recordUntilRefused();
    disk!.makeRoom();
    await running;
    await workload.expectAllThereOnce();
    await operator.destroy();
  });

  it('still serves queries when accounts have changed type through time and the change cannot be stored', async () => {
    await new Clientele({ url: server.url, apiKey: server.shownKey }).import(changingAccounts());
    acknowledged.push(...CHANGING);
    const later = await RunningServer.start({ ...settings, CLIENTELE_NOW: '+P400D' });
    disk!.fill();
    await recordUntilRefused();
    const all = acknowledged.toSorted().slice(0, 100);
    expect(await later.accounts()).toEqual(all);
    expect(await count(later)).toBe(acknowledged.length);
    disk!.makeRoom();
    expect(await later.accounts()).toEqual(all);
    expect(await later.stop('SIGTERM')).toBe(0);
  });

  // Waits for the start of the next minute, when scheduled jobs are due.
  (isLongRun ? it : it.skip)('survives scheduled jobs that are due meanwhile', async () => {
    await fillCrontab();
    await sleep(62_000 - (Date.now() % 60_000));
    expect(await count()).toBe(acknowledged.length);
    disk!.makeRoom();
    await server.record('Later');
    acknowledged.push('Later');
  });

  it('exits with 0 on SIGTERM afterwards', async () => {
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(server.process.stderr).toBe('');
  });
});
