import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');

/** The folders of `src` from bottom to top: a file may import from its own folder and from folders listed before it. */
const FOLDERS = [
  'classification',
  'database',
  'graphql',
  'idempotency',
  'auth',
  'config',
  'money',
  'derivation',
  'identities',
  'members',
  'plans',
  'policies',
  'exchange-rates',
  'accounts',
  'subscriptions',
  'interactions',
  'workspaces',
  'deletion',
  'merging',
  'relationships',
  'usage',
  'metrics',
  'worklist',
  'client-base',
  'simulation',
  'imports',
  'composition',
  'http',
  'cli',
];

/** Folders that are not features, so their files need no suffix. */
const WITHOUT_SUFFIXES = ['classification', 'database', 'graphql', 'config', 'composition', 'http', 'cli'];
/** The suffix says what a file contains. The list is closed. */
const SUFFIXES = ['entity', 'type', 'inputs', 'resolver', 'service', 'sql', 'loaders', 'pages'];
const SUFFIX = new RegExp(`\\.(${SUFFIXES.join('|')})\\.ts$`);

interface SourceFile {
  /** Relative to the root, such as `src/accounts/account.service.ts`. */
  path: string;
  folder: string;
  suffix: string | undefined;
  imports: { path: string; isTypeOnly: boolean }[];
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesUnder(`${folder}/${entry.name}`)
      : entry.name.endsWith('.ts')
        ? [`${folder}/${entry.name}`]
        : [],
  );
}

function read(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const imports = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from '(\.[^']+)';/gms)].map(
    ([, type, target]) => ({
      path: relative(ROOT, join(ROOT, dirname(path), target!)).replace(/\.js$/, '.ts'),
      isTypeOnly: type !== undefined,
    }),
  );
  return { path, folder: path.split('/')[1]!, suffix: SUFFIX.exec(path)?.[1], imports };
}

const sources = filesUnder('src').map(read);
const suffixOf = (path: string): string | undefined => SUFFIX.exec(path)?.[1];
const folderOf = (path: string): string => path.split('/')[1]!;

/** Returns every import that `isAllowed` does not allow, as "importer -> imported". */
const offences = (
  files: SourceFile[],
  isAllowed: (imported: string, from: SourceFile, isTypeOnly: boolean) => boolean,
): string[] =>
  files.flatMap((file) =>
    file.imports
      .filter(({ path, isTypeOnly }) => !isAllowed(path, file, isTypeOnly))
      .map(({ path }) => `${file.path} -> ${path}`),
  );

const withSuffix = (suffix: string): SourceFile[] =>
  sources.filter((file) => file.suffix === suffix && FOLDERS.includes(file.folder));

