import { DOCUMENT_LIMITS } from '../../src/graphql/cost/document-limits.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { JSON_TYPE, posted, refusalOf } from './support.js';

const repeat = (count: number, text: string): string => text.repeat(count);
const each = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

const HOSTILE: [what: string, query: string, words: RegExp][] = [
  ['of more characters than anybody needs', `{ __typename } #${repeat(100_000, 'x')}`, /100000 characters/],
  ['of more words', `{ ${repeat(10_001, 'a ')} }`, /10000 tokens/],
  ['of objects within each other', `{ a(b: ${repeat(2_000, '{c:')}1${repeat(2_000, '}')}) }`, /64 brackets/],
  ['of lists within each other', `{ a(b: ${repeat(9_000, '[')}) }`, /64 brackets/],
  ['of list types within each other', `query ($a: ${repeat(5_000, '[')}Int${repeat(5_000, ']')}) { a }`, /64 brackets/],
  ['of selections within each other', repeat(5_000, '{ a '), /64 brackets/],
  ['of fields within each other', `${repeat(17, '{ a ')}${repeat(17, '}')}`, /16 fields within each other/],
  [
    'of fields within each other, through fragments',
    `{ ...F0 } ${each(17, (i) => `fragment F${i} on Query { a { ...F${i + 1} } }`)} fragment F17 on Query { a }`,
    /16 fields within each other/,
  ],
  ['of aliases', `{ ${each(101, (i) => `a${i}: __typename`)} }`, /100 aliases|20 fields at the root/],
  ['of aliases below the root', `{ viewer { ${each(101, (i) => `a${i}: role`)} } }`, /100 aliases/],
  [
    'of aliases in a fragment',
    `{ ...F ...F } fragment F on Query { viewer { ${each(60, (i) => `a${i}: role`)} } }`,
    /100 aliases/,
  ],
  ['of directives', `{ viewer { role ${repeat(51, '@include(if: true) ')} } }`, /50 directives/],
  ['of directives on an operation', `query Q ${repeat(51, '@a ')} { viewer { role } }`, /50 directives/],
  ['of fields at the root', `{ ${repeat(21, '__typename ')} }`, /20 fields at the root/],
  [
    'of mutations at the root',
    `mutation { ${each(21, (i) => `a${i}: accountUpsert(input: { externalId: "x", name: "x" }) { account { id } }`)} }`,
    /20 fields at the root/,
  ],
  ['of operations', each(21, (i) => `query Q${i} { __typename }`), /20 operations/],
  [
    'of a fragment that contains itself',
    '{ viewer { ...F } } fragment F on Viewer { ...F }',
    /do not contain themselves/,
  ],
  [
    'of fragments that contain each other',
    '{ viewer { ...F } } fragment F on Viewer { ...G } fragment G on Viewer { role ...F }',
    /do not contain themselves/,
  ],
  ['of a circle that nobody enters', '{ __typename } fragment F on Viewer { ...F }', /do not contain themselves/],
  [
    'of fragments that double each other',
    `{ viewer { ...F0 } } ${each(60, (i) => `fragment F${i} on Viewer { ...F${i + 1} ...F${i + 1} }`)} fragment F60 on Viewer { role }`,
    /1000 fields and fragments/,
  ],
  [
    'of a chain of fragments',
    `{ viewer { ...F0 } } ${each(1_200, (i) => `fragment F${i} on Viewer { ...F${i + 1} }`)}`,
    /1000 fields and fragments/,
  ],
  ['of one field again and again', `{ viewer { ${repeat(1_001, 'role ')} } }`, /1000 fields and fragments/],
];

describe.each([true, false])('a document, introspection being %s,', (introspection) => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer({ introspection });
    workspace = await server.addWorkspace();
  });
  afterAll(() => server.close());

  it.each(HOSTILE)('%s is refused before it is parsed or validated, posted or got', async (_, query, words) => {
    const { status, errors } = await refusalOf(server, posted(query));
    expect([status, errors]).toMatchObject([
      400,
      [{ message: expect.stringMatching(words) as string, extensions: { code: 'GRAPHQL_LIMIT_EXCEEDED' } }],
    ]);
    const search = String(new URLSearchParams({ query }));
    // Node.js itself refuses a longer one.
    if (search.length > 12_000) return;
    const got = await refusalOf(server, {}, `?${search}`);
    expect(got.status).toBe(400);
    expect(got.errors).toMatchObject(errors.map(({ message }) => ({ message })));
  });

  it.each([
    ['the dearest to compare', `{ viewer { ${repeat(990, 'role ')} } }`],
    [
      'the dearest to compare, in fragments',
      `{ viewer { ${each(450, (i) => `...F${i}`)} } } ${each(450, (i) => `fragment F${i} on Viewer { role }`)}`,
    ],
    ['of words that are no names here', `{ viewer { ${each(900, (i) => `r${i}${repeat(40, 'o')}`)} } }`],
    ['of variables that nobody uses', `query (${each(3_000, (i) => `$v${i}: Int`)}) { viewer { role } }`],
    ['of arguments that nobody takes', `{ accounts(${each(3_000, (i) => `a${i}: 1`)}) { totalCount } }`],
    ['that ends too early', '{ viewer { role'],
    ['of nothing', ''],
    ['of characters that are none of GraphQL', '{ \u0000 \ud800 }'],
  ])('that is within the limits and %s costs little', async (_, query) => {
    await refusalOf(server, posted(query));
  });

  it.each([
    ['objects', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
    ['lists', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
  ])('whose variables are %s within each other is refused', async (_, value) => {
    const query = 'query ($f: AccountFilter) { accounts(filter: $f) { totalCount } }';
    const body = `{"query":${JSON.stringify(query)},"variables":{"f":${value}}}`;
    const headers = { ...JSON_TYPE, authorization: `Bearer ${workspace.key}` };
    const { status, errors } = await refusalOf(server, { method: 'POST', headers, body });
    expect([status, errors[0]!.extensions.code]).toEqual([400, 'GRAPHQL_LIMIT_EXCEEDED']);
  });

  it('in a list of documents is refused', async () => {
    const body = JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{ viewer { role } }' })));
    await refusalOf(server, { method: 'POST', headers: JSON_TYPE, body });
  });

  it('at each limit is answered', async () => {
    const { aliases, rootFields } = DOCUMENT_LIMITS;
    for (const query of [
      `{ viewer { ${each(aliases, (i) => `a${i}: role`)} } }`,
      `{ ${repeat(rootFields, '__typename ')} }`,
      `{ viewer { role @include(if: true) @skip(if: false) } }`,
    ]) {
      expect([query, await workspace.ask(query)]).toMatchObject([
        query,
        { status: 200, data: expect.anything() as unknown },
      ]);
    }
  });
});
