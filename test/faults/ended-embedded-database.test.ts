import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { readPostmasterFile } from '../../src/database/embedded/postmaster-file.js';
import { chooseServerUser } from '../../src/database/embedded/unprivileged.js';
import { clientele, endAll, postgresOf, preparedDataDirectory, refusalOf } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { SmallDisk } from '../support/small-disk.js';
import { waitUntil } from '../support/wait-until.js';

jest.setTimeout(300_000);
afterAll(endAll);

const RECOVERY_TIMEOUT_MS = 60_000;

/** Two segments of the write-ahead log, and what PostgreSQL and the schema need. */
const MEBIBYTES = 160;

const statusOf = async (path: string, { url }: RunningServer): Promise<number> =>
  (await fetch(new URL(path, url))).status;

const codeOf = async (server: RunningServer): Promise<string | number> => {
  const { status, errors } = await server.ask('{ accounts(first: 1) { nodes { name } } }');
  return errors[0]?.extensions.code ?? status;
};

async function untilServing(server: RunningServer): Promise<void> {
  await waitUntil('the server responds', async () => (await codeOf(server)) === 200, RECOVERY_TIMEOUT_MS);
  await waitUntil('the server is ready', async () => (await statusOf('/readyz', server)) === 200, RECOVERY_TIMEOUT_MS);
}

