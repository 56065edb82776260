import { DOCUMENT_LIMITS } from '../../src/graphql/cost/document-limits.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { JSON_TYPE, posted, refusalOf } from './support.js';

const repeat = (count: number, text: string): string => text.repeat(count);
const each = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

const HOSTILE: [what: string, query: string, words: RegExp][] = [
  ['of too many characters', `{ __typename } #${repeat(100_000, 'x')}`, /100000 characters/],
  ['of too many tokens', `{ ${repeat(10_001, 'a ')} }`, /10000 tokens/],
  ['of objects nested too deep', `{ a(b: ${repeat(2_000, '{c:')}1${repeat(2_000, '}')}) }`, /64 levels of brackets/],
  ['of lists nested too deep', `{ a(b: ${repeat(9_000, '[')}) }`, /64 levels of brackets/],
  [
    'of list types nested too deep',
    `query ($a: ${repeat(5_000, '[')}Int${repeat(5_000, ']')}) { a }`,
    /64 levels of brackets/,
  ],
  ['of selections nested too deep', repeat(5_000, '{ a '), /64 levels of brackets/],
  ['of fields nested too deep', `${repeat(17, '{ a ')}${repeat(17, '}')}`, /16 levels of fields/],
  [
    'of fields nested too deep through fragments',
    `{ ...F0 } ${each(17, (i) => `fragment F${i} on Query { a { ...F${i + 1} } }`)} fragment F17 on Query { a }`,
    /16 levels of fields/,
  ],
  ['of too many aliases', `{ ${each(101, (i) => `a${i}: __typename`)} }`, /100 aliases|20 fields at the root/],
  ['of too many aliases below the root', `{ viewer { ${each(101, (i) => `a${i}: role`)} } }`, /100 aliases/],
  [
    'of too many aliases in a fragment',
    `{ ...F ...F } fragment F on Query { viewer { ${each(60, (i) => `a${i}: role`)} } }`,
    /100 aliases/,
  ],
  ['of too many directives', `{ viewer { role ${repeat(51, '@include(if: true) ')} } }`, /50 directives/],
  ['of too many directives on an operation', `query Q ${repeat(51, '@a ')} { viewer { role } }`, /50 directives/],
  ['of too many root fields', `{ ${repeat(21, '__typename ')} }`, /20 fields at the root/],
  [
    'of too many mutations',
    `mutation { ${each(21, (i) => `a${i}: accountUpsert(input: { externalId: "x", name: "x" }) { account { id } }`)} }`,
    /20 fields at the root/,
  ],
  ['of too many operations', each(21, (i) => `query Q${i} { __typename }`), /20 operations/],
  [
    'with a fragment that contains itself',
    '{ viewer { ...F } } fragment F on Viewer { ...F }',
    /do not contain themselves/,
  ],
  [
    'with fragments that contain each other',
    '{ viewer { ...F } } fragment F on Viewer { ...G } fragment G on Viewer { role ...F }',
    /do not contain themselves/,
  ],
  ['with an unused fragment cycle', '{ __typename } fragment F on Viewer { ...F }', /do not contain themselves/],
  [
    'with fragments that each contain the next one twice',
    `{ viewer { ...F0 } } ${each(60, (i) => `fragment F${i} on Viewer { ...F${i + 1} ...F${i + 1} }`)} fragment F60 on Viewer { role }`,
    /1000 fields and fragment spreads/,
  ],
  [
    'with a long chain of fragments',
    `{ viewer { ...F0 } } ${each(1_200, (i) => `fragment F${i} on Viewer { ...F${i + 1} }`)}`,
    /1000 fields and fragment spreads/,
  ],
  [
    'with one field selected 1,001 times',
    `{ viewer { ${repeat(1_001, 'role ')} } }`,
    /1000 fields and fragment spreads/,
  ],
];

describe.each([
  ['enabled', true],
  ['disabled', false],
])('With introspection %s, a document', (_, introspection) => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer({ introspection });
    workspace = await server.addWorkspace();
  });
  afterAll(() => server.close());

  it.each(HOSTILE)('%s is refused before it is parsed or validated, by POST and by GET', async (_, query, words) => {
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
    ['with the most expensive comparison of fields', `{ viewer { ${repeat(990, 'role ')} } }`],
    [
      'with the most expensive comparison of fragments',
      `{ viewer { ${each(450, (i) => `...F${i}`)} } } ${each(450, (i) => `fragment F${i} on Viewer { role }`)}`,
    ],
    ['with unknown field names', `{ viewer { ${each(900, (i) => `r${i}${repeat(40, 'o')}`)} } }`],
    ['with unused variables', `query (${each(3_000, (i) => `$v${i}: Int`)}) { viewer { role } }`],
    ['with unknown arguments', `{ accounts(${each(3_000, (i) => `a${i}: 1`)}) { totalCount } }`],
    ['that is truncated', '{ viewer { role'],
    ['that is empty', ''],
    ['with characters that GraphQL does not allow', '{ \u0000 \ud800 }'],
  ])('within the limits, %s, takes little CPU', async (_, query) => {
    await refusalOf(server, posted(query));
  });

  it.each([
    ['objects', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
    ['lists', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
  ])('with variables that are deeply nested %s is refused', async (_, value) => {
    const query = 'query ($f: AccountFilter) { accounts(filter: $f) { totalCount } }';
    const body = `{"query":${JSON.stringify(query)},"variables":{"f":${value}}}`;
    const headers = { ...JSON_TYPE, authorization: `Bearer ${workspace.key}` };
    const { status, errors } = await refusalOf(server, { method: 'POST', headers, body });
    expect([status, errors[0]!.extensions.code]).toEqual([400, 'GRAPHQL_LIMIT_EXCEEDED']);
  });

  it('in a batch of documents is refused', async () => {
    const body = JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{ viewer { role } }' })));
    await refusalOf(server, { method: 'POST', headers: JSON_TYPE, body });
  });

  it('exactly at each limit is answered', async () => {
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
