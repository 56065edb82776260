import { inspect } from 'node:util';
import { Clientele, type ClienteleOptions, type RequestEvent, type ResponseEvent } from '../../sdk/src/index.js';
import { answer, errorOf, startStub, type Play } from './stub-server.js';

const SECRETS = ['clk_secret_5f1d', 'jane.doe@private.example', 'query Account'];

let play: Play;
let stub: Awaited<ReturnType<typeof startStub>>;
beforeAll(async () => {
  stub = await startStub((received, response) => play(received, response));
});
beforeEach(() => stub.requests.splice(0));
afterAll(() => stub.stop());

/** Returns a client with hooks that keep what they see. */
function observed(options: Partial<ClienteleOptions> = {}) {
  const requests: RequestEvent[] = [];
  const responses: ResponseEvent[] = [];
  const client = new Clientele({
    url: `${stub.url}?secret=${SECRETS[0]!}`,
    apiKey: SECRETS[0]!,
    onRequest: (request) => requests.push(request),
    onResponse: (response) => responses.push(response),
    ...options,
  } as ClienteleOptions);
  return { client, requests, responses };
}

const account = (client: Clientele, options = {}) => client.account({ by: { externalId: SECRETS[1]! } }, options);
const found: Play = (_, response) => answer(response, { data: { account: null } }, { requestId: 'request-1' });
const failing =
  (status: number, code: string): Play =>
  (_, response) =>
    answer(response, { errors: [{ message: SECRETS[1]!, extensions: { code } }] }, { status, requestId: 'request-2' });

describe('the hooks of the SDK', () => {
  it('see a call that succeeds', async () => {
    play = found;
    const { client, requests, responses } = observed();
    await account(client);
    expect(requests).toEqual([{ operation: 'Account', attempt: 1 }]);
    expect(responses).toEqual([
      {
        operation: 'Account',
        attempt: 1,
        durationMs: expect.any(Number) as number,
        status: 200,
        requestId: 'request-1',
        error: undefined,
      },
    ]);
    expect(responses[0]!.durationMs).toBeGreaterThan(0);
  });

  it('see each attempt of a call that is retried, with the error of the failed ones', async () => {
    play = (received, response) =>
      stub.requests.length === 1 ? response.writeHead(503, { 'retry-after': '0' }).end() : found(received, response);
    const { client, requests, responses } = observed();
    await account(client);
    expect(requests.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(responses.map(({ status, error }) => [status, error?.code])).toEqual([
      [503, 'SERVER'],
      [200, undefined],
    ]);
  });

  it('see both attempts of a call whose token is renewed', async () => {
    play = (received, response) =>
      (received.headers.authorization === 'Bearer new' ? found : failing(401, 'UNAUTHENTICATED'))(received, response);
    const tokens = ['old', 'new'];
    const { client, responses } = observed({ apiKey: undefined, token: () => tokens.shift()!, maxRetries: 0 });
    await account(client);
    expect(responses.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 401],
      [2, 200],
    ]);
  });

  it.each<[string, Play, () => object, [number | undefined, string | undefined, string]]>([
    ['refused input', failing(200, 'BAD_USER_INPUT'), () => ({}), [200, 'request-2', 'BAD_USER_INPUT']],
    ['a key that is refused once', failing(401, 'UNAUTHENTICATED'), () => ({}), [401, 'request-2', 'UNAUTHENTICATED']],
    ['a broken connection', (_, response) => response.destroy(), () => ({}), [undefined, undefined, 'NETWORK']],
    ['an HTML page', (_, response) => response.end('<h1>'), () => ({}), [200, undefined, 'BAD_RESPONSE']],
    ['a timeout', () => undefined, () => ({ timeoutMs: 50 }), [undefined, undefined, 'TIMEOUT']],
    ['an abort', () => undefined, () => ({ signal: AbortSignal.timeout(50) }), [undefined, undefined, 'ABORTED']],
  ])('see a call that fails because of %s once', async (_, how, options, outcome) => {
    play = how;
    const { client, responses } = observed({ maxRetries: 0 });
    const error = await errorOf(account(client, options()));
    // An aborted fetch reports its end after the call.
    await new Promise((resolve) => setImmediate(resolve));
    expect(responses.map((one) => [one.status, one.requestId, one.error?.code])).toEqual([outcome]);
    expect(responses[0]!.error).toBe(error);
  });

  it('see neither credentials, nor variables, nor documents, whether a call succeeds or fails', async () => {
    const { client, requests, responses } = observed({ maxRetries: 0 });
    for (const how of [found, failing(500, 'INTERNAL_SERVER_ERROR'), failing(200, 'BAD_USER_INPUT')]) {
      play = how;
      await account(client).catch(() => undefined);
    }
    expect([requests.length, responses.length]).toEqual([3, 3]);
    for (const text of [inspect({ requests, responses }, { depth: 10 }), JSON.stringify({ requests, responses })]) {
      for (const secret of SECRETS) expect(text).not.toContain(secret);
    }
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('No disk.');
      },
    ],
    ['rejects', () => Promise.reject(new Error('No disk.'))],
    ['never returns', () => new Promise(() => undefined)],
  ])('do not disturb a call if one of them %s', async (_, hook) => {
    play = found;
    const { client } = observed({ onRequest: hook, onResponse: hook });
    expect(await account(client)).toBeNull();
    expect(stub.requests).toHaveLength(1);
  });

  it('see nothing if nothing is sent', async () => {
    const { client, requests, responses } = observed({ apiKey: undefined, token: () => '' });
    await errorOf(account(client));
    expect([requests, responses]).toEqual([[], []]);
  });
});
