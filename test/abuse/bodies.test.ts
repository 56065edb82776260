import { gzipSync } from 'node:zlib';
import { once } from 'node:events';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { expectAnswers, JSON_TYPE, openSocket, refusalOf } from './support.js';

const BODY = JSON.stringify({ query: '{ viewer { role } }' });

describe('A request body', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer({ introspection: false });
    workspace = await server.addWorkspace();
  });
  afterAll(() => server.close());

  const send = (body: NonNullable<RequestInit['body']>, headers: Record<string, string>, method = 'POST') =>
    refusalOf(server, { method, body, headers: { authorization: `Bearer ${workspace.key}`, ...headers } });

  it.each([
    ['text/plain', 'text/plain'],
    ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded'],
    ['multipart/form-data', 'multipart/form-data; boundary=x'],
    ['application/graphql', 'application/graphql'],
    ['application/xml', 'application/xml'],
    ['json (not a media type)', 'json'],
    ['application/jsonx', 'application/jsonx'],
    ['application/json in Latin 1', 'application/json; charset=iso-8859-1'],
    ['application/json in UTF-16', 'application/json; charset="UTF-16LE"'],
    ['application/json in UTF-7', 'application/json;charset=utf-7'],
  ])('with the content type %s is refused', async (_, type) => {
    expect((await send(BODY, { 'content-type': type })).status).toBe(415);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON',
  ])('with the content type %s is read', async (type) => {
    const headers = { 'content-type': type, authorization: `Bearer ${workspace.key}` };
    const answer = await fetch(server.url, { method: 'POST', headers, body: BODY });
    expect([answer.status, await answer.json()]).toMatchObject([200, { data: { viewer: { role: 'ADMIN' } } }]);
  });

  it.each(['gzip', 'br', 'deflate', 'identity, gzip', 'zstd'])('compressed as %s is refused', async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, ' '));
    expect((await send(bomb, { ...JSON_TYPE, 'content-encoding': encoding })).status).toBe(415);
  });

  it.each([
    ['a byte that starts no character', [0x80]],
    ['a truncated character', [0xe2, 0x82]],
    ['an overlong encoding of a character', [0xc0, 0xaf]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['a code point above U+10FFFF', [0xf5, 0x80, 0x80, 0x80]],
    ['bytes of UTF-16', [...Buffer.from('"x"', 'utf16le'), 0xff, 0xfe]],
  ])('with %s is refused', async (_, bytes) => {
    const body = Buffer.concat([Buffer.from('{"query":"{ __typename } #'), Buffer.from(bytes), Buffer.from('"}')]);
    const { status, errors } = await send(body, JSON_TYPE);
    expect([status, errors[0]!.message]).toEqual([400, 'Expected a body in UTF-8; got bytes that are none.']);
  });

  it.each([
    ['two values', '{"query":"{ __typename }"}{}'],
    ['a comment', '{"query":"{ __typename }"} // more'],
    ['NUL', '{"query":"{ __typename }"}\0'],
    ['a number for a query', '{"query":1}'],
    ['a list for variables', '{"query":"{ viewer { role } }","variables":[1]}'],
    ['a list of lists', '['.repeat(100_000)],
    ['nothing', ''],
  ])('with %s is refused', async (_, body) => {
    expect((await send(body, JSON_TYPE)).status).toBe(400);
  });

  // JSON.parse makes such a key a property like any other. Attributes may have any key.
  it.each([
    ['a prototype', '{"query":"{ __typename }","__proto__":{"query":"x"}}'],
    ['a prototype in variables', '{"query":"{ __typename }","variables":{"a":{"__proto__":{"isAdmin":true}}}}'],
    ['a prototype, written otherwise', '{"query":"{ __typename }","variables":{"\\u005f_proto__":{"isAdmin":true}}}'],
    ['a constructor', '{"query":"{ __typename }","variables":{"constructor":{"prototype":{"isAdmin":true}}}}'],
  ])('with %s is executed and pollutes no prototype', async (_, body) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${workspace.key}` },
      body,
    });
    expect(await response.json()).toMatchObject({ data: { __typename: 'Query' } });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('over 8 MiB is refused before it is read', async () => {
    expect((await send(Buffer.alloc(8 * 1024 * 1024 + 1, ' '), JSON_TYPE)).status).toBe(413);
  });

  it('is required for a mutation, which is refused if sent with GET and a valid API key', async () => {
    const query = 'mutation { accountUpsert(input: { externalId: "got", name: "Got" }) { account { id } } }';
    const headers = { authorization: `Bearer ${workspace.key}` };
    const { status, headers: answered } = await refusalOf(
      server,
      { headers },
      `?${String(new URLSearchParams({ query }))}`,
    );
    expect([status, answered.get('allow')]).toEqual([405, 'POST']);
    const { data } = await workspace.ask('{ account(by: { externalId: "got" }) { id } }');
    expect(data).toEqual({ account: null });
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'PROPFIND', 'TRACE', 'QUERY', 'CONNECT', 'NONSENSE'])(
    'sent with the method %s is refused',
    async (method) => {
      const socket = await openSocket(server);
      const answered = once(socket, 'data');
      socket.write(
        `${method} /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\nconnection: close\r\n\r\n${BODY}`,
      );
      // CONNECT is for proxies: Node.js hangs up without a word.
      const [head] = method === 'CONNECT' ? [''] : ((await answered) as [Buffer]);
      expect(String(head)).toMatch(method === 'CONNECT' ? /^$/ : /^HTTP\/1\.1 4\d\d /);
      answered.catch(() => undefined);
      socket.destroy();
      await expectAnswers(server);
    },
  );

  it('of which only a part has arrived delays no other request', async () => {
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n`;
    const slow = await Promise.all(Array.from({ length: 50 }, () => openSocket(server)));
    for (const socket of slow) socket.write(head + BODY.slice(0, 10));
    await expectAnswers(server);
    const [finished, ...abandoned] = slow;
    for (const socket of abandoned) socket.destroy();
    finished!.write(BODY.slice(10));
    const [answer] = (await once(finished!, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 \d\d\d /);
    finished!.destroy();
    await expectAnswers(server);
  });

  it.each([
    ['two Content-Length headers', 'content-length: 5\r\ncontent-length: 6'],
    ['both Content-Length and Transfer-Encoding', 'content-length: 5\r\ntransfer-encoding: chunked'],
    ['a Content-Length that is not a number', 'content-length: five'],
    ['a header of 100,000 characters', `x-long: ${'x'.repeat(100_000)}`],
    ['control characters in a header', 'x-bytes: \x00\x01'],
  ])('with %s is refused', async (_, header) => {
    const socket = await openSocket(server);
    const answered = once(socket, 'data');
    socket.write(`POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${header}\r\n\r\n`);
    const [answer] = (await answered) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(String(answer)).not.toMatch(/node_modules|\bat .+:\d+/);
    socket.destroy();
    await expectAnswers(server);
  });

  it('is answered with headers that keep browsers from interpreting the response', async () => {
    const { headers } = await fetch(server.url, { method: 'POST', headers: JSON_TYPE, body: BODY });
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/) as string,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers.get('x-powered-by') ?? headers.get('server')).toBeNull();
  });
});
