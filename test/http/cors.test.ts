import { startTestServer, type TestServer } from '../support/server.js';

describe('a browser on another site', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const preflight = (origin: string): Promise<Response> =>
    fetch(server.url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  it.each(['https://studio.apollographql.com', 'https://sandbox.embed.apollographql.com'])(
    'may call the API from %s',
    async (origin) => {
      const { status, headers } = await preflight(origin);
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-headers')?.split(/, ?/)).toEqual(['authorization', 'content-type']);
      expect(headers.get('access-control-allow-methods')?.split(/, ?/)).toContain('POST');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      const answer = await fetch(server.url, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('vary')).toMatch(/origin/i);
    },
  );

  it.each([
    'https://evil.example',
    'http://studio.apollographql.com',
    'https://studio.apollographql.com.evil.example',
    'https://evil.studio.apollographql.com',
    'http://localhost:4000',
    'null',
  ])('may not call the API from %s', async (origin) => {
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['/livez', '/readyz', '/nothing', '/graphql/', '/schema.graphqls'])(
    'gets no CORS headers at %s',
    async (path) => {
      const origin = 'https://studio.apollographql.com';
      const asked = await fetch(new URL(path, server.url), { headers: { origin } });
      const checked = await fetch(new URL(path, server.url), {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
      for (const { headers } of [asked, checked]) {
        expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
      expect(checked.status).toBe(404);
    },
  );

  it('may load the schema from an allowed origin', async () => {
    const origin = 'https://app.example';
    const { status, headers } = await fetch(new URL('/schema.graphql?x', server.url), { headers: { origin } });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  });

  it('that is refused is logged once, with the setting that allows its origin', async () => {
    const warn = jest.spyOn(server.app.log, 'warn');
    const origins = ['https://new.example', 'http://localhost:5173', 'https://new.example', 'https://app.example'];
    for (const origin of origins) await preflight(origin);
    expect(warn.mock.calls).toEqual(
      origins.slice(0, 2).map((origin) => [{ origin }, expect.stringContaining('CLIENTELE_ALLOWED_ORIGINS') as string]),
    );
    warn.mockRestore();
  });

  it.each([
    ['http://localhost:5173', true],
    ['http://localhost', true],
    ['https://localhost:8443', true],
    ['http://127.0.0.1:3000', true],
    ['http://[::1]:3000', true],
    ['http://localhost.evil.example', false],
    ['http://localhost:3000.evil.example', false],
    ['http://127.0.0.1.evil.example', false],
    ['http://evil.example/localhost', false],
    ['http://192.168.1.7:3000', false],
    ['file://localhost', false],
    ['null', false],
  ])('may call a server in development from %s: %s', async (origin, isAllowed) => {
    const { database } = server;
    const development = await startTestServer({
      database: { ...database, close: () => Promise.resolve() },
      mayCallFromThisMachine: true,
    });
    try {
      const { headers } = await fetch(development.url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      expect(headers.get('access-control-allow-origin')).toBe(isAllowed ? origin : null);
    } finally {
      await development.close();
    }
  });

  it('cannot call the API with a content type that an HTML form can send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"query":"{__typename}"}',
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(await answer.text()).not.toContain('"Query"');
    }
  });
});
