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

describe('the error codes', () => {
  let server: TestServer;
  let admin: TestWorkspace;
  let reader: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer({ limits: { simulations } });
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

  it.each(LISTED)('include %s with status %i, a message and the request id', async (code, status) => {
    const response = await PROVOKED[code]!();
    const { errors } = (await response.json()) as Answer;
    expect(errors).toMatchObject([{ message: expect.stringMatching(/[a-z]/) as string, extensions: { code } }]);
    expect(errors![0]!.extensions.requestId).toBe(response.headers.get('x-request-id'));
    expect(response.status).toBe(status);
  });
});
