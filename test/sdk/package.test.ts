import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { buildSchema } from 'graphql';
import { chromium } from 'playwright-core';
import { Clientele } from '../../sdk/src/index.js';
import { issueDevelopmentToken } from '../../src/auth/development-token.service.js';
import { Role } from '../../src/graphql/role.js';
import { NOW, startTestServer } from '../support/server.js';
import { CHROMIUM, servePage } from './browser.js';
import { pack, ROOT, run, typeCheck, type Packed } from './packed.js';
import { answer, startStub } from './stub-server.js';

jest.setTimeout(180_000);

let packed: Packed;
let project: string;
let stub: Awaited<ReturnType<typeof startStub>>;
beforeAll(async () => {
  packed = await pack();
  project = await packed.install({ 'use.mjs': ESM, 'use.cjs': CJS, 'use.mts': TYPED, 'use.cts': TYPED });
  const pageInfo = { endCursor: 'c', hasNextPage: false };
  stub = await startStub((_, response) =>
    answer(response, {
      data: {
        viewer: { role: 'READER' },
        accounts: { nodes: [{ name: 'Acme' }], pageInfo },
        import: { created: 1, updated: 0, unchanged: 0, refused: 0, userErrors: [] },
      },
    }),
  );
});
afterAll(async () => {
  await stub.stop();
  await packed.remove();
});

const USE = `
const [url] = process.argv.slice(2);
const main = async () => {
  const client = new Clientele({ url, apiKey: 'clk_test' });
  const core = new ClienteleCore({ url, apiKey: 'clk_test' });
  const shown = [(await client.viewer()).role];
  for await (const { name } of core.pages(AccountsDocument)) shown.push(name);
  const { created } = await importRecords(core, [{ account: { externalId: 'acme', name: 'Acme' } }]);
  shown.push(created);
  try { new Clientele({ url }); } catch (error) { shown.push(error instanceof ClienteleError && error.code); }
  console.log(shown.join(' '));
};
main();`;
const ESM = `
import { Clientele, ClienteleError } from '@clientele/sdk';
import { ClienteleCore } from '@clientele/sdk/core';
import { AccountsDocument } from '@clientele/sdk/documents';
import { importRecords } from '@clientele/sdk/imports';
${USE}`;
const CJS = `
const { Clientele, ClienteleError } = require('@clientele/sdk');
const { ClienteleCore } = require('@clientele/sdk/core');
const { AccountsDocument } = require('@clientele/sdk/documents');
const { importRecords } = require('@clientele/sdk/imports');
${USE}`;
const TYPED = `
import { Clientele, UserInputError, RELATIONSHIP_TYPES, labelOf } from '@clientele/sdk';
import type { Account, AccountFilter, Relationship, RelationshipType } from '@clientele/sdk';
import { ClienteleCore } from '@clientele/sdk/core';
import { AccountDocument, AccountFieldsFragmentDoc } from '@clientele/sdk/documents';

export async function use(): Promise<string | null> {
  const client = new Clientele({ url: 'https://clientele.example/graphql', token: () => 'token' });
  const filter: AccountFilter = { type: { eq: 'CLIENT' } };
  for await (const { name } of client.accounts({ filter })) name satisfies string;
  const { account } = await new ClienteleCore({ url: '', apiKey: '' }).request(AccountDocument, { by: { id: 'x' } });
  const recorded: Account = await client.accountUpsert({ name: 'Acme' });
  String(AccountFieldsFragmentDoc) satisfies string;
  // @ts-expect-error The relationship type does not exist.
  client.accounts({ filter: { type: { eq: 'FRIEND' } } });
  if (new Error() instanceof UserInputError) return recorded.name;
  const page = await client.accounts().page({ totalCount: true });
  page.totalCount satisfies number;
  // @ts-expect-error The number of all items was not requested.
  (await client.accounts().page()).totalCount satisfies number;
  return account?.externalId ?? null;
}

export function colorOf({ type }: Relationship): string {
  switch (type) {
    case 'CLIENT':
      return 'green';
    default:
      return labelOf(type);
  }
}

// @ts-expect-error A later server may return another type.
export function closedColorOf({ type }: Relationship): string {
  switch (type) {
    case 'CLIENT': case 'CUSTOMER': case 'TRIAL': case 'PROSPECT': case 'FORMER_CLIENT': case 'FORMER_CUSTOMER':
      return 'green';
  }
}

export const knownType = ({ type }: Relationship): RelationshipType | undefined =>
  RELATIONSHIP_TYPES.find((known) => known === type);`;