describe('the source tree', () => {
  it('is found, with more than 60 files and 200 imports', () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(200);
  });

  it('keeps modules without a suffix pure: they import no database, entity, SQL, service, loader, page or resolver', () => {
    const others = sources.filter(({ folder, suffix }) => !suffix && !WITHOUT_SUFFIXES.includes(folder));
    const isPure = (imported: string): boolean =>
      !['resolver', 'loaders', 'pages', 'service', 'sql', 'entity'].includes(suffixOf(imported) ?? '') &&
      !imported.startsWith('src/database/');
    expect(offences(others, isPure)).toEqual([]);
  });

  it('consists of exactly the listed folders', () => {
    expect([...new Set(sources.map(({ folder }) => folder))].toSorted()).toEqual(FOLDERS.toSorted());
  });

  it('lets a folder import only from itself and from folders below it', () => {
    const isBelow = (imported: string, { folder }: SourceFile): boolean =>
      FOLDERS.indexOf(folderOf(imported)) <= FOLDERS.indexOf(folder);
    expect(offences(sources, (imported, from) => !imported.startsWith('src/') || isBelow(imported, from))).toEqual([]);
  });

  it('keeps src/classification pure: it imports no other folder and no library but the one for exact fractions, and uses no clock and no I/O', () => {
    const kernel = sources.filter(({ folder }) => folder === 'classification');
    expect(offences(kernel, (imported) => folderOf(imported) === 'classification')).toEqual([]);
    for (const { path } of kernel) {
      const text = readFileSync(join(ROOT, path), 'utf8');
      expect({
        path,
        impure: /from '(?!\.|fraction\.js')|Date\.now|new Date\(\)|Math\.random|process\.|console\./.exec(text)?.[0],
      }).toEqual({ path });
    }
  });

  it('lets .sql.ts files import only the database, entities, other .sql.ts files and types of pure modules', () => {
    expect(
      offences(
        withSuffix('sql'),
        (imported, _, isTypeOnly) =>
          folderOf(imported) === 'database' ||
          (suffixOf(imported) === undefined && isTypeOnly) ||
          ['sql', 'entity'].includes(suffixOf(imported) ?? ''),
      ),
    ).toEqual([]);
  });

  it('lets entities import only entities, and types of the kernel and of roles', () => {
    expect(
      offences(
        withSuffix('entity'),
        (imported, _, isTypeOnly) =>
          suffixOf(imported) === 'entity' ||
          (isTypeOnly && (folderOf(imported) === 'classification' || imported === 'src/graphql/role.ts')),
      ),
    ).toEqual([]);
  });

  it('keeps resolvers thin: they never import the database or another resolver', () => {
    const forbidden = ['data-source', 'workspace-scope', 'statement'];
    expect(
      offences(
        sources.filter(({ suffix }) => suffix === 'resolver'),
        (imported) =>
          suffixOf(imported) !== 'resolver' && !forbidden.some((name) => imported === `src/database/${name}.ts`),
      ),
    ).toEqual([]);
  });

  it('lets a service import the SQL of its own folder only, and no resolver, loader or page', () => {
    expect(
      offences(
        withSuffix('service'),
        (imported, from, isTypeOnly) =>
          !['resolver', 'loaders', 'pages'].includes(suffixOf(imported) ?? '') &&
          (suffixOf(imported) !== 'sql' || folderOf(imported) === from.folder || isTypeOnly),
      ),
    ).toEqual([]);
  });

  it('imports resolvers only in src/composition/schema.ts', () => {
    const others = sources.filter(({ path }) => path !== 'src/composition/schema.ts');
    expect(offences(others, (imported) => suffixOf(imported) !== 'resolver')).toEqual([]);
  });

  it('reads process.env only in src/cli/clientele.ts', () => {
    const readers = sources.filter(({ path }) => /process\.env/.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(readers.map(({ path }) => path)).toEqual(['src/cli/clientele.ts']);
  });

  it('never reads the clock in SQL', () => {
    for (const { path } of withSuffix('sql')) {
      expect({
        path,
        clock: /now\(\)|current_timestamp|clock_timestamp/i.exec(readFileSync(join(ROOT, path), 'utf8'))?.[0],
      }).toEqual({ path });
    }
  });

  it('filters by workspace on every table that a statement reads or updates', () => {
    const TABLES =
      'account|account_now|account_period|account_renewal|subscription|subscription_phase|interaction|plan|member|policy|relationship_change|erasure|kept_answer|exchange_rate|applied_rate';
    for (const { path } of withSuffix('sql').filter((file) => file.path !== 'src/auth/api-key.sql.ts')) {
      const text = readFileSync(join(ROOT, path), 'utf8');
      for (const [, sql] of text.matchAll(/`([^`]*\b(?:FROM|UPDATE|JOIN)\b[^`]*)`/g)) {
        const references = sql!.match(new RegExp(`\\b(?:FROM|JOIN|UPDATE) (?:${TABLES})\\b`, 'g'))?.length ?? 0;
        const scopes = sql!.match(/workspace_id = (?:\$1|w\.id)|\$\{where\}|\$\{MATCHES_FILTER\}/g)?.length ?? 0;
        expect({ path, sql, isScoped: scopes >= references }).toEqual({ path, sql, isScoped: true });
      }
    }
  });

  it('keeps the SDK and the server from importing each other', () => {
    const sdk = filesUnder('sdk/src').map(read);
    expect(offences(sdk, (imported) => imported.startsWith('sdk/'))).toEqual([]);
    expect(offences(sources, (imported) => !imported.startsWith('sdk/'))).toEqual([]);
  });
});
