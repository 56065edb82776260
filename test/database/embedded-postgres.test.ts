import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { chmod, cp } from 'node:fs/promises';
import net from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findPostgresPackage, prepareBinaries } from '../../src/database/embedded/binaries.js';
import { EmbeddedPostgresError, resolveDataDirectory } from '../../src/database/embedded/embedded-postgres.js';
import { isAlive } from '../../src/database/embedded/processes.js';
import { chooseServerUser } from '../../src/database/embedded/unprivileged.js';
import { waitUntil } from '../support/wait-until.js';
import {
  cleanPlayground,
  clusterOf,
  isRoot,
  MemberProcess,
  newDataDirectory,
  playground,
  postmasterOf,
  query,
  serversIn,
  start,
  usedDataDirectory,
} from './embedded-support.js';

const asRoot = isRoot ? it : it.skip;
const asUser = isRoot ? it.skip : it;
const onLinux = process.platform === 'linux' ? it : it.skip;

afterAll(async () => {
  expect(await cleanPlayground()).toEqual([]);
});

describe('a data directory', () => {
  it('is created at the first start and reused at the second', async () => {
    const dataDirectory = newDataDirectory();
    const leftOfOneKilled = join(dataDirectory, 'initdb.999999-0123456789ab.tmp');
    mkdirSync(join(leftOfOneKilled, 'cluster'), { recursive: true });
    const first = await start(dataDirectory);
    expect(first.url).toMatch(
      /^postgres:\/\/clientele:[\w-]{32}@127\.0\.0\.1:\d+\/clientele\?application_name=clientele$/,
    );
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    await first.release();

    const second = await start(dataDirectory);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    await second.release();
    await second.release();
    expect(readdirSync(dataDirectory).sort()).toEqual(['cluster', 'postgres.log']);
    expect(statSync(join(clusterOf(dataDirectory), 'clientele-password')).mode & 0o777).toBe(0o600);
  });

  it('gets a server with UTF-8, C locale and UTC that listens only on loopback and has the given settings', async () => {
    const server = await start(await usedDataDirectory(), { max_connections: '23', listen_addresses: '*' });
    const settings = `server_encoding TimeZone listen_addresses unix_socket_directories jit max_connections application_name`;
    const [row] = await query<{ found: string[] }>(
      server.url,
      `SELECT (SELECT datcollate || ' ' || datctype FROM pg_database WHERE datname = 'clientele') AS locale,
        array(SELECT current_setting(name) FROM regexp_split_to_table('${settings}', ' ') AS name) AS found`,
    );
    expect(row).toEqual({ locale: 'C C', found: ['UTF8', 'UTC', '127.0.0.1', '', 'off', '23', 'clientele'] });
    await expect(query(server.url.replace(/clientele:[\w-]+/, 'clientele:guess'), 'SELECT')).rejects.toThrow(
      /password/,
    );
    await server.release();
  });

  it('gets only one server from two concurrent first starts, and both starts use the server', async () => {
    const dataDirectory = newDataDirectory();
    const [here, there] = await Promise.all([start(dataDirectory), MemberProcess.start(dataDirectory)]);
    expect(here.url).toBe(there.url);
    for (const { url } of [here, there]) expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(dataDirectory).sort()).toEqual(['cluster', 'postgres.log']);
    await Promise.all([here.release(), there.leave()]);
    expect(serversIn(dataDirectory)).toEqual([]);
  });

  it('is refused if its major version differs or if it holds other files', async () => {
    const dataDirectory = newDataDirectory();
    mkdirSync(clusterOf(dataDirectory), { recursive: true });
    writeFileSync(join(clusterOf(dataDirectory), 'PG_VERSION'), '16\n');
    const refusal = start(dataDirectory);
    await expect(refusal).rejects.toBeInstanceOf(EmbeddedPostgresError);
    await expect(refusal).rejects.toThrow(
      /^Expected the data in .+ to be of PostgreSQL 18, .+ it is of 16\. .+pg_dump.+$/,
    );

    rmSync(join(clusterOf(dataDirectory), 'PG_VERSION'));
    writeFileSync(join(clusterOf(dataDirectory), 'notes.txt'), 'mine');
    await expect(start(dataDirectory)).rejects.toThrow(/contains other files\. Move it away/);
  });
});

