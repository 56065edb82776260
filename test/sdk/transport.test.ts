import {
  AbortedError,
  Clientele,
  NetworkError,
  TokenError,
  UsageError,
  type TypedDocument,
} from '../../sdk/src/index.js';
import { answer, errorOf, startStub, type Play } from './stub-server.js';

const KEY = 'clk_secret_5f1d';
const VIEWER = { data: { viewer: { role: 'READER', key: null, workspace: {} } } };

let stop: (() => Promise<void>) | undefined;
const start = async (play: Play) => {
  const stub = await startStub(play);
  stop = stub.stop;
  return stub;
};
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

describe('a request of the SDK', () => {
  it('is a POST of JSON with the API key as a bearer token', async () => {
    const { url, requests } = await start((_, response) => answer(response, VIEWER));
    await new Clientele({ url, apiKey: KEY }).viewer();
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    });
    expect(requests[0]!.headers.accept).toContain('application/graphql-response+json');
    expect(requests[0]!.body.query).toContain('query Viewer');
  });

  it('calls the token function each time', async () => {
    const { url, requests } = await start((_, response) => answer(response, VIEWER));
    let tokens = 0;
    const client = new Clientele({ url, token: () => Promise.resolve(`token-${++tokens}`) });
    await client.viewer();
    await client.viewer();
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('contains the variables of any document, with the types of the document', async () => {
    const { url, requests } = await start((_, response) => answer(response, { data: { plan: { name: 'Premium' } } }));
    const client = new Clientele({ url, apiKey: KEY });
    const document = 'query Plan($id: ID!) { plan: node(id: $id) { id } }' as TypedDocument<
      { plan: { name: string } },
      { id: string }
    >;
    const { plan } = await client.request(document, { id: 'plan_1' });
    expect(plan.name).toBe('Premium');
    expect(requests[0]!.body.variables).toEqual({ id: 'plan_1' });
    // @ts-expect-error The variables are missing.
    await client.request(document);
    // @ts-expect-error The variables are wrong.
    await client.request(document, { name: 'x' });
  });

  it('uses the fetch that is passed to the client', async () => {
    const { url } = await start((_, response) => answer(response, VIEWER));
    const sent: string[] = [];
    const client = new Clientele({
      url,
      apiKey: KEY,
      fetch: (target, init) => {
        sent.push(target);
        return fetch(target, init);
      },
    });
    await client.viewer();
    expect(sent).toEqual([url]);
  });

  it('does not follow a redirect, so the API key is not sent elsewhere', async () => {
    const { url, requests } = await start((_, response) =>
      response.writeHead(307, { location: '/elsewhere', 'content-type': 'text/html' }).end('moved'),
    );
    const error = await errorOf(new Clientele({ url, apiKey: KEY }).viewer());
    expect(error).toMatchObject({ code: 'BAD_RESPONSE' });
    expect(requests).toHaveLength(1);
  });
});

describe('an invalid call of the SDK', () => {
  it('throws a UsageError before anything is sent', async () => {
    const { url, requests } = await start((_, response) => answer(response, VIEWER));
    const client = new Clientele({ url, apiKey: KEY });
    const parsed = { kind: 'Document', definitions: [] };
    expect(await errorOf(client.request(parsed))).toBeInstanceOf(UsageError);
    expect(await errorOf(client.request({}))).toBeInstanceOf(UsageError);
    const error = await errorOf(client.request('query Q($n: Int) { n }', { n: 10n }));
    expect(error).toMatchObject({ name: 'UsageError', code: 'USAGE' });
    expect(requests).toHaveLength(0);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('session expired'))],
    ['returns an empty string', () => ''],
    ['returns a line break', () => 'token\nx-admin: 1'],
    ['returns undefined', () => undefined as unknown as string],
  ])('throws a TokenError before anything is sent if the token function %s', async (_, token) => {
    const { url, requests } = await start((__, response) => answer(response, VIEWER));
    const error = await errorOf(new Clientele({ url, token }).viewer());
    expect(error).toBeInstanceOf(TokenError);
    expect(String(error)).not.toContain('x-admin');
    expect(requests).toHaveLength(0);
  });
});

describe('a network failure', () => {
  it('is reported with the origin and the system error if nothing listens', async () => {
    const { url, stop: stopNow } = await startStub(() => undefined);
    await stopNow();
    const error = await errorOf(new Clientele({ url: `${url}?token=hidden`, apiKey: KEY, maxRetries: 0 }).viewer());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: 'NETWORK', requestId: undefined, status: undefined });
    expect(String(error)).toBe(
      `NetworkError: Viewer: expected a response from ${new URL(url).origin}; got none (ECONNREFUSED). Check the url and the network.`,
    );
  });

  it('caused by an abort is reported with its reason', async () => {
    const reason = new Error('the page was closed');
    const controller = new AbortController();
    const { url } = await start(() => controller.abort(reason));
    const error = await errorOf(new Clientele({ url, apiKey: KEY }).viewer({ signal: controller.signal }));
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ code: 'ABORTED', cause: reason });
  });

  it('cannot occur if the signal was aborted before the call, because nothing is sent', async () => {
    const { url, requests } = await start((_, response) => answer(response, VIEWER));
    const client = new Clientele({ url, apiKey: KEY });
    expect(await errorOf(client.viewer({ signal: AbortSignal.abort() }))).toBeInstanceOf(AbortedError);
    expect(requests).toHaveLength(0);
  });
});
