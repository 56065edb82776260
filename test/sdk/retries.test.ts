import fc from 'fast-check';
import { Clientele, type ClienteleOptions } from '../../sdk/src/index.js';
import { readRetryAfter, waitMs } from '../../sdk/src/retries.js';
import { errorOf } from './stub-server.js';

/* The tests use fake timers, so that waits are exact and take no time, and pass their own `fetch`, as users can. */
const NOW = Date.parse('2026-03-15T12:00:00.000Z');
beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

interface Sent {
  /** Milliseconds since the start of the test. */
  at: number;
  body: { query: string; variables?: { input?: { idempotencyKey?: string } } };
  signal: AbortSignal;
}
type Reply = Response | Error | 'hang';

const viewer = () => Response.json({ data: { viewer: { role: 'READER' }, accountUpsert: PAYLOAD } });
const PAYLOAD = { account: { id: 'acct_1' }, userErrors: [] };
const status =
  (code: number, headers: Record<string, string> = {}) =>
  () =>
    new Response('<h1>Sorry</h1>', { status: code, headers });

/** Returns a client whose server sends these replies, repeating the last one. */
function play(replies: readonly (() => Reply)[], options: Partial<ClienteleOptions> = {}) {
  const sent: Sent[] = [];
  const client = new Clientele({
    url: 'https://clientele.example/graphql',
    apiKey: 'clk_test',
    fetch: (_, init) => {
      sent.push({
        at: Date.now() - NOW,
        body: JSON.parse(init.body as string) as Sent['body'],
        signal: init.signal!,
      });
      const reply = (replies[sent.length - 1] ?? replies.at(-1)!)();
      if (reply === 'hang') return new Promise(() => undefined);
      return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
    },
    ...options,
  } as ClienteleOptions);
  return { client, sent };
}

/** Returns what a promise settles to, while the fake time advances. */
async function settled<Result>(promise: Promise<Result>, ms = 600_000): Promise<Result> {
  promise.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(ms);
  return promise;
}

const offline = () => new TypeError('fetch failed');

describe('a query of the SDK', () => {
  it.each<[string, () => Reply]>([
    ['the network fails', offline],
    ['a rate limit is exceeded', status(429)],
    ['a gateway cannot reach the server', status(502)],
    ['the server is unavailable', status(503)],
    ['a gateway times out', status(504)],
    [
      'a rate limit is exceeded, reported as a GraphQL error',
      () => Response.json({ errors: [{ message: 'Slow.', extensions: { code: 'RATE_LIMITED' } }] }),
    ],
  ])('is retried if %s', async (_, fault) => {
    const { client, sent } = play([fault, fault, viewer]);
    expect(await settled(client.viewer())).toEqual({ role: 'READER' });
    expect(sent).toHaveLength(3);
  });

  it.each<[string, () => Reply]>([
    ['the server fails', status(500)],
    ['the API key is invalid', status(401)],
    ['the response is an HTML page', status(200)],
    [
      'a simulation takes too long',
      () => Response.json({ errors: [{ message: 'Slow.', extensions: { code: 'SIMULATION_TIMEOUT' } }] }),
    ],
    ['the query is invalid', () => Response.json({ errors: [{ message: 'No such field.' }] }, { status: 400 })],
  ])('is not retried if %s', async (_, fault) => {
    const { client, sent } = play([fault, viewer]);
    await errorOf(settled(client.viewer()));
    expect(sent).toHaveLength(1);
  });

  it('is retried 4 times by default, and then throws the last error', async () => {
    const { client, sent } = play([offline, status(502)]);
    expect(await errorOf(settled(client.viewer()))).toMatchObject({ code: 'SERVER', status: 502, retryable: true });
    expect(sent).toHaveLength(5);
    const withMoreRetries = play([offline], { maxRetries: 7 });
    await errorOf(settled(withMoreRetries.client.viewer()));
    expect(withMoreRetries.sent).toHaveLength(8);
    await errorOf(settled(withMoreRetries.client.viewer({ maxRetries: 0 })));
    expect(withMoreRetries.sent).toHaveLength(9);
  });
});

/** The longest random addition to the wait before the first retry. */
const JITTER_MS = 252;