describe('processes that share a server', () => {
  it('join the running server, and the last process to leave stops it', async () => {
    const dataDirectory = await usedDataDirectory();
    const here = await start(dataDirectory);
    const there = await MemberProcess.start(dataDirectory);
    expect(there.url).toBe(here.url);
    const postmaster = postmasterOf(dataDirectory);
    await here.release();
    expect(postmasterOf(dataDirectory)).toBe(postmaster);
    expect(await query(there.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await there.leave();
    expect(serversIn(dataDirectory)).toEqual([]);
  });

  it('can join while another process is stopping the server', async () => {
    const dataDirectory = await usedDataDirectory();
    let server = await start(dataDirectory);
    for (let delayMs = 0; delayMs <= 60; delayMs += 10) {
      const leaving = server.release();
      await sleep(delayMs);
      server = await start(dataDirectory);
      await leaving;
      expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    }
    await server.release();
    expect(serversIn(dataDirectory)).toEqual([]);
  });

  it('leave the server running while a client still has a connection', async () => {
    const dataDirectory = await usedDataDirectory();
    const server = await start(dataDirectory);
    const client = new Client(server.url);
    await client.connect();
    await server.release();
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
    await (await start(dataDirectory)).release();
    expect(serversIn(dataDirectory)).toEqual([]);
  });

  it('are still counted after all their connections were terminated', async () => {
    const dataDirectory = await usedDataDirectory();
    const server = await start(dataDirectory);
    await query(
      server.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clientele member'`,
    );
    await waitUntil('the member has connected again', async () => {
      const members = await query(
        server.url,
        `SELECT FROM pg_stat_activity WHERE application_name = 'clientele member'`,
      );
      return members.length > 0;
    });
    const other = await start(dataDirectory);
    await other.release();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await query(
      server.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clientele member'`,
    );
    await server.release();
    expect(serversIn(dataDirectory)).toEqual([]);
  });
});

describe('after kill -9', () => {
  it('of the process, the next start adopts the orphaned server', async () => {
    const dataDirectory = await usedDataDirectory();
    const killed = await MemberProcess.start(dataDirectory);
    const postmaster = postmasterOf(dataDirectory);
    await killed.kill();
    const server = await start(dataDirectory);
    expect(server.url).toBe(killed.url);
    expect(postmasterOf(dataDirectory)).toBe(postmaster);
    await server.release();
    expect(serversIn(dataDirectory)).toEqual([]);
  });

  it('of the process and of its server, the next start recovers the data', async () => {
    const dataDirectory = await usedDataDirectory();
    const killed = await MemberProcess.start(dataDirectory);
    await query(killed.url, 'CREATE TABLE kept_too AS SELECT 43 AS n');
    const postmaster = postmasterOf(dataDirectory);
    await killed.kill();
    process.kill(postmaster, 'SIGKILL');
    const server = await start(dataDirectory);
    expect(postmasterOf(dataDirectory)).not.toBe(postmaster);
    expect(await query(server.url, 'SELECT n FROM kept_too')).toEqual([{ n: 43 }]);
    await server.release();
  });

  it('of a server, the next start waits for backends that still run a statement', async () => {
    const dataDirectory = await usedDataDirectory();
    const server = await start(dataDirectory);
    const busy = query(server.url, 'SELECT sum(sqrt(n)) FROM generate_series(1, 4000000) AS n').catch(String);
    await sleep(200);
    process.kill(postmasterOf(dataDirectory), 'SIGKILL');
    const next = await start(dataDirectory);
    await busy;
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.release();
    await next.release();
  });

  it('a pid that another process has reused does not prevent the next start', async () => {
    const dataDirectory = await usedDataDirectory();
    // The process must belong to the same user; otherwise PostgreSQL itself recognizes that it is not a server.
    const stranger = spawn('sleep', ['30'], { ...chooseServerUser(clusterOf(dataDirectory)), stdio: 'ignore' });
    const pidFile = join(clusterOf(dataDirectory), 'postmaster.pid');
    writeFileSync(
      pidFile,
      [stranger.pid, clusterOf(dataDirectory), 0, 1, '', '127.0.0.1', '', 'ready   ', ''].join('\n'),
    );
    const server = await start(dataDirectory);
    expect(postmasterOf(dataDirectory)).not.toBe(stranger.pid);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.release();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
  });

  onLinux('a zombie process counts as ended', async () => {
    // The second sleep replaces the shell, so nothing reaps the first.
    const careless = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
    const pid = parseInt(String((await once(careless.stdout, 'data'))[0]), 10);
    expect(isAlive(pid)).toBe(true);
    await waitUntil('the process has ended', () => !isAlive(pid));
    careless.kill();
  });

  it('a lock file that a power failure emptied does not prevent the next start', async () => {
    const dataDirectory = await usedDataDirectory();
    const pidFile = join(clusterOf(dataDirectory), 'postmaster.pid');
    writeFileSync(pidFile, '');
    utimesSync(pidFile, 0, 0);
    await (await start(dataDirectory)).release();
  });
});

describe('a start of the server', () => {
  it('that fails reports the reason in one line with the end of the log', async () => {
    const dataDirectory = await usedDataDirectory();
    const refusal = start(dataDirectory, { shared_buffers: 'plenty' });
    await expect(refusal).rejects.toThrow(
      /^Expected the database in .+ invalid value for parameter "shared_buffers".+postgres\.log.+$/,
    );
    expect(readFileSync(join(dataDirectory, 'postgres.log'), 'utf8')).toContain('plenty');
    await (await start(dataDirectory)).release();
  });

  it('takes another port if another process has taken the chosen port', async () => {
    const stranger = net.createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    const probe = { once: jest.fn(), listen: (_: number, __: string, then: () => void) => then() };
    const lost = { ...probe, address: () => address, close: (then: () => void) => then() };
    jest.spyOn(net, 'createServer').mockReturnValueOnce(lost as unknown as net.Server);
    const server = await start(await usedDataDirectory());
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.release();
    stranger.close();
  });

  it('leaves no server running if the password file is wrong', async () => {
    const dataDirectory = await usedDataDirectory();
    const passwordFile = join(clusterOf(dataDirectory), 'clientele-password');
    const password = readFileSync(passwordFile);
    writeFileSync(passwordFile, 'wrong');
    await expect(start(dataDirectory)).rejects.toThrow(/restore clientele-password/);
    expect(serversIn(dataDirectory)).toEqual([]);
    writeFileSync(passwordFile, password);
  });
});

describe('the PostgreSQL programs', () => {
  const copyPackage = async (): Promise<{ folder: string; version: string }> => {
    const found = await findPostgresPackage();
    const folder = join(newDataDirectory(), 'package');
    await cp(found.folder, folder, { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) rmSync(join(folder, target), { force: true });
    return { ...found, folder };
  };

  it('get the symlinks that the skipped install script would have created', async () => {
    const bare = await copyPackage();
    expect(await prepareBinaries(bare, dirname(bare.folder), {})).toEqual(bare);
    expect(existsSync(join(bare.folder, 'native', 'lib', 'libpq.so.5'))).toBe(true);
  });

  asRoot('are copied to a folder that the unprivileged user can reach', async () => {
    const shut = await copyPackage();
    await chmod(shut.folder, 0o700);
    const dataDirectory = dirname(shut.folder);
    const copy = await prepareBinaries(shut, dataDirectory, chooseServerUser(clusterOf(dataDirectory)));
    expect(copy).toEqual({ ...shut, folder: join(dataDirectory, `postgresql-${shut.version}`) });
    expect(readdirSync(dataDirectory)).toHaveLength(2);
  });

  asUser('are copied to a folder in which their symlinks can be created', async () => {
    const readOnly = await copyPackage();
    await chmod(join(readOnly.folder, 'native', 'lib'), 0o555);
    const preparing = prepareBinaries(readOnly, dirname(readOnly.folder), {});
    const copy = await preparing.finally(() => chmod(join(readOnly.folder, 'native', 'lib'), 0o755));
    expect(copy.folder).toBe(join(dirname(readOnly.folder), `postgresql-${readOnly.version}`));
    expect(existsSync(join(copy.folder, 'native', 'lib', 'libpq.so.5'))).toBe(true);
  });

  it('cause an error that suggests DATABASE_URL on platforms without them', async () => {
    await expect(findPostgresPackage('sunos-x64')).rejects.toThrow(
      /Expected a platform with an embedded PostgreSQL .+; got sunos-x64\. Set DATABASE_URL/,
    );
    await expect(findPostgresPackage('windows-x64')).rejects.toThrow(/not installed\. Run "npm ci".+ set DATABASE_URL/);
  });
});

describe('the data directory', () => {
  it('is the requested one if PostgreSQL can reach it', () => {
    expect(resolveDataDirectory(join(playground, 'not', 'yet', 'there'))).toBe(join(playground, 'not', 'yet', 'there'));
  });

  asRoot('is below /var/lib if the unprivileged user cannot reach the requested one', async () => {
    const shut = join(playground, 'shut');
    mkdirSync(shut, { mode: 0o700 });
    expect(resolveDataDirectory(join(shut, 'data'))).toMatch(/^\/var\/lib\/clientele\/[0-9a-f]{16}$/);
    expect(resolveDataDirectory(shut)).toBe(shut);
    await expect(start(join(shut, 'data'))).rejects.toThrow(/cannot reach the data directory/);
  });

  asRoot('may hold a cluster that root has copied into it', async () => {
    const source = await usedDataDirectory();
    const dataDirectory = newDataDirectory();
    await cp(source, dataDirectory, { recursive: true });
    const server = await start(dataDirectory);
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    await server.release();
  });

  asRoot('gets only the permission for the unprivileged user to traverse it', async () => {
    const dataDirectory = await usedDataDirectory();
    await chmod(dataDirectory, 0o700);
    await (await start(dataDirectory)).release();
    expect(statSync(dataDirectory).mode & 0o777).toBe(0o711);
    expect(statSync(dataDirectory).uid).toBe(0);
    expect(statSync(clusterOf(dataDirectory)).mode & 0o777).toBe(0o700);
    expect(statSync(clusterOf(dataDirectory)).uid).not.toBe(0);
  });
});
