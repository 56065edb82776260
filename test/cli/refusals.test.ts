import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { dirname } from 'node:path';
import { TEMPLATE_DATABASE } from '../support/template.js';
import { dropDatabases, newDatabase, queryOn } from '../support/databases.js';
import { endAll, newDataDirectory, postgresOf, refusalOf } from '../support/processes.js';

jest.setTimeout(120_000);

/** How long a newcomer looks at a terminal that says nothing. */
const PATIENCE_MS = 30_000;

const strangers: Server[] = [];

/** Somebody else who listens on a port, and never says a word. */
async function listen(): Promise<Server> {
  const stranger = createServer((connection) => connection.unref())
    .listen(0, '127.0.0.1')
    .unref();
  strangers.push(stranger);
  await once(stranger, 'listening');
  return stranger;
}

const portOf = (stranger: Server): number => (stranger.address() as AddressInfo).port;

async function findClosedPort(): Promise<number> {
  const stranger = await listen();
  const port = portOf(stranger);
  stranger.close();
  await once(stranger, 'close');
  return port;
}

const start = (settings: Record<string, string>, deadlineMs?: number): Promise<string> =>
  refusalOf(['start'], { CLIENTELE_DATA_DIR: newDataDirectory(), ...settings }, deadlineMs);

afterAll(async () => {
  for (const stranger of strangers) stranger.close();
  await endAll();
  await dropDatabases();
});

describe('a start that cannot be is refused in one line that says how to mend it:', () => {
  test.concurrent('a database that takes connections and never answers', async () => {
    const port = portOf(await listen());
    const line = await start({ DATABASE_URL: `postgres://somebody@127.0.0.1:${port}/somewhere` }, PATIENCE_MS);
    expect(line).toContain(`127.0.0.1:${port}/somewhere`);
    expect(line).toContain('DATABASE_URL');
  });

  test.concurrent('a port that is taken, and the embedded database is stopped again', async () => {
    const port = portOf(await listen());
    const dataDirectory = newDataDirectory();
    const line = await refusalOf(['start'], { CLIENTELE_DATA_DIR: dataDirectory, PORT: String(port) });
    expect(line).toContain(`Port ${port} is in use`);
    expect(line).toMatch(/PORT=\d+ npm start/);
    expect(postgresOf(dataDirectory)).toBeUndefined();
  });

  test.concurrent('a database that is not there, whose password is not repeated', async () => {
    const port = await findClosedPort();
    const line = await start({ DATABASE_URL: `postgres://somebody:hunter2@127.0.0.1:${port}/somewhere` });
    expect(line).toContain(`127.0.0.1:${port}/somewhere`);
    expect(line).toContain('ECONNREFUSED');
    expect(line).toContain('DATABASE_URL');
    expect(line).not.toContain('hunter2');
  });

  test.concurrent('a database that lets nobody in by that password, which is not repeated', async () => {
    const url = new URL(process.env.TEST_DATABASE_URL!);
    url.password = 'hunter2';
    const line = await start({ DATABASE_URL: url.href });
    expect(line).toContain('password authentication failed');
    expect(line).toContain('DATABASE_URL');
    expect(line).not.toContain('hunter2');
  });

  test.concurrent('an address of a database whose password has a percent sign as it is', async () => {
    const line = await start({ DATABASE_URL: 'postgres://somebody:100%hunter2@localhost:5432/somewhere' });
    expect(line).toContain('DATABASE_URL');
    expect(line).not.toContain('hunter2');
  });

  test.concurrent('a port that is no number, and whatever else is wrong, each with what is expected', async () => {
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

  test.concurrent('an instant that is none', async () => {
    const line = await start({ CLIENTELE_NOW: 'yesterday' });
    expect(line).toMatch(/CLIENTELE_NOW: expected .* such as .*; got yesterday/);
  });

  test.concurrent('a clock that is moved in production', async () => {
    const line = await start({ CLIENTELE_NOW: '+P30D', NODE_ENV: 'production' });
    expect(line).toMatch(/CLIENTELE_NOW: .* production/);
    expect(line).toContain('unset it');
  });

  test.concurrent('a database that a newer version has migrated, which is left as it is', async () => {
    const url = await newDatabase(TEMPLATE_DATABASE);
    await queryOn(url, `INSERT INTO migrations (timestamp, name) VALUES (4070908800000, 'AddTimeTravel4070908800000')`);
    const line = await start({ DATABASE_URL: url });
    expect(line).toContain('newer version');
    expect(line).toContain('AddTimeTravel4070908800000');
    expect(line).toMatch(/Start that version, or point DATABASE_URL or CLIENTELE_DATA_DIR at other data/);
    expect(await queryOn(url, 'SELECT FROM workspace')).toEqual([]);
  });

  test.concurrent.each(['the embedded database', 'a database elsewhere'])(
    'a data directory that is a file, with %s',
    async (which) => {
      const file = newDataDirectory();
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'precious');
      const line = await start({
        CLIENTELE_DATA_DIR: file,
        ...(which === 'a database elsewhere' && { DATABASE_URL: await newDatabase() }),
      });
      expect(line).toContain(file);
      expect(line).toContain('CLIENTELE_DATA_DIR');
    },
  );
});
