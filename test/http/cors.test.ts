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
