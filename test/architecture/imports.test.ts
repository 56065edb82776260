import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');

/** From bottom to top: a file imports from its own room and from rooms before it. */
const ROOMS = [
  'classification',
  'database',
  'graphql',
  'idempotency',
  'auth',
  'config',
  'money',
  'derivation',
  'members',
  'plans',
  'policies',
  'accounts',
  'subscriptions',
  'interactions',
  'workspaces',
  'deletion',
  'relationships',
  'metrics',
  'worklist',
  'client-base',
  'simulation',
  'imports',
  'composition',
  'http',
  'cli',
];

/** Rooms whose files are not the furniture of a feature. */
const WITHOUT_FURNITURE = ['classification', 'database', 'graphql', 'config', 'composition', 'http', 'cli'];
/** What a file of a room is, by its suffix. The list is closed. */
const SUFFIXES = ['entity', 'type', 'inputs', 'resolver', 'service', 'sql', 'loaders', 'pages'];
const SUFFIX = new RegExp(`\\.(${SUFFIXES.join('|')})\\.ts$`);

interface SourceFile {
  /** From the root, such as `src/accounts/account.service.ts`. */
  path: string;
  room: string;
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
  return { path, room: path.split('/')[1]!, suffix: SUFFIX.exec(path)?.[1], imports };
}

const sources = filesUnder('src').map(read);
const suffixOf = (path: string): string | undefined => SUFFIX.exec(path)?.[1];
const roomOf = (path: string): string => path.split('/')[1]!;

/** Every import that `isAllowed` does not allow, as "importer -> imported". */
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
  sources.filter((file) => file.suffix === suffix && ROOMS.includes(file.room));

describe('the house', () => {
  it('was read', () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(200);
  });

  it('has pure modules in its rooms beside the furniture of the closed list', () => {
    const others = sources.filter(({ room, suffix }) => !suffix && !WITHOUT_FURNITURE.includes(room));
    const isPure = (imported: string): boolean =>
      !['resolver', 'loaders', 'pages', 'service', 'sql', 'entity'].includes(suffixOf(imported) ?? '') &&
      !imported.startsWith('src/database/');
    expect(offences(others, isPure)).toEqual([]);
  });

  it('is made of rooms that are on the list', () => {
    expect([...new Set(sources.map(({ room }) => room))].toSorted()).toEqual(ROOMS.toSorted());
  });

  it('lets imports between rooms point down only', () => {
    const isBelow = (imported: string, { room }: SourceFile): boolean =>
      ROOMS.indexOf(roomOf(imported)) <= ROOMS.indexOf(room);
    expect(offences(sources, (imported, from) => !imported.startsWith('src/') || isBelow(imported, from))).toEqual([]);
  });

  it('keeps the kernel pure: classification imports nothing of ours, and no clock, no I/O and no library', () => {
    const kernel = sources.filter(({ room }) => room === 'classification');
    expect(offences(kernel, (imported) => roomOf(imported) === 'classification')).toEqual([]);
    for (const { path } of kernel) {
      const text = readFileSync(join(ROOT, path), 'utf8');
      expect({
        path,
        impure: /from '[^.]|Date\.now|new Date\(\)|Math\.random|process\.|console\./.exec(text)?.[0],
      }).toEqual({ path });
    }
  });

  it('lets statements know the database, entities and other statements, and nothing else', () => {
    expect(
      offences(
        withSuffix('sql'),
        (imported, _, isTypeOnly) =>
          roomOf(imported) === 'database' ||
          (roomOf(imported) === 'classification' && isTypeOnly) ||
          ['sql', 'entity'].includes(suffixOf(imported) ?? ''),
      ),
    ).toEqual([]);
  });

  it('lets entities know entities, and types of the kernel and of roles', () => {
    expect(
      offences(
        withSuffix('entity'),
        (imported, _, isTypeOnly) =>
          suffixOf(imported) === 'entity' ||
          (isTypeOnly && (roomOf(imported) === 'classification' || imported === 'src/graphql/role.ts')),
      ),
    ).toEqual([]);
  });

  it('keeps resolvers thin: they name services, loaders, types and inputs, never the database or another resolver', () => {
    const forbidden = ['data-source', 'workspace-scope', 'statement'];
    expect(
      offences(
        sources.filter(({ suffix }) => suffix === 'resolver'),
        (imported) =>
          suffixOf(imported) !== 'resolver' && !forbidden.some((name) => imported === `src/database/${name}.ts`),
      ),
    ).toEqual([]);
  });

  it('lets services name their own statements only, and other rooms by their services', () => {
    expect(
      offences(
        withSuffix('service'),
        (imported, from, isTypeOnly) =>
          !['resolver', 'loaders', 'pages'].includes(suffixOf(imported) ?? '') &&
          (suffixOf(imported) !== 'sql' || roomOf(imported) === from.room || isTypeOnly),
      ),
    ).toEqual([]);
  });

  it('names a resolver nowhere but in the composition', () => {
    const others = sources.filter(({ path }) => path !== 'src/composition/schema.ts');
    expect(offences(others, (imported) => suffixOf(imported) !== 'resolver')).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const readers = sources.filter(({ path }) => /process\.env/.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(readers.map(({ path }) => path)).toEqual(['src/cli/clientele.ts']);
  });

  it('never lets SQL ask for the time', () => {
    for (const { path } of withSuffix('sql')) {
      expect({
        path,
        clock: /now\(\)|current_timestamp|clock_timestamp/i.exec(readFileSync(join(ROOT, path), 'utf8'))?.[0],
      }).toEqual({ path });
    }
  });

  it('names the workspace on every table that a statement mentions', () => {
    const TABLES =
      'account|account_now|account_period|subscription|subscription_phase|interaction|plan|member|policy|relationship_change|erasure|kept_answer';
    for (const { path } of withSuffix('sql').filter((file) => file.path !== 'src/auth/api-key.sql.ts')) {
      const text = readFileSync(join(ROOT, path), 'utf8');
      for (const [, sql] of text.matchAll(/`([^`]*\b(?:FROM|UPDATE|JOIN)\b[^`]*)`/g)) {
        const references = sql!.match(new RegExp(`\\b(?:FROM|JOIN|UPDATE) (?:${TABLES})\\b`, 'g'))?.length ?? 0;
        const scopes = sql!.match(/workspace_id = (?:\$1|w\.id)|\$\{where\}|\$\{MATCHES_FILTER\}/g)?.length ?? 0;
        expect({ path, sql, isScoped: scopes >= references }).toEqual({ path, sql, isScoped: true });
      }
    }
  });

  it('keeps the SDK and the server apart', () => {
    const sdk = filesUnder('sdk/src').map(read);
    expect(offences(sdk, (imported) => imported.startsWith('sdk/'))).toEqual([]);
    expect(offences(sources, (imported) => !imported.startsWith('sdk/'))).toEqual([]);
  });
});
