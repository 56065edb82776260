import { serverAudits } from 'graphql-http';
import { Role } from '../../src/graphql/role.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { record } from '../support/records.js';

const RESPONSE = 'application/graphql-response+json';
const JSON_ONLY = 'application/json';

describe('GraphQL over HTTP', () => {
  let server: TestServer;
  let admin: TestWorkspace;
  let reader: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
    [admin, reader] = [await server.addWorkspace(), await server.addWorkspace({ role: Role.READER })];
    await record(admin, GOOD_RECORDS);
  });
  afterAll(() => server.close());

  // The audits must be listed before the server starts; they request its URL when they run.
  const audits = serverAudits({ url: () => server.url, fetchFn: fetch }).filter(({ name }) => !/^MAY/.test(name));

  it('is audited by more than 35 rules', () => expect(audits.length).toBeGreaterThan(35));

  it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_, audit) => {
    expect(await audit.fn()).toMatchObject({ status: 'ok' });
  });

  interface Exchange extends Omit<Answer, 'status'> {
    code: unknown;
    response: Response;
  }
  async function ask(accept: string, init: RequestInit & { search?: Record<string, string> } = {}): Promise<Exchange> {
    const { search = {}, headers, ...rest } = init;
    const url = new URL(`?${String(new URLSearchParams(search))}`, server.url);
    const response = await fetch(url, { ...rest, headers: { accept, ...(headers as Record<string, string>) } });
    const answer = (await response.json()) as Omit<Answer, 'status'>;
    return { ...answer, response, code: answer.errors?.[0]?.extensions.code };
  }
  const asked = (accept: string, body: unknown, { key }: { key?: string } = {}): Promise<Exchange> =>
    ask(accept, {
      method: 'POST',
      headers: { 'content-type': JSON_ONLY, ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(body),
    });

  describe.each([RESPONSE, JSON_ONLY])('if the client accepts %s', (accept) => {
    it('responds in this content type and in UTF-8', async () => {
      const { response, data } = await asked(accept, { query: '{ __typename }' });
      expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
      expect(data).toEqual({ __typename: 'Query' });
    });

    it.each([
      ['GRAPHQL_PARSE_FAILED', '{'],
      ['GRAPHQL_VALIDATION_FAILED', '{ nothing }'],
      ['OPERATION_RESOLUTION_FAILURE', 'query A { __typename } query B { __typename }'],
      ['BAD_USER_INPUT', 'query ($id: ID!) { node(id: $id) { id } }'],
    ])('responds to %s with errors and without data', async (code, query) => {
      const answer = await asked(accept, { query }, admin);
      expect(answer.code).toBe(code);
      expect(answer).not.toHaveProperty('data');
      expect(answer.response.status).toBe(accept === RESPONSE ? 400 : 200);
    });

    it('responds with 401 and without data if the API key is missing or unknown', async () => {
      // The account field is nullable, so the error would otherwise leave a null field in a response with data.
      const query = '{ __typename account(by: { externalId: "acme" }) { id } }';
      for (const given of [{}, { key: 'clk_000000000000_0123456789012345678901234567890123456789012' }]) {
        const { response, code, ...answer } = await asked(accept, { query }, given);
        expect([response.status, code]).toEqual([401, 'UNAUTHENTICATED']);
        expect(answer).not.toHaveProperty('data');
      }
    });

    it('responds with 403 and without data if the role lacks the permission', async () => {
      const query = 'mutation { accountUpsert(input: { name: "A" }) { account { id } } }';
      const { response, code, ...answer } = await asked(accept, { query }, reader);
      expect([response.status, code]).toEqual([403, 'FORBIDDEN']);
      expect(answer).not.toHaveProperty('data');
    });

    it('responds with 200 and the remaining data if one field fails', async () => {
      const query = '{ viewer { role } accounts { nodes { name relationship { type } } } node(id: "acct_x") { id } }';
      const { response, data } = await asked(accept, { query }, admin);
      expect([response.status, data]).toMatchObject([200, { viewer: { role: 'ADMIN' }, node: null }]);
      const failing = '{ viewer { role } account(by: {}) { id } }';
      const partial = await asked(accept, { query: failing }, admin);
      expect([partial.response.status, partial.data, partial.code]).toEqual([
        200,
        { viewer: { role: 'ADMIN' }, account: null },
        'BAD_USER_INPUT',
      ]);
    });

    it('treats an empty GET parameter as omitted', async () => {
      const search = { query: '{ __typename }', variables: '', operationName: '', extensions: '' };
      const { response, data } = await ask(accept, { search });
      expect([response.status, data]).toEqual([200, { __typename: 'Query' }]);
    });

    it('refuses a mutation sent with GET, and names the allowed method', async () => {
      const search = { query: 'mutation { accountUpsert(input: { name: "Got" }) { account { id } } }' };
      const { response, code } = await ask(accept, { search, headers: { authorization: `Bearer ${admin.key}` } });
      expect([response.status, code, response.headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', 'POST']);
    });

    it.each(['PUT', 'PATCH', 'DELETE'])('refuses %s and names the allowed methods', async (method) => {
      const { response, code } = await ask(accept, { method });
      expect([response.status, code, response.headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', 'GET, POST']);
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/graphql', ''])(
      'refuses a request body of content type "%s"',
      async (type) => {
        const body = '{ "query": "{ __typename }" }';
        const { response, code } = await ask(accept, { method: 'POST', headers: { 'content-type': type }, body });
        expect([response.status, code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      },
    );

    it('ignores unknown members of the request', async () => {
      const { response, data } = await asked(accept, { query: '{ __typename }', batch: 1, extensions: { any: 1 } });
      expect([response.status, data]).toEqual([200, { __typename: 'Query' }]);
    });
  });

  it.each([
    [`${RESPONSE}, ${JSON_ONLY};q=0.9`, RESPONSE],
    [`${JSON_ONLY};q=0.5, ${RESPONSE}`, RESPONSE],
    [`${RESPONSE};q=0.1, ${JSON_ONLY}`, JSON_ONLY],
    ['*/*', JSON_ONLY],
    ['application/*', JSON_ONLY],
    [`text/html;q=0.9, ${RESPONSE};q=0.8`, RESPONSE],
  ])('responds to Accept: %s with %s', async (accept, type) => {
    const { response } = await asked(accept, { query: '{ __typename }' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
  });

  it.each(['text/html', 'text/plain, image/*', `${JSON_ONLY};q=0`])(
    'executes nothing if the client accepts no supported content type: %s',
    async (accept) => {
      const query = 'mutation { accountUpsert(input: { externalId: "unread", name: "Unread" }) { account { id } } }';
      const { response, code } = await asked(accept, { query }, admin);
      expect([response.status, code]).toEqual([406, 'NOT_ACCEPTABLE']);
      const { data } = await admin.ask('{ account(by: { externalId: "unread" }) { id } }');
      expect(data).toEqual({ account: null });
    },
  );
});
