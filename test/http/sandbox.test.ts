import { request } from 'node:http';
import { runInNewContext } from 'node:vm';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { PLANS } from '../../src/cli/demo/vendor.js';
import { plan, record } from '../support/records.js';

const SANDBOX_KEY = 'clk_000000000000_0123456789012345678901234567890123456789012';
const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

interface Page {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

describe('a browser that opens the endpoint', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer({ sandboxKey: SANDBOX_KEY });
    workspace = await server.addWorkspace();
    await record(workspace, { plans: Object.values(PLANS).map(({ externalId, rank }) => plan(externalId, rank)) });
  });
  afterAll(() => server.close());

  /** Opens the endpoint with the given headers, among them Host, which fetch does not let a caller set. */
  const open = (headers: Record<string, string> = {}, path = '', method = 'GET'): Promise<Page> =>
    new Promise((resolve, reject) => {
      const sent = request(`${server.url}${path}`, { method, headers: { accept: ACCEPT, ...headers } }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
      });
      sent.on('error', reject);
      sent.end();
    });

  /** Runs the script of the page as a browser would, and returns the options that it passes to Sandbox. */
  function sandboxOptions({ body }: Page) {
    const scripts = [...body.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text!);
    const created: Record<string, unknown>[] = [];
    const window = {
      EmbeddedSandbox: function (options: Record<string, unknown>) {
        created.push(options);
      },
      location: { href: server.url },
    };
    const element = { textContent: 'Apollo Sandbox is loading' };
    runInNewContext(scripts.at(-1)!, {
      window,
      document: { getElementById: (id: string) => (id === 'sandbox' ? element : null) },
    });
    expect(created).toHaveLength(1);
    return created[0] as {
      target: string;
      initialEndpoint: string;
      endpointIsEditable: boolean;
      runTelemetry: boolean;
      initialState: {
        document: string;
        variables: Record<string, unknown>;
        headers: Record<string, string>;
        includeCookies: boolean;
      };
    };
  }

  it('loads Apollo Sandbox with this endpoint', async () => {
    const page = await open();
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    const options = sandboxOptions(page);
    expect(options).toMatchObject({
      target: '#sandbox',
      initialEndpoint: server.url,
      endpointIsEditable: false,
      runTelemetry: false,
    });
    expect(options.initialState.includeCookies).toBe(false);
  });

  it('can run the first operation without errors, and every interaction of its example counts', async () => {
    const { initialState } = sandboxOptions(await open());
    expect(initialState.headers).toEqual({ Authorization: `Bearer ${SANDBOX_KEY}` });
    const { document, variables, headers } = initialState;
    const run = (history: unknown): Promise<Answer> => {
      const authorization = headers.Authorization!.replace(SANDBOX_KEY, workspace.key);
      return server.ask(document, { history }, { authorization });
    };
    const { status, data, errors } = await run(variables.history);
    expect([status, errors]).toEqual([200, undefined]);
    expect(data.classify).toMatchObject({
      type: 'CLIENT',
      summary: expect.stringMatching(/^Client since/) as string,
      nextChange: { type: 'CUSTOMER' },
    });
    const { interactions, ...rest } = variables.history as { interactions: unknown[] };
    for (const left of interactions) {
      const without = { ...rest, interactions: interactions.filter((one) => one !== left) };
      expect((await run(without)).data.classify.type).toBe('CUSTOMER');
    }
  });

  it('can run the first operation in an empty workspace', async () => {
    const { document, variables } = sandboxOptions(await open()).initialState;
    const empty = await server.addWorkspace();
    const { status, data, errors } = await empty.ask(document, variables);
    expect([status, errors]).toEqual([200, undefined]);
    expect(data.classify).toMatchObject({ type: 'CLIENT' });
  });

  it('gets a page whose content security policy allows only its own elements, by a nonce that is new each time', async () => {
    const pages = [await open(), await open()];
    const nonces = pages.map(({ headers, body }) => {
      const policy = Object.fromEntries(
        String(headers['content-security-policy'])
          .split('; ')
          .map((directive) => [directive.split(' ')[0]!, directive.split(' ').slice(1)]),
      );
      const nonce = /'nonce-([^']+)'/.exec(policy['script-src']!.join(' '))![1]!;
      expect(policy['default-src']).toEqual(["'none'"]);
      expect(policy['style-src']).toContain(`'nonce-${nonce}'`);
      expect(policy['frame-src']).toEqual(['https://sandbox.embed.apollographql.com']);
      expect(policy['connect-src']).toEqual(["'self'"]);
      expect(policy['frame-ancestors']).toEqual(["'none'"]);
      expect(policy['script-src']!.concat(policy['style-src']!)).not.toContain("'unsafe-inline'");
      const elements = [...body.matchAll(/<(script|style)\b([^>]*)>/g)];
      expect(elements).toHaveLength(3);
      for (const [, , attributes] of elements) expect(attributes).toContain(`nonce="${nonce}"`);
      const [, source] = /<script[^>]* src="([^"]+)"/.exec(body)!;
      expect(policy['script-src']).toContain(new URL(source!).origin);
      expect(body).not.toMatch(/ on\w+=|javascript:/);
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it.each(['localhost', 'localhost:4000', '127.0.0.1', '127.0.0.1:4000', '[::1]:4000'])(
    'on this machine gets the API key prefilled: %s',
    async (host) => {
      const { headers } = sandboxOptions(await open({ host })).initialState;
      expect(headers).toEqual({ Authorization: `Bearer ${SANDBOX_KEY}` });
    },
  );

  it.each([
    [{ host: 'evil.example' }],
    [{ host: 'localhost.evil.example:4000' }],
    [{ host: '127.0.0.1.evil.example' }],
    [{ host: '10.0.0.7:4000' }],
    [{ host: 'evil.example', 'x-forwarded-host': 'localhost' }],
    [{ host: 'evil.example', forwarded: 'host=localhost' }],
  ])('with another Host header gets the page without the API key: %j', async (headers) => {
    const page = await open(headers);
    expect(page.status).toBe(200);
    expect(page.body.includes(SANDBOX_KEY)).toBe(false);
    expect(sandboxOptions(page).initialState.headers).toEqual({ Authorization: 'Bearer clk_…' });
  });

  it.each([
    [{ 'x-forwarded-for': '203.0.113.9' }],
    [{ forwarded: 'for=203.0.113.9' }],
    [{ 'x-real-ip': '203.0.113.9' }],
  ])('through a proxy on this machine gets no API key: %j', async (headers) => {
    const { body } = await open({ host: 'localhost:4000', ...headers });
    expect(body.includes(SANDBOX_KEY)).toBe(false);
  });

  it.each(['10.0.0.7', '203.0.113.9', '2001:db8::7', '::ffff:10.0.0.7'])(
    'on another machine gets no API key, whatever its Host header: %s',
    async (remoteAddress) => {
      const headers = { accept: ACCEPT, host: 'localhost:4000' };
      const { statusCode, body } = await server.app.inject({ url: '/graphql', headers, remoteAddress });
      expect(statusCode).toBe(200);
      expect(body.includes(SANDBOX_KEY)).toBe(false);
    },
  );

  it('is distinguished from an API client', async () => {
    const asked = await open({ 'apollo-require-preflight': 'true' }, '?query=%7B__typename%7D');
    expect(asked.headers['content-type']).toMatch(/json/);
    expect(JSON.parse(asked.body)).toMatchObject({ data: { __typename: 'Query' } });
    const posted = await open({ 'content-type': 'application/json' }, '', 'POST');
    expect(posted.body).not.toContain('<html');
    const program = await open({ accept: 'application/json' });
    expect(program.status).toBe(400);
    expect(program.body).not.toContain('<html');
  });
});
