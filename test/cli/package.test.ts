import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dropDatabases, newDatabase } from '../support/databases.js';

jest.setTimeout(300_000);

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'clientele-pack-'));

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await dropDatabases();
});

const run = (program: string, args: string[], cwd: string, env: Record<string, string> = {}): string =>
  execFileSync(program, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    encoding: 'utf8',
  });

/** Checks a record as a dry run does, with the files of the package. */
function problemsOfRecord(cwd: string, record: object): unknown {
  const script = `
    import { makeRecordCheck } from './dist/src/cli/import/check-record.js';
    console.log(JSON.stringify(makeRecordCheck('EUR', 0)(${JSON.stringify(record)})));`;
  return JSON.parse(
    run(process.execPath, ['--import', 'reflect-metadata', '--input-type=module', '--eval', script], cwd),
  );
}

/** Runs an import without a server, and returns why it failed. */
function refusedImport(cwd: string, command: string, key: string): string {
  writeFileSync(join(folder, 'accounts.csv'), 'id,Name\n1,Acme\n');
  const args = [command, 'import', 'csv', '--accounts', join(folder, 'accounts.csv')];
  const env = { CLIENTELE_API_KEY: key, CLIENTELE_ENDPOINT: 'http://127.0.0.1:9/graphql' };
  return spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' }).stderr;
}

describe('the package of the server', () => {
  it('installs without building, which would need the development dependencies', () => {
    const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { scripts: object };
    const ofInstallation = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];
    expect(Object.keys(scripts).filter((name) => ofInstallation.includes(name))).toEqual([]);
  });

  it('contains what the command needs, including the migrations, and only that', async () => {
    const packed = run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], REPOSITORY);
    const [{ filename, files }] = JSON.parse(packed.slice(packed.indexOf('['))) as [
      { filename: string; files: { path: string }[] },
    ];
    const allowed =
      /^(dist\/(src|migrations)\/.+\.js(\.map)?|schema\/schema\.graphql|node_modules\/@clientele\/sdk\/.+|package\.json|README\.md|LICENSE)$/;
    expect(files.map(({ path }) => path).filter((path) => !allowed.test(path))).toEqual([]);
    run('tar', ['-xzf', filename], folder);
    const unpacked = join(folder, 'package');
    // Packages are found one level up; the SDK, which the server imports data with, is in the package.
    symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    const { version, bin } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as {
      version: string;
      bin: { clientele: string };
    };
    const settings = { DATABASE_URL: await newDatabase(), CLIENTELE_DATA_DIR: join(folder, 'data') };
    expect(run(process.execPath, [bin.clientele, '--version'], unpacked)).toBe(`${version}\n`);
    expect(run(process.execPath, [bin.clientele, 'migrate'], unpacked, settings)).toBe('The schema is up to date.\n');
    const created = run(
      process.execPath,
      [bin.clientele, 'workspace', 'create', 'Main', '--currency', 'USD'],
      unpacked,
      settings,
    );
    const [, key] = /^Workspace +wrk_\w+\nAPI key +(clk_\S+)/.exec(created) ?? [];
    expect(key).toBeDefined();
    expect(refusedImport(unpacked, bin.clientele, key!)).toMatch(
      /Expected a Clientele server at http:\/\/127\.0\.0\.1:9\//,
    );
    expect(problemsOfRecord(unpacked, { account: { externalId: '1', name: 'Acme' } })).toEqual([]);
  });
});