describe('the Retry-After header', () => {
  it.each<[string, string, number]>([
    ['seconds', '2', 2_000],
    ['zero seconds', '0', 0],
    ['an HTTP date', 'Sun, 15 Mar 2026 12:00:07 GMT', 7_000],
    ['an obsolete HTTP date', 'Sunday, 15-Mar-26 12:00:07 GMT', 7_000],
    ['an HTTP date in the past', 'Sun, 15 Mar 2026 11:00:00 GMT', 0],
  ])(
    'is honored as %s: the wait is never shorter, and at most a quarter of a second longer',
    async (_, header, asked) => {
      const { client, sent } = play([status(429, { 'retry-after': header }), viewer]);
      await settled(client.viewer());
      expect(sent).toHaveLength(2);
      expect(sent[1]!.at).toBeGreaterThanOrEqual(asked);
      expect(sent[1]!.at).toBeLessThanOrEqual(asked + JITTER_MS);
    },
  );

  it('brings clients that were given the same wait back at different instants', async () => {
    const clients = Array.from({ length: 20 }, () => play([status(503, { 'retry-after': '5' }), viewer]));
    await settled(Promise.all(clients.map(({ client }) => client.viewer())));
    const instants = clients.map(({ sent }) => sent[1]!.at);
    expect(Math.min(...instants)).toBeGreaterThanOrEqual(5_000);
    expect(new Set(instants).size).toBeGreaterThan(5);
  });

  it('is honored up to a minute, so that a server cannot park a call for long', async () => {
    const patient = { maxRetries: 1, timeoutMs: 300_000 };
    const { client, sent } = play([status(503, { 'retry-after': '86400' }), viewer], patient);
    expect(await settled(client.viewer())).toEqual({ role: 'READER' });
    expect(sent[1]!.at).toBeGreaterThanOrEqual(60_000);
    expect(sent[1]!.at).toBeLessThanOrEqual(60_000 + JITTER_MS);
  });

  it.each(['soon', '-3', '2.5', '1e9', ''])('is ignored if malformed: %j', (header) => {
    expect(readRetryAfter(header)).toBeUndefined();
  });

  it('is reported without waiting if it exceeds the remaining time', async () => {
    const { client, sent } = play([status(429, { 'retry-after': '3600' }), viewer]);
    const error = await errorOf(settled(client.viewer(), 0));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 3_600_000 });
    expect(sent).toHaveLength(1);
  });
});

describe('the retry backoff', () => {
  it('doubles up to its cap, with jitter over the upper half', () => {
    const whole = [1, 2, 3, 4, 5, 6, 7, 60].map((tries) => waitMs(tries, undefined, () => 1));
    expect(whole).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (tries, random) => {
        const ms = waitMs(tries, undefined, () => random);
        const cap = waitMs(tries, undefined, () => 1);
        return ms >= cap / 2 && ms <= cap;
      }),
    );
  });

  it('is added to a wait that the server requests, which is never shortened below its cap of a minute', () => {
    const [tries, asked] = [fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 1e9 })];
    fc.assert(
      fc.property(tries, asked, fc.double({ min: 0, max: 1, noNaN: true }), (count, askedMs, random) => {
        const ms = waitMs(count, askedMs, () => random);
        const least = Math.min(askedMs, 60_000);
        return ms >= least && ms <= least + waitMs(count, undefined, () => 1);
      }),
    );
  });
});