/** Connects to the embedded database from this process. */
async function connect(dataDirectory: string): Promise<Client> {
  const cluster = join(dataDirectory, 'cluster');
  const client = new Client({
    ...{ host: '127.0.0.1', port: readPostmasterFile(cluster)!.port, user: 'clientele', database: 'clientele' },
    password: readFileSync(join(cluster, 'clientele-password'), 'utf8').trim(),
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describe('a server whose embedded PostgreSQL ends', () => {
  const settings = { CLIENTELE_DATA_DIR: preparedDataDirectory(), LOG_LEVEL: 'warn' };
  const dataDirectory = settings.CLIENTELE_DATA_DIR;
  let server: RunningServer;
  const recorded: string[] = [];

  beforeAll(async () => {
    server = await RunningServer.start(settings);
  });

  const record = async (name: string): Promise<void> => {
    await server.record(name);
    recorded.push(name);
  };
  const expectServing = async (): Promise<void> => {
    await untilServing(server);
    await record(`Recorded ${recorded.length}`);
    expect(await server.accounts()).toEqual(recorded.toSorted());
  };
  /** Ends the postmaster and waits for another one. */
  async function endPostgres(signal: NodeJS.Signals): Promise<void> {
    const ended = postgresOf(dataDirectory)!;
    process.kill(ended, signal);
    await waitUntil('another PostgreSQL runs', () => ![undefined, ended].includes(postgresOf(dataDirectory)), 90_000);
  }

  it.each<NodeJS.Signals>(['SIGKILL', 'SIGABRT', 'SIGQUIT', 'SIGINT', 'SIGKILL'])(
    'starts it again after %s, keeps what was recorded, and logs why',
    async (signal) => {
      await record(`Before ${recorded.length} ${signal}`);
      await endPostgres(signal);
      await expectServing();
      expect(server.process.stdout).toMatch(/"level":50.*The embedded database does not run/);
      await server.process.says(/"level":40.*The embedded database runs again/);
      expect(await statusOf('/livez', server)).toBe(200);
    },
  );

  it('waits for it to recover by itself when one of its backends is killed', async () => {
    const postmaster = postgresOf(dataDirectory);
    const client = await connect(dataDirectory);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    process.kill(rows[0]!.pid, 'SIGKILL');
    await expectServing();
    expect(postgresOf(dataDirectory)).toBe(postmaster);
  });

  it('ends backends of the old PostgreSQL that still run a statement', async () => {
    const client = await connect(dataDirectory);
    const lost = client.query('SELECT sum(sqrt(n)) FROM generate_series(1, 10000000000) AS n').then(
      () => 'finished',
      () => 'lost',
    );
    await endPostgres('SIGKILL');
    await expectServing();
    expect(await lost).toBe('lost');
  });

  it('shares the next one with other servers and commands of its data directory', async () => {
    const other = await RunningServer.start(settings);
    process.kill(postgresOf(dataDirectory)!, 'SIGKILL');
    const { ending, stdout } = await clientele(['workspace', 'list'], settings);
    expect([ending, stdout]).toEqual([0, expect.stringMatching(/^wrk_\w+ {2}Main /)]);
    await untilServing(other);
    await expectServing();
    expect(await other.accounts()).toEqual(recorded.toSorted());
    const postmaster = postgresOf(dataDirectory);
    expect(await other.stop('SIGTERM')).toBe(0);
    expect(postgresOf(dataDirectory)).toBe(postmaster);
    await expectServing();
  });

  it('answers DATABASE_UNAVAILABLE while the database is missing, and makes no empty one in its place', async () => {
    const cluster = join(dataDirectory, 'cluster');
    const postmaster = postgresOf(dataDirectory)!;
    renameSync(cluster, `${cluster} moved`);
    process.kill(postmaster, 'SIGKILL');
    await waitUntil('the server refuses', async () => (await codeOf(server)) === 'DATABASE_UNAVAILABLE', 30_000);
    await server.process.says(/does not run.*|could not be started/);
    await waitUntil('the server is not ready', async () => (await statusOf('/readyz', server)) === 503);
    expect(existsSync(join(cluster, 'PG_VERSION'))).toBe(false);
    renameSync(`${cluster} moved`, cluster);
    await expectServing();
  });

  it('exits with 0 on SIGTERM while it starts PostgreSQL, and leaves none running', async () => {
    process.kill(postgresOf(dataDirectory)!, 'SIGKILL');
    await waitUntil('PostgreSQL has ended', () => postgresOf(dataDirectory) === undefined);
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(postgresOf(dataDirectory)).toBeUndefined();
    expect(server.process.stderr).toBe('');
  });
});

const disk = SmallDisk.mount(MEBIBYTES, chooseServerUser('/nowhere'));
if (!disk)
  process.stderr.write('SKIPPED: a full disk is not tested because mounting a file system requires root on Linux.\n');

(disk ? describe : describe.skip)('a server whose embedded PostgreSQL ends because its disk is full', () => {
  afterAll(() => disk!.unmount());

  const settings = { CLIENTELE_DATA_DIR: join(disk!.folder, 'data'), LOG_LEVEL: 'warn', CLIENTELE_RATE_LIMIT: 'off' };

  /** Fills the disk. A log segment that then has no room makes PostgreSQL abort, and fail to recover. */
  async function fillDisk(): Promise<void> {
    const client = await connect(settings.CLIENTELE_DATA_DIR);
    disk!.fill();
    for (let i = 0; i < 20; i++) {
      const write = `SELECT pg_logical_emit_message(true, 'fill', repeat('x', 1000000)), pg_switch_wal()`;
      await client.query(write).catch(() => undefined);
    }
  }

  const untilFull = (server: RunningServer): Promise<unknown> =>
    waitUntil('storage is full', async () => (await codeOf(server)) === 'STORAGE_FULL', RECOVERY_TIMEOUT_MS);

  it('answers STORAGE_FULL until there is room, serves what was recorded, and can be stopped meanwhile', async () => {
    const server = await RunningServer.start(settings);
    await server.record('Kept');
    await fillDisk();
    await untilFull(server);
    const refused = await server.ask('mutation { accountUpsert(input: { name: "Refused" }) { account { name } } }');
    expect(refused).toMatchObject({ status: 503, errors: [{ extensions: { code: 'STORAGE_FULL' } }] });
    expect(refused.errors[0]!.message).toMatch(/storage .* is full.*cannot run.*freed space/s);
    expect(await statusOf('/livez', server)).toBe(200);
    await waitUntil('the server is not ready', async () => (await statusOf('/readyz', server)) === 503);
    const ready = await fetch(new URL('/readyz', server.url));
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'unavailable', reason: expect.stringContaining('disk of the database is full') as string },
    ]);

    disk!.makeRoom();
    await untilServing(server);
    await server.record('Kept too');
    expect(await server.accounts()).toEqual(['Kept', 'Kept too']);

    await fillDisk();
    await untilFull(server);
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(postgresOf(settings.CLIENTELE_DATA_DIR)).toBeUndefined();
    expect(await refusalOf(['start'], settings)).toMatch(/disk is full; free at least 16 MiB/);
    disk!.makeRoom();
    const next = await RunningServer.start(settings);
    expect(await next.accounts()).toEqual(['Kept', 'Kept too']);
    expect(await next.stop('SIGTERM')).toBe(0);
  });
});
