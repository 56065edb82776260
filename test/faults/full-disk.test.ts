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

/** For the schema, and what a workload records. */
const MEBIBYTES = 64;
/** Those that find a place in pages which are there already. */
const MAX_LAST_RECORDS = 2_000;

const disk = SmallDisk.mount(MEBIBYTES, chooseServerUser('/nowhere'));
if (!disk) process.stderr.write('SKIPPED: a full disk, since no file system may be mounted here. Root of Linux may.\n');

const UPSERT = `mutation ($name: String!) {
  accountUpsert(input: { externalId: $name, name: $name }) { account { name } userErrors { message } }
}`;

/** Accounts that time alone turns within the next year: more than the pages that are there have room for. */
const RENEWING = Array.from({ length: 300 }, (_, i) => `Renewing ${i}`);

function* renewing(): Generator<ImportRecord> {
  const from = new Date(Date.now() - 40 * 86_400_000).toISOString();
  yield { plan: { externalId: 'basic', name: 'Basic', rank: 1 } };
  for (const name of RENEWING) {
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

// The write-ahead log lies elsewhere: where that has no room PostgreSQL ends itself, as if killed.
(disk ? describe : describe.skip)('a server whose database has no room left', () => {
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

  /** Records until there is no room for one; answers how that one is refused. */
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
    throw new Error('Expected a full disk to refuse; it took everything.');
  }

  const count = async (of = server): Promise<number> =>
    (await of.get('{ clientBase { accounts } }')).clientBase.accounts;

  /** What runs by the clock notes when it ran: leaves no room for that on the page where it does. */
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

  it('refuses what is to be recorded, says why and that nothing was changed, and tells the log', async () => {
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

  it('reads on', async () => {
    disk!.fill();
    await recordUntilRefused();
    expect(await count()).toBe(acknowledged.length);
    expect(await server.accounts()).toEqual(acknowledged.toSorted().slice(0, 100));
    expect((await fetch(new URL('/livez', server.url))).status).toBe(200);
  });

  it('records again once there is room, without being started again', async () => {
    disk!.fill();
    await recordUntilRefused();
    disk!.makeRoom();
    await server.record('Room');
    acknowledged.push('Room');
    expect(await count()).toBe(acknowledged.length);
  });

  it('loses nothing that it acknowledged, and does nothing twice, where callers go on until there is room', async () => {
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

  it('reads on where time alone has turned accounts since, whose turn cannot be recorded', async () => {
    await new Clientele({ url: server.url, apiKey: server.shownKey }).import(renewing());
    acknowledged.push(...RENEWING);
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

  // It waits for the turn of a minute.
  (isLongRun ? it : it.skip)('lives where something is to be done by the clock meanwhile', async () => {
    await fillCrontab();
    await sleep(62_000 - (Date.now() % 60_000));
    expect(await count()).toBe(acknowledged.length);
    disk!.makeRoom();
    await server.record('Later');
    acknowledged.push('Later');
  });

  it('ends in order afterwards', async () => {
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(server.process.stderr).toBe('');
  });
});