describe('a mutation of the SDK', () => {
  const input = { externalId: 'acme', name: 'Acme' };

  it('is retried with the idempotencyKey that it was first sent with', async () => {
    const { client, sent } = play([offline, status(429), status(503), viewer]);
    expect(await settled(client.accountUpsert(input))).toEqual({ id: 'acct_1' });
    const keys = sent.map(({ body }) => body.variables?.input?.idempotencyKey);
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(input).toEqual({ externalId: 'acme', name: 'Acme' });
  });

  it('gets a new idempotencyKey for each call', async () => {
    const { client, sent } = play([viewer]);
    await settled(Promise.all([client.accountUpsert(input), client.accountUpsert(input)]));
    expect(new Set(sent.map(({ body }) => body.variables?.input?.idempotencyKey)).size).toBe(2);
  });

  it('keeps an idempotencyKey that the caller passes, and is then retryable', async () => {
    const { client, sent } = play([offline]);
    const given = { ...input, idempotencyKey: 'mine' };
    expect(await errorOf(settled(client.accountUpsert(given)))).toMatchObject({ code: 'NETWORK', retryable: true });
    expect(sent.map(({ body }) => body.variables?.input?.idempotencyKey)).toEqual(Array(5).fill('mine'));
  });

  it('is not retryable if it may have been executed with a generated key', async () => {
    const { client } = play([offline]);
    expect(await errorOf(settled(client.accountUpsert(input)))).toMatchObject({ code: 'NETWORK', retryable: false });
  });

  it.each([
    [
      'its input is a literal in the document',
      'mutation { accountUpsert(input: { name: "Acme" }) { account { id } } }',
    ],
    ['its input has no idempotencyKey', 'mutation M($input: OtherInput!) { other(input: $input) { done } }'],
    [
      'another field has no idempotencyKey',
      'mutation M($input: AccountUpsertInput!) { a(input: $input) { id } b(input: {}) { id } }',
    ],
    [
      'two fields would share one idempotencyKey',
      'mutation M($i: AccountUpsertInput!) { a(input: $i) { id } b(input: $i) { id } }',
    ],
  ])('is sent once if %s', async (_, document) => {
    const { client, sent } = play([offline]);
    await errorOf(settled(client.request(document, { input, i: input })));
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent[0]!.body)).not.toContain('idempotencyKey');
  });

  it('in a custom document gets an idempotencyKey for each input', async () => {
    const { client, sent } = play([offline, viewer]);
    const document = `
      # mutation of two accounts
      mutation Both($one: AccountUpsertInput!, $two: AccountUpsertInput!) {
        one: accountUpsert(input: $one) { account { id } }
        two: accountUpsert(input: $two) { account { id } }
      }`;
    await settled(client.request(document, { one: input, two: input }));
    const keys = sent.map(({ body }) => Object.values(body.variables ?? {}).map((one) => one.idempotencyKey));
    expect(keys[0]).toEqual(keys[1]);
    expect(new Set(keys.flat()).size).toBe(2);
  });
});

describe('the timeout of an SDK call', () => {
  it('covers all attempts and waits', async () => {
    const { client, sent } = play([status(429, { 'retry-after': '4' }), () => 'hang'], { timeoutMs: 10_000 });
    const call = errorOf(client.viewer());
    await jest.advanceTimersByTimeAsync(9_999);
    expect(sent.map(({ at }) => Math.floor(at / 1_000))).toEqual([0, 4]);
    expect(sent[1]!.signal.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await call).toMatchObject({ code: 'TIMEOUT', retryable: true });
    expect(String(await call)).toContain('Viewer took longer than 10000 ms');
    expect(sent[1]!.signal.aborted).toBe(true);
  });

  it('can be set per call, and covers the token function', async () => {
    const client = new Clientele({
      url: 'https://clientele.example/graphql',
      token: () => new Promise(() => undefined),
    });
    expect(await errorOf(settled(client.viewer({ timeoutMs: 5 }), 5))).toMatchObject({ code: 'TIMEOUT' });
  });

  it('leaves no timer behind', async () => {
    const { client } = play([offline, viewer]);
    await settled(client.viewer(), 1_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('aborting a call of the SDK', () => {
  const reason = new Error('the page was closed');

  it.each<[string, readonly (() => Reply)[]]>([
    ['the wait for the next attempt', [status(503, { 'retry-after': '30' })]],
    ['a request whose fetch ignores the signal', [() => 'hang']],
  ])('immediately ends %s', async (_, replies) => {
    const { client, sent } = play(replies);
    const controller = new AbortController();
    const call = errorOf(client.viewer({ signal: controller.signal }));
    await jest.advanceTimersByTimeAsync(1_000);
    controller.abort(reason);
    expect(await call).toMatchObject({ name: 'AbortedError', code: 'ABORTED', cause: reason });
    expect(Date.now() - NOW).toBe(1_000);
    expect(sent).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});
