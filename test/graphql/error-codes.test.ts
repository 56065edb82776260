import { readFileSync } from 'node:fs';
import { SIMULATION_LIMITS } from '../../src/simulation/simulation.service.js';
import { Role } from '../../src/graphql/role.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';

/** The error codes that README.md lists, each with its HTTP status. */
const LISTED = [...readFileSync('README.md', 'utf8').matchAll(/^\| `([A-Z_]+)` +\| (\d{3}) /gm)].map(
  ([, code, status]) => [code!, Number(status)] as const,
);

const JSON_BODY = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { ...JSON_BODY, ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const simulations = { ...SIMULATION_LIMITS };

const persisted = (sha256Hash: unknown, version = 1) => ({ extensions: { persistedQuery: { version, sha256Hash } } });

describe('the error codes', () => {
  let server: TestServer;
  let admin: TestWorkspace;
  let reader: TestWorkspace;
  beforeAll(async () => {
    // Nothing listens on this port.
    const tokens = { jwksUrl: 'http://127.0.0.1:1/', issuer: 'https://identity.example/', audience: 'a' };
    const claims = { workspaceClaim: 'workspace', roleClaim: 'role', roles: new Map<string, Role>() };
    server = await startTestServer({ limits: { simulations }, tokens: { ...tokens, ...claims } });
    [admin, reader] = [await server.addWorkspace(), await server.addWorkspace({ role: Role.READER })];
  });
  afterAll(() => server.close());

  const send = (init: RequestInit, path = '/graphql'): Promise<Response> => fetch(new URL(path, server.url), init);
  const asAdmin = (query: string): Promise<Response> => send(post({ query }, { authorization: `Bearer ${admin.key}` }));

  const PROVOKED: Record<string, () => Promise<Response>> = {
    UNAUTHENTICATED: () => send(post({ query: '{ viewer { role } }' })),
    FORBIDDEN: () =>
      send(
        post(
          { query: 'mutation { accountUpsert(input: { name: "A" }) { account { id } } }' },
          { authorization: `Bearer ${reader.key}` },
        ),
      ),
    BAD_USER_INPUT: () => asAdmin('{ accounts(first: 101) { totalCount } }'),
    GRAPHQL_PARSE_FAILED: () => asAdmin('{'),
    GRAPHQL_VALIDATION_FAILED: () => asAdmin('{ nothing }'),
    OPERATION_RESOLUTION_FAILURE: () => asAdmin('query A { __typename } query B { __typename }'),
    BAD_REQUEST: () => send(post('{')),
    NOT_FOUND: () => send({}, '/nothing'),
    METHOD_NOT_ALLOWED: () => send({ method: 'PUT' }),
    NOT_ACCEPTABLE: () => send(post({ query: '{ __typename }' }, { accept: 'text/plain' })),
    PAYLOAD_TOO_LARGE: () => send(post({ query: `{ __typename } #${'x'.repeat(8 * 1024 * 1024)}` })),
    UNSUPPORTED_MEDIA_TYPE: () => send(post('{ __typename }', { 'content-type': 'application/graphql' })),
    PERSISTED_QUERY_NOT_FOUND: () =>
      send(post({ extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } })),
    AUTHENTICATION_UNAVAILABLE: () => {
      const claims = Buffer.from(JSON.stringify({ iss: 'https://identity.example/' })).toString('base64url');
      const head = Buffer.from(JSON.stringify({ alg: 'RS256', kid: '1' })).toString('base64url');
      return send(post({ query: '{ viewer { role } }' }, { authorization: `Bearer ${head}.${claims}.AAAA` }));
    },
    SIMULATION_TIMEOUT: async () => {
      const budget = jest.replaceProperty(simulations, 'budgetMs', 1);
      try {
        const criteria = '[{ fact: SEATS, comparison: AT_LEAST, threshold: 1, weight: 1 }]';
        return await asAdmin(
          `{ policySimulation(policy: { name: "P", clientScore: 1, criteria: ${criteria} }) { accounts } }`,
        );
      } finally {
        budget.restore();
      }
    },
    RECORD_DELETED: async () => {
      const call = `mutation { interactionRecord(input: { idempotencyKey: "call", kind: CALL, account: { externalId: "a" },
        occurredAt: "2026-01-01T00:00:00Z" }) { interaction { account { id } } } }`;
      const upsert = 'mutation { accountUpsert(input: { externalId: "a", name: "A" }) { account { id } } }';
      const erase = 'mutation { accountDelete(input: { account: { externalId: "a" } }) { deletedId } }';
      for (const change of [upsert, call, erase]) await (await asAdmin(change)).json();
      return asAdmin(call);
    },
    INTERNAL_SERVER_ERROR: async () => {
      const { dataSource } = server.database;
      const { key } = await server.addWorkspace();
      await dataSource.query('ALTER TABLE api_key RENAME TO hidden');
      try {
        return await send(post({ query: '{ viewer { role } }' }, { authorization: `Bearer ${key}` }));
      } finally {
        await dataSource.query('ALTER TABLE hidden RENAME TO api_key');
      }
    },
  };

  it('of the API are exactly those that the README lists', () => {
    expect(LISTED.map(([code]) => code).sort()).toEqual(Object.keys(PROVOKED).sort());
  });

  it.each<[string, object, string, number]>([
    ['a subscription', { query: 'subscription { accounts { totalCount } }' }, 'GRAPHQL_VALIDATION_FAILED', 400],
    ['a named subscription', { query: 'subscription S { __typename }' }, 'GRAPHQL_VALIDATION_FAILED', 400],
    [
      'a subscription beside a query',
      { query: 'query A { __typename } subscription B { x }', operationName: 'A' },
      'GRAPHQL_VALIDATION_FAILED',
      400,
    ],
    ['a wrong hash', { query: '{ __typename }', ...persisted('0'.repeat(64)) }, 'BAD_REQUEST', 400],
    ['a hash that is a number', { query: '{ __typename }', ...persisted(5) }, 'BAD_REQUEST', 400],
    ['a hash that is an object', { query: '{ __typename }', ...persisted({}) }, 'BAD_REQUEST', 400],
    ['a number for a hash without a query', persisted(5), 'BAD_REQUEST', 400],
    ['an object for a hash without a query', persisted({ a: 1 }), 'BAD_REQUEST', 400],
    ['a list for a hash without a query', persisted(['x']), 'BAD_REQUEST', 400],
    ['no hash without a query', { extensions: { persistedQuery: { version: 1 } } }, 'BAD_REQUEST', 400],
    ['null for a hash without a query', persisted(null), 'BAD_REQUEST', 400],
    ['an empty hash without a query', persisted(''), 'BAD_REQUEST', 400],
    ['an object without a text for a hash', persisted({ toString: 1 }), 'BAD_REQUEST', 400],
    ['a hash in capitals', persisted('A'.repeat(64)), 'BAD_REQUEST', 400],
    ['a hash that is not known', persisted('0'.repeat(64)), 'PERSISTED_QUERY_NOT_FOUND', 200],
    ['a persisted query that is a text', { extensions: { persistedQuery: 'x' } }, 'BAD_REQUEST', 400],
    ['a persisted query of another version', persisted('0'.repeat(64), 2), 'BAD_REQUEST', 400],
  ])('of mistakes in the operation are those of the caller: %s', async (_, body, code, status) => {
    const error = jest.spyOn(server.app.log, 'error');
    const response = await send(post(body, { authorization: `Bearer ${admin.key}` }));
    const { errors } = (await response.json()) as Answer;
    expect([response.status, errors!.map(({ extensions }) => extensions.code)]).toEqual([status, [code]]);
    expect(errors![0]!.message).toMatch(/[a-z]/);
    expect(error).not.toHaveBeenCalled();
    error.mockRestore();
  });

  it.each([
    ['5', 400, 'BAD_REQUEST'],
    ['"x"', 400, 'BAD_REQUEST'],
    [`"${'0'.repeat(64)}"`, 200, 'PERSISTED_QUERY_NOT_FOUND'],
  ])('of a persisted query by GET are those of the caller too: %s', async (hash, status, code) => {
    const extensions = encodeURIComponent(`{"persistedQuery":{"version":1,"sha256Hash":${hash}}}`);
    const headers = { authorization: `Bearer ${admin.key}`, accept: JSON_BODY.accept };
    const response = await send({ headers }, `/graphql?extensions=${extensions}`);
    const { errors } = (await response.json()) as Answer;
    expect([response.status, errors!.map(({ extensions: { code: found } }) => found)]).toEqual([status, [code]]);
  });

  it.each(LISTED)('include %s with status %i, a message and the request id', async (code, status) => {
    const response = await PROVOKED[code]!();
    const { errors } = (await response.json()) as Answer;
    expect(errors).toMatchObject([{ message: expect.stringMatching(/[a-z]/) as string, extensions: { code } }]);
    expect(errors![0]!.extensions.requestId).toBe(response.headers.get('x-request-id'));
    expect(response.status).toBe(status);
  });
});
