import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { dirname } from 'node:path';
import { TEMPLATE_DATABASE } from '../support/template.js';
import { dropDatabases, newDatabase, queryOn } from '../support/databases.js';
import { endAll, newDataDirectory, postgresOf, refusalOf } from '../support/processes.js';

jest.setTimeout(120_000);

/** How long the refusal may take while the terminal shows nothing. */
const SILENCE_LIMIT_MS = 30_000;

const listeners: Server[] = [];

/** Listens on a free port, accepts connections and never responds. */
async function listen(): Promise<Server> {
  const listener = createServer((connection) => connection.unref())
    .listen(0, '127.0.0.1')
    .unref();
  listeners.push(listener);
  await once(listener, 'listening');
  return listener;
}

const portOf = (listener: Server): number => (listener.address() as AddressInfo).port;

/** Nothing listens there, and it is not among the ports that the system gives to programs that ask for any. */
const CLOSED_PORT = 1;

const start = (settings: Record<string, string>, deadlineMs?: number): Promise<string> =>
  refusalOf(['start'], { CLIENTELE_DATA_DIR: newDataDirectory(), ...settings }, deadlineMs);

afterAll(async () => {
  for (const listener of listeners) listener.close();
  await endAll();
  await dropDatabases();
});

describe('the start is refused with one line that says what to change if', () => {
  test.concurrent('the database accepts connections but never responds', async () => {
    const port = portOf(await listen());
    const line = await start({ DATABASE_URL: `postgres://somebody@127.0.0.1:${port}/somewhere` }, SILENCE_LIMIT_MS);
    expect(line).toContain(`127.0.0.1:${port}/somewhere`);
    expect(line).toContain('DATABASE_URL');
  });

  test.concurrent('the port is in use, and the embedded database is stopped again', async () => {
    const port = portOf(await listen());
    const dataDirectory = newDataDirectory();
    const line = await refusalOf(['start'], { CLIENTELE_DATA_DIR: dataDirectory, PORT: String(port) });
    expect(line).toContain(`Port ${port} is in use`);
    expect(line).toMatch(/PORT=\d+ npm start/);
    expect(postgresOf(dataDirectory)).toBeUndefined();
  });

  test.concurrent('the database is unreachable, without repeating the password', async () => {
    const port = CLOSED_PORT;
    const line = await start({ DATABASE_URL: `postgres://somebody:hunter2@127.0.0.1:${port}/somewhere` });
    expect(line).toContain(`127.0.0.1:${port}/somewhere`);
    expect(line).toContain('ECONNREFUSED');
    expect(line).toContain('DATABASE_URL');
    expect(line).not.toContain('hunter2');
  });

  test.concurrent('the database rejects the password, without repeating the password', async () => {
    const url = new URL(process.env.TEST_DATABASE_URL!);
    url.password = 'hunter2';
    const line = await start({ DATABASE_URL: url.href });
    expect(line).toContain('password authentication failed');
    expect(line).toContain('DATABASE_URL');
    expect(line).not.toContain('hunter2');
  });

  test.concurrent('the password in DATABASE_URL contains an unescaped percent sign', async () => {
    const line = await start({ DATABASE_URL: 'postgres://somebody:100%hunter2@localhost:5432/somewhere' });
    expect(line).toContain('DATABASE_URL');
    expect(line).not.toContain('hunter2');
  });

  test.concurrent('several settings are invalid, and the line says what each setting expects', async () => {
    const line = await start({
      PORT: 'abc',
      DATABASE_URL: 'somebody:hunter2@localhost/somewhere',
      CLIENTELE_DEMO: 'no',
    });
    expect(line).toMatch(/PORT: .*expected .*number/);
    expect(line).toContain('DATABASE_URL: expected postgres://user:password@host:port/database');
    expect(line).toMatch(/CLIENTELE_DEMO: .*expected .*on.*off/);
    expect(line).not.toContain('NaN');
    expect(line).not.toContain('hunter2');
  });

  test.concurrent('CLIENTELE_NOW is not an instant', async () => {
    const line = await start({ CLIENTELE_NOW: 'yesterday' });
    expect(line).toMatch(/CLIENTELE_NOW: expected .* such as .*; got yesterday/);
  });

  test.concurrent('NODE_ENV is none of development, test and production', async () => {
    for (const NODE_ENV of ['prod', 'Production', 'staging']) {
      expect(await start({ NODE_ENV })).toMatch(/NODE_ENV: expected development, test or production/);
    }
  });

  test.concurrent('CLIENTELE_NOW is set in production', async () => {
    const line = await start({ CLIENTELE_NOW: '+P30D', NODE_ENV: 'production' });
    expect(line).toMatch(/CLIENTELE_NOW: .* production/);
    expect(line).toContain('unset it');
  });

  test.concurrent('a newer version has migrated the database, which stays unchanged', async () => {
    const url = await newDatabase(TEMPLATE_DATABASE);
    await queryOn(url, `INSERT INTO migrations (timestamp, name) VALUES (4070908800000, 'AddTimeTravel4070908800000')`);
    const line = await start({ DATABASE_URL: url });
    expect(line).toContain('newer version');
    expect(line).toContain('AddTimeTravel4070908800000');
    expect(line).toMatch(/Start that version, or point DATABASE_URL or CLIENTELE_DATA_DIR at other data/);
    expect(await queryOn(url, 'SELECT FROM workspace')).toEqual([]);
  });

  test.concurrent.each(['the embedded database', 'an external database'])(
    'the data directory is a file, with %s',
    async (which) => {
      const file = newDataDirectory();
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'precious');
      const line = await start({
        CLIENTELE_DATA_DIR: file,
        ...(which === 'an external database' && { DATABASE_URL: await newDatabase() }),
      });
      expect(line).toContain(file);
      expect(line).toContain('CLIENTELE_DATA_DIR');
    },
  );
});
