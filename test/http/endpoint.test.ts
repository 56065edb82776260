import { VERSION } from '../../src/config/version.js';
import {
  buildClientSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type IntrospectionQuery,
} from 'graphql';
import { makeSchema } from '../../src/composition/schema.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const JSON_TYPE = { 'content-type': 'application/json' };

describe('the endpoint', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let authorization: { authorization: string };

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    authorization = { authorization: `Bearer ${workspace.key}` };
  });
  afterAll(() => server.close());

  const post = (body: string | undefined, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(server.url, { method: 'POST', headers, body });
  const answerOf = async (response: Response): Promise<Omit<Answer, 'status'>> =>
    (await response.json()) as Omit<Answer, 'status'>;
  const get = (parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}?${String(new URLSearchParams(parameters))}`, { headers });

  it('reports on /livez and /readyz without authentication', async () => {
    for (const [path, body] of [
      ['/livez', { status: 'live', version: VERSION }],
      ['/readyz', { status: 'ready' }],
    ] as const) {
      const response = await fetch(new URL(path, server.url));
      expect([response.status, await response.json()]).toEqual([200, body]);
    }
  });

  it('returns a unique request id in a header and in every error', async () => {
    const seen = new Set<string>();
    for (const [query, headers, code] of [
      ['{ viewer { role } }', authorization, undefined],
      ['{ viewer { role } }', {}, 'UNAUTHENTICATED'],
      ['{ viewer { nothing } }', authorization, 'GRAPHQL_VALIDATION_FAILED'],
      ['{ viewer { role }', authorization, 'GRAPHQL_PARSE_FAILED'],
      ['{ account(by: {}) { id } }', authorization, 'BAD_USER_INPUT'],
      ['query ($id: ID!) { node(id: $id) { id } }', authorization, 'BAD_USER_INPUT'],
      ['query A { viewer { role } } query B { viewer { role } }', authorization, 'OPERATION_RESOLUTION_FAILURE'],
    ] as const) {
      const response = await post(JSON.stringify({ query }), { ...JSON_TYPE, ...headers });
      const id = response.headers.get('x-request-id')!;
      expect(id).toMatch(UUID);
      expect(seen).not.toContain(id);
      seen.add(id);
      const { errors = [] } = await answerOf(response);
      expect([query, ...errors.map(({ extensions }) => [extensions.code, extensions.requestId])]).toEqual([
        query,
        ...(code ? [[code, id]] : []),
      ]);
    }
  });

  it('ignores a request id that the client sends', async () => {
    const response = await post(JSON.stringify({ query: '{ __typename }' }), {
      ...JSON_TYPE,
      'x-request-id': 'mine',
      'request-id': 'mine',
    });
    expect(response.headers.get('x-request-id')).toMatch(UUID);
  });

  const BAD_BODIES: [string, string, Record<string, string>][] = [
    ['not JSON', 'not json', JSON_TYPE],
    ['truncated JSON', '{"query": "{ __typename }"', JSON_TYPE],
    ['empty', '', JSON_TYPE],
    ['a list', '[{"query":"{ __typename }"}]', JSON_TYPE],
    ['a number', '7', JSON_TYPE],
    ['null', 'null', JSON_TYPE],
    ['without a query', '{}', JSON_TYPE],
    ['a query that is not a string', '{"query": 7}', JSON_TYPE],
    ['variables that are not an object', '{"query":"{ __typename }","variables":"x"}', JSON_TYPE],
    ['a form', 'query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', '{"query":"{ __typename }"}', { 'content-type': 'text/plain' }],
    ['without a content type', '{"query":"{ __typename }"}', { 'content-type': '' }],
    ['a bare GraphQL document', '{ __typename }', { 'content-type': 'application/graphql' }],
  ];

  it.each(BAD_BODIES)(
    'refuses a body (%s) with a JSON response that contains no stack trace',
    async (_, body, headers) => {
      const response = await post(body, { ...headers, ...authorization });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get('x-request-id')).toMatch(UUID);
      expect(response.headers.get('content-type')).toMatch(/json/);
      const text = await response.text();
      expect(text).not.toMatch(/node_modules|\bat .+:\d+:\d+|file:\/\//);
      expect(JSON.parse(text)).toBeInstanceOf(Object);
    },
  );

  it('refuses each invalid body with a GraphQL error that contains the request id', async () => {
    const refusals = await Promise.all(
      BAD_BODIES.map(async ([what, body, headers]) => {
        const response = await post(body, { ...headers, ...authorization });
        const { errors } = await answerOf(response);
        return [what, errors?.[0]?.extensions.requestId === response.headers.get('x-request-id')];
      }),
    );
    expect(refusals).toEqual(BAD_BODIES.map(([what]) => [what, true]));
  });

  it('refuses a body of more than 8 MiB', async () => {
    const response = await post(JSON.stringify({ query: `{ __typename } #${'x'.repeat(8 * 1024 * 1024)}` }), JSON_TYPE);
    expect(response.status).toBe(413);
  });

  it('answers a query sent with GET, as GraphQL over HTTP specifies', async () => {
    const query = 'query ($id: ID!) { node(id: $id) { id } viewer { role } }';
    const parameters = { query, variables: JSON.stringify({ id: 'acct_x' }) };
    for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
      const response = await get(parameters, { ...authorization, accept });
      expect([response.status, await response.json()]).toMatchObject([
        200,
        { data: { node: null, viewer: { role: 'ADMIN' } } },
      ]);
    }
  });

  it('does not execute a mutation sent with GET', async () => {
    const query = 'mutation { accountUpsert(input: { externalId: "got", name: "Got" }) { account { id } } }';
    const response = await get({ query }, { ...authorization, 'apollo-require-preflight': 'true' });
    expect(response.status).toBe(405);
    const { data } = await workspace.ask('{ accounts(filter: { name: { eq: "Got" } }) { totalCount } }');
    expect(data).toEqual({ accounts: { totalCount: 0 } });
  });

  it('returns 404 for an unknown path', async () => {
    expect((await fetch(new URL('/', server.url))).status).toBe(404);
  });

  it('returns its schema and suggests similar names without authentication when introspection is enabled', async () => {
    const { status, data, errors } = await server.ask(getIntrospectionQuery({ specifiedByUrl: true }));
    expect([status, errors]).toEqual([200, undefined]);
    const shown = printSchema(lexicographicSortSchema(buildClientSchema(data as IntrospectionQuery)));
    expect(shown).toBe(printSchema(lexicographicSortSchema(makeSchema())));
    const file = await fetch(new URL('/schema.graphql', server.url));
    expect([file.status, await file.text()]).toEqual([200, `${shown}\n`]);
    const misspelt = await server.ask('{ acounts { totalCount } }');
    expect(misspelt.errors?.[0]?.message).toMatch(/Did you mean "accounts/);
  });
});
