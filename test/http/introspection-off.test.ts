import { readFileSync } from 'node:fs';
import { getIntrospectionQuery } from 'graphql';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

describe('a server with introspection disabled', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer({
      introspection: false,
      sandboxKey: 'clk_000000000000_0123456789012345678901234567890123456789012',
    });
    workspace = await server.addWorkspace();
  });
  afterAll(() => server.close());

  it.each([
    ['the whole schema', getIntrospectionQuery()],
    ['a type', '{ __type(name: "Account") { name } }'],
    ['the root type', '{ __schema { queryType { name } } }'],
    ['the types beside a query', '{ viewer { role } __schema { types { name } } }'],
    ['the types in a fragment', '{ ...F } fragment F on Query { __schema { types { name } } }'],
  ])('refuses to show %s, with or without an API key', async (_, query) => {
    for (const ask of [server.ask, workspace.ask]) {
      const { status, data, errors } = await ask(query);
      expect(status).toBe(400);
      expect(data ?? null).toBeNull();
      expect(errors).not.toHaveLength(0);
      for (const { extensions } of errors!) expect(extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });

  it.each([
    ['a field', '{ acounts { totalCount } }', {}],
    ['a field of a type', '{ accounts { totalCounts } }', {}],
    ['an argument', '{ accounts(firs: 1) { totalCount } }', {}],
    ['a type', 'query ($by: AcountBy!) { account(by: $by) { id } }', { by: {} }],
    ['a fragment on a type', '{ node(id: "x") { ... on Acount { name } } }', {}],
    ['an enum value', '{ accounts(orderBy: { field: NAMES }) { totalCount } }', {}],
    ['an input field', '{ accounts(filter: { nam: { eq: "x" } }) { totalCount } }', {}],
    [
      'an input field in variables',
      'query ($f: AccountFilter) { accounts(filter: $f) { totalCount } }',
      { f: { nam: { eq: 'x' } } },
    ],
    [
      'an enum value in variables',
      'query ($o: AccountOrder) { accounts(orderBy: $o) { totalCount } }',
      { o: { field: 'NAMES' } },
    ],
  ])('suggests no similar name for %s', async (_, query, variables) => {
    for (const ask of [server.ask, workspace.ask]) {
      const { errors } = await ask(query, variables);
      expect(errors).not.toHaveLength(0);
      expect(errors!.map(({ message }) => message).join()).not.toMatch(/did you mean/i);
    }
  });

  it('still returns __typename', async () => {
    expect(await server.ask('{ __typename }')).toEqual({ status: 200, data: { __typename: 'Query' } });
    const { data } = await workspace.ask('{ viewer { __typename role } }');
    expect(data).toEqual({ viewer: { __typename: 'Viewer', role: 'ADMIN' } });
  });

  it('serves its schema as a file only with an API key', async () => {
    const url = new URL('/schema.graphql', server.url);
    const withKey = { authorization: `Bearer ${workspace.key}` };
    const response = await fetch(url, { headers: withKey });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    const emitted = readFileSync('schema/schema.graphql', 'utf8');
    expect(emitted.endsWith(await response.text())).toBe(true);

    const etag = response.headers.get('etag')!;
    const again = await fetch(url, { headers: { ...withKey, 'if-none-match': etag } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    const old = await fetch(url, { headers: { ...withKey, 'if-none-match': '"other"' } });
    expect(old.status).toBe(200);

    const unfit: Record<string, string>[] = [{}, { 'if-none-match': etag }, { authorization: 'Bearer clk_no' }];
    for (const headers of unfit) {
      const refused = await fetch(url, { headers });
      expect(refused.status).toBe(401);
      expect(await refused.json()).toMatchObject({
        errors: [{ extensions: { code: 'UNAUTHENTICATED', requestId: refused.headers.get('x-request-id') } }],
      });
    }
  });

  it('shows neither Sandbox nor an API key', async () => {
    const response = await fetch(server.url, { headers: { accept: 'text/html' } });
    expect(Math.floor(response.status / 100)).toBe(4);
    expect(await response.text()).not.toMatch(/clk_|sandbox/i);
  });
});
