import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { readPostmasterFile } from '../../src/database/embedded/postmaster-file.js';
import { isAlive, isGoneWithin } from '../../src/database/embedded/processes.js';
import { endAll, newDataDirectory, postgresOf, preparedDataDirectory, Running } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';

jest.setTimeout(180_000);
afterAll(endAll);

/** A server with data of its own, and the pid of its PostgreSQL. */
async function startAnew() {
  const settings = { CLIENTELE_DATA_DIR: preparedDataDirectory() };
  const server = await RunningServer.start(settings);
  return { settings, server, postgres: postgresOf(settings.CLIENTELE_DATA_DIR)! };
}

function startDemo() {
  const settings = { CLIENTELE_DATA_DIR: newDataDirectory(), CLIENTELE_DEMO: undefined };
  return { settings, starting: new Running(['start'], settings) };
}

/** Records accounts, several at a time, until the server is gone; answers those that were acknowledged. */
function keepRecording(server: RunningServer): { acknowledged: string[]; ending: Promise<unknown> } {
  const acknowledged: string[] = [];
  let count = 0;
  const recordOnAndOn = async (): Promise<never> => {
    for (;;) {
      const name = `Account ${String(++count).padStart(4, '0')}`;
      await server.record(name);
      acknowledged.push(name);
    }
  };
  return { acknowledged, ending: Promise.allSettled([recordOnAndOn(), recordOnAndOn(), recordOnAndOn()]) };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Should have come true within 30 s: ${String(condition)}`);
    await sleep(20);
  }
}

/** Connects to the embedded database from outside, as whoever may read its password can. */
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

/** Lets a recording wait in the server: it has begun, and cannot end before `letGo`. */
async function holdRecording(server: RunningServer, dataDirectory: string, name: string) {
  const client = await connect(dataDirectory);
  await client.query('BEGIN');
  await client.query('LOCK TABLE account IN EXCLUSIVE MODE');
  const answer = server.record(name).then(
    () => 'recorded',
    () => 'lost',
  );
  await until(async () => (await client.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount === 1);
  return {
    answer,
    letGo: async (): Promise<void> => {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

describe('a server that is told to stop', () => {
  test.concurrent(
    'by Ctrl-C, be it doubled by npm, ends well, leaves nothing running, and finds everything at the next start',
    async () => {
      const { settings, server, postgres } = await startAnew();
      expect(isAlive(postgres)).toBe(true);
      await server.record('Kept');
      expect(await server.stop('SIGINT')).toBe(0);
      expect(isAlive(postgres)).toBe(false);
      expect(server.process.stderr).toBe('');

      const next = await RunningServer.start(settings);
      expect(next.shownKey).toBe(server.shownKey);
      expect(await next.accounts()).toEqual(['Kept']);

      // Ctrl-C reaches all processes of the terminal, and npm hands its own on: where the shell between them has given
      // its place to us, as bash does, one keystroke arrives twice within milliseconds.
      const stopping = next.stop('SIGINT');
      await sleep(5);
      next.process.send('SIGINT');
      expect(await stopping).toBe(0);
      expect(postgresOf(settings.CLIENTELE_DATA_DIR)).toBeUndefined();
    },
  );

  test.concurrent('by SIGTERM answers what is under way before it ends, unless it is told again', async () => {
    const { settings, server, postgres } = await startAnew();
    await server.record('Kept');
    const held = await holdRecording(server, settings.CLIENTELE_DATA_DIR, 'Under way');
    const stopping = server.stop('SIGTERM');
    await until(() => server.isClosed());
    await held.letGo();
    expect(await held.answer).toBe('recorded');
    expect(await stopping).toBe(0);
    expect(isAlive(postgres)).toBe(false);

    const next = await RunningServer.start(settings);
    expect(next.shownKey).toBe(server.shownKey);
    expect(await next.accounts()).toEqual(['Kept', 'Under way']);

    const given = await holdRecording(next, settings.CLIENTELE_DATA_DIR, 'Given up');
    const ending = next.stop('SIGINT');
    await sleep(2_000);
    next.process.send('SIGINT');
    expect(await ending).toBe(1);
    expect(await given.answer).toBe('lost');
    await given.letGo().catch(() => undefined);
  });

  test.concurrent('while it starts for the first time ends soon, and leaves nothing running', async () => {
    const { settings, starting } = startDemo();
    await starting.says(/Creating the demo client base/);
    const postgres = postgresOf(settings.CLIENTELE_DATA_DIR)!;
    starting.send('SIGINT');
    expect(await starting.endWithin(30_000)).toBe(0);
    expect(starting.stdout).not.toContain('100 %');
    expect(isAlive(postgres)).toBe(false);
  });
});

describe('a server that is killed', () => {
  test.concurrent.each(['alone', 'together with PostgreSQL'])(
    '%s has lost nothing that it acknowledged at the next start, which recovers by itself',
    async (how) => {
      const { settings, server, postgres } = await startAnew();
      const { acknowledged, ending } = keepRecording(server);
      await until(() => acknowledged.length >= 30);
      server.process.send('SIGKILL');
      if (how !== 'alone') process.kill(postgres, 'SIGKILL');
      expect(await server.process.ending).toBe('SIGKILL');
      await ending;
      expect(await isGoneWithin(postgres, how === 'alone' ? 0 : 10_000)).toBe(how !== 'alone');

      const next = await RunningServer.start(settings);
      expect(next.shownKey).toBe(server.shownKey);
      expect(next.process.stderr).toBe('');
      expect(await next.accounts()).toEqual(expect.arrayContaining(acknowledged));
      await next.record('And on it goes');
      expect(await next.stop('SIGTERM')).toBe(0);
      expect(postgresOf(settings.CLIENTELE_DATA_DIR)).toBeUndefined();
    },
  );

  test.concurrent('while it makes the demo makes it anew at the next start', async () => {
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