const TADA = `
import { Clientele } from '@clientele/sdk';
import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env.d.ts';

const graphql = initGraphQLTada<{ introspection: introspection; scalars: { DateTime: string } }>();
const document = graphql('query ($by: AccountBy!) { account(by: $by) { name relationship { type since } } }');

export async function use(client: Clientele): Promise<string | undefined> {
  const { account } = await client.request(document, { by: { externalId: 'acme' } });
  if (account?.relationship.type === 'CLIENT') return 'client';
  // @ts-expect-error The relationship type does not exist.
  if (account?.relationship.type === 'FRIEND') return 'friend';
  account?.relationship.since satisfies string | null | undefined;
  // @ts-expect-error The field is not selected.
  account?.domain;
  // @ts-expect-error The variables are missing.
  await client.request(document);
  // @ts-expect-error The variables are wrong.
  await client.request(document, { id: 'acct_1' });
  return account?.name;
}`;

describe('the packed SDK', () => {
  it('has no dependencies', async () => {
    expect(await readdir(join(project, 'node_modules'))).toEqual(expect.arrayContaining(['@clientele']));
    const { packages } = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as { packages: object };
    expect(Object.keys(packages)).toEqual(['', 'node_modules/@clientele/sdk']);
  });

  it.each(['use.mjs', 'use.cjs'])('runs in Node.js: %s', async (script) => {
    expect(await run(project, script, stub.url)).toBe('READER Acme 1 USAGE');
  });

  it.each<[string, object]>([
    ['nodenext', { module: 'NodeNext', moduleResolution: 'NodeNext' }],
    ['bundler', { module: 'ESNext', moduleResolution: 'Bundler' }],
  ])('has correct types as an ES module and as CommonJS with module resolution %s', async (_, options) => {
    expect(await typeCheck(project, { ...options, files: undefined, skipLibCheck: false })).toBe('');
  });

  it('passes publint and attw', async () => {
    const output = await run(join(ROOT, 'test/sdk'), 'check-package.mjs', packed.tarball);
    expect(JSON.parse(output)).toEqual({ messages: [], problems: [] });
  });

  it('contains the schema for tools', async () => {
    const path = await run(
      await packed.install({ 'where.cjs': "console.log(require.resolve('@clientele/sdk/schema.graphql'))" }),
      'where.cjs',
    );
    const text = await readFile(path, 'utf8');
    expect(text).toBe(readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8'));
    expect(buildSchema(text).getQueryType()!.getFields()).toHaveProperty('accounts');
  });
});

describe('gql.tada with the schema of the packed SDK', () => {
  it('infers the variables and the result of client.request', async () => {
    const plugin = {
      name: 'gql.tada/ts-plugin',
      schema: './node_modules/@clientele/sdk/dist/schema.graphql',
      tadaOutputLocation: './graphql-env.d.ts',
    };
    const options = { module: 'ESNext', moduleResolution: 'Bundler', plugins: [plugin] };
    const tada = dirname(require.resolve('gql.tada/package.json'));
    const typed = await packed.install({
      'use.ts': TADA,
      'tsconfig.json': JSON.stringify({ compilerOptions: options }),
    });
    await symlink(tada, join(typed, 'node_modules/gql.tada'));
    await run(typed, 'node_modules/gql.tada/bin/cli.js', 'generate-output');
    expect(await typeCheck(typed, { ...options, skipLibCheck: true })).toBe('');
  });
});

describe('the size of the packed SDK', () => {
  const CORE_BYTES = 8_192;

  /** Returns the minified and gzipped size of a browser bundle, whose build fails if it needs more than web APIs. */
  const sizeOf = async (contents: string): Promise<number> => {
    const { outputFiles, errors } = await build({
      stdin: { contents, resolveDir: project },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      write: false,
    });
    expect(errors).toEqual([]);
    return gzipSync(outputFiles[0]!.contents, { level: 9 }).byteLength;
  };
  const CORE = "export * from '@clientele/sdk/core';";
  const CLIENT = "export { ClienteleCore } from '@clientele/sdk/core';";
  const documents = (...names: string[]) => `export { ${names.join(', ')} } from '@clientele/sdk/documents';`;

  it('is within the limit for the core, and grows with a document only by the size of the document', async () => {
    const core = await sizeOf(CORE);
    const client = await sizeOf(CLIENT);
    const one = await sizeOf(CLIENT + documents('AccountDocument'));
    const three = await sizeOf(CLIENT + documents('AccountsDocument', 'AccountUpsertDocument', 'PlansDocument'));
    const imports = await sizeOf(CLIENT + "export * from '@clientele/sdk/imports';");
    const all = await sizeOf("export * from '@clientele/sdk';");
    // eslint-disable-next-line no-console -- the sizes belong in the test log
    console.info(
      `SDK, minified and gzipped: core ${core} bytes of ${CORE_BYTES} (only its client ${client}), ` +
        `imports ${imports - client} more, one document ${one - client} more, three documents ${three - client} more, every method ${all}.`,
    );
    expect(core).toBeLessThanOrEqual(CORE_BYTES);
    const most = await sizeOf(CLIENT + "export * from '@clientele/sdk/documents';");
    expect(three - client).toBeLessThan((most - client) / 2);
  });
});

const SKIPPED =
  'SKIPPED: the SDK is not tested in a browser, because Chromium was not found. Install it, or set CHROMIUM to its path.';
// eslint-disable-next-line no-console -- a skipped test must be visible
if (!CHROMIUM) console.warn(SKIPPED);
(CHROMIUM ? describe : describe.skip)('the packed SDK in a browser', () => {
  it('lists the accounts of a real server page by page with a token', async () => {
    let settings = {};
    const page = await servePage(project, () => settings);
    const folder = await mkdtemp(join(tmpdir(), 'clientele-tokens-'));
    const server = await startTestServer({ allowedOrigins: [page.origin], developmentTokens: folder });
    const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
    try {
      const { id: workspaceId, key } = await server.addWorkspace();
      const token = await issueDevelopmentToken(folder, NOW, { workspaceId, role: Role.WRITER });
      settings = { url: server.url, token };
      const names = Array.from({ length: 25 }, (_, index) => `Account ${String(index).padStart(2, '0')}`);
      await new Clientele({ url: server.url, apiKey: key }).import(
        names.map((name, index) => ({ account: { externalId: `a${index}`, name } })),
      );

      const tab = await browser.newPage();
      const errors: string[] = [];
      tab.on('pageerror', ({ message }) => void errors.push(message));
      tab.on('console', (message) => void errors.push(message.text()));
      await tab.goto(page.origin);
      await tab.waitForSelector('body[data-done]');
      expect(await tab.locator('#accounts li').allTextContents()).toEqual(names.map((name) => `${name}: PROSPECT`));
      // Three pages and a mutation, with a token each.
      expect(await tab.locator('#results li').allTextContents()).toEqual([
        'Renamed',
        'a request',
        '4 tokens',
        'ABORTED',
        'Premium of Same origin',
        'UsageError USAGE',
      ]);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
      await server.close();
      await page.stop();
      await rm(folder, { recursive: true });
    }
  });
});
