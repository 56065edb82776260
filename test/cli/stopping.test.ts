import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { readPostmasterFile } from '../../src/database/embedded/postmaster-file.js';
import { isAlive, isGoneWithin } from '../../src/database/embedded/processes.js';
import { endAll, newDataDirectory, postgresOf, preparedDataDirectory, Running } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { waitUntil } from '../support/wait-until.js';

jest.setTimeout(180_000);
afterAll(endAll);

/** Starts a server with its own data directory; returns the server and the pid of its PostgreSQL. */
async function startServer() {
  const settings = { CLIENTELE_DATA_DIR: preparedDataDirectory() };
  const server = await RunningServer.start(settings);
  return { settings, server, postgres: postgresOf(settings.CLIENTELE_DATA_DIR)! };
}

function startDemo() {
  const settings = { CLIENTELE_DATA_DIR: newDataDirectory(), CLIENTELE_DEMO: undefined };
  return { settings, starting: new Running(['start'], settings) };
}

/** Records accounts with three concurrent callers until the server is gone; returns the acknowledged accounts. */
function keepRecording(server: RunningServer): { acknowledged: string[]; ending: Promise<unknown> } {
  const acknowledged: string[] = [];
  let count = 0;
  const recordRepeatedly = async (): Promise<never> => {
    for (;;) {
      const name = `Account ${String(++count).padStart(4, '0')}`;
      await server.record(name);
      acknowledged.push(name);
    }
  };
  return { acknowledged, ending: Promise.allSettled([recordRepeatedly(), recordRepeatedly(), recordRepeatedly()]) };
}

/** Connects to the embedded database from this process, with the password from its cluster directory. */
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

/** Starts a request that waits for a lock in the server and cannot finish before `release`. */
async function holdRequest(server: RunningServer, dataDirectory: string, name: string) {
  const client = await connect(dataDirectory);
  await client.query('BEGIN');
  await client.query('LOCK TABLE account IN EXCLUSIVE MODE');
  const answer = server.record(name).then(
    () => 'recorded',
    () => 'lost',
  );
  await waitUntil(
    'the request waits for the lock',
    async () => (await client.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount === 1,
  );
  return {
    answer,
    release: async (): Promise<void> => {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

describe('stopping the server', () => {
  test.concurrent(
    'with Ctrl-C exits with 0, leaves no PostgreSQL running and keeps all data, even if npm sends a second SIGINT',
    async () => {
      const { settings, server, postgres } = await startServer();
      expect(isAlive(postgres)).toBe(true);
      await server.record('Kept');
      expect(await server.stop('SIGINT')).toBe(0);
      expect(isAlive(postgres)).toBe(false);
      expect(server.process.stderr).toBe('');

      const next = await RunningServer.start(settings);
      expect(next.shownKey).toBe(server.shownKey);
      expect(await next.accounts()).toEqual(['Kept']);

      // Ctrl-C reaches all processes of the terminal, and npm forwards its own signal. If the shell between npm and the
      // server has replaced itself with the server, as bash does, one keystroke arrives twice within milliseconds.
      const stopping = next.stop('SIGINT');
      await sleep(5);
      next.process.send('SIGINT');
      expect(await stopping).toBe(0);
      expect(postgresOf(settings.CLIENTELE_DATA_DIR)).toBeUndefined();
    },
  );

  test.concurrent(
    'with SIGTERM finishes requests in progress before the process exits, unless a second signal arrives',
    async () => {
      const { settings, server, postgres } = await startServer();
      await server.record('Kept');
      const held = await holdRequest(server, settings.CLIENTELE_DATA_DIR, 'Pending');
      const stopping = server.stop('SIGTERM');
      await waitUntil('the server accepts no connections', () => server.isClosed());
      await held.release();
      expect(await held.answer).toBe('recorded');
      expect(await stopping).toBe(0);
      expect(isAlive(postgres)).toBe(false);

      const next = await RunningServer.start(settings);
      expect(next.shownKey).toBe(server.shownKey);
      expect(await next.accounts()).toEqual(['Kept', 'Pending']);

      const abandoned = await holdRequest(next, settings.CLIENTELE_DATA_DIR, 'Abandoned');
      const ending = next.stop('SIGINT');
      await sleep(2_000);
      next.process.send('SIGINT');
      expect(await ending).toBe(1);
      expect(await abandoned.answer).toBe('lost');
      await abandoned.release().catch(() => undefined);
    },
  );

  test.concurrent('during the first start ends the process soon and leaves no PostgreSQL running', async () => {
    const { settings, starting } = startDemo();
    await starting.says(/Creating the demo client base/);
    const postgres = postgresOf(settings.CLIENTELE_DATA_DIR)!;
    starting.send('SIGINT');
    expect(await starting.endWithin(30_000)).toBe(0);
    expect(starting.stderr).not.toContain('100 %');
    expect(isAlive(postgres)).toBe(false);
  });
});

describe('killing the server', () => {
  test.concurrent.each(['but not PostgreSQL', 'together with PostgreSQL'])(
    '%s loses no acknowledged record, and the next start recovers by itself',
    async (scope) => {
      const killsPostgres = scope === 'together with PostgreSQL';
      const { settings, server, postgres } = await startServer();
      const { acknowledged, ending } = keepRecording(server);
      await waitUntil('30 records are acknowledged', () => acknowledged.length >= 30);
      server.process.send('SIGKILL');
      if (killsPostgres) process.kill(postgres, 'SIGKILL');
      expect(await server.process.ending).toBe('SIGKILL');
      await ending;
      expect(await isGoneWithin(postgres, killsPostgres ? 10_000 : 0)).toBe(killsPostgres);

      const next = await RunningServer.start(settings);
      expect(next.shownKey).toBe(server.shownKey);
      expect(next.process.stderr).toBe('');
      expect(await next.accounts()).toEqual(expect.arrayContaining(acknowledged));
      await next.record('After the restart');
      expect(await next.stop('SIGTERM')).toBe(0);
      expect(postgresOf(settings.CLIENTELE_DATA_DIR)).toBeUndefined();
    },
  );

  test.concurrent('during the creation of the demo makes the next start create the demo again', async () => {
    const { settings, starting } = startDemo();
    await starting.says(/Creating the demo client base: [5-9]\d %/);
    starting.send('SIGKILL');
    expect(await starting.ending).toBe('SIGKILL');

    const next = await RunningServer.start(settings);
    const { workspace, clientBase } = await next.get('{ workspace { name } clientBase { accounts } }');
    expect(workspace.name).toBe('Demo');
    expect(clientBase.accounts).toBeGreaterThan(350);
    expect(clientBase.accounts).toBeLessThan(450);
  });
});
