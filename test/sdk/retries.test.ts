import fc from 'fast-check';
import { Clientele, type ClienteleOptions } from '../../sdk/src/index.js';
import { backoffMs, readRetryAfter } from '../../sdk/src/retries.js';
import { errorOf } from './stub-server.js';

/* Time is the test's own here, so that waits are exact and cost nothing; `fetch` is given, as users may. */
const NOW = Date.parse('2026-03-15T12:00:00.000Z');
beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

interface Sent {
  /** Milliseconds since the call. */
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

/** A client whose server gives these replies, the last one for ever. */
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

/** What a promise settles to, while time passes as fast as it can. */
async function settled<Result>(promise: Promise<Result>, ms = 600_000): Promise<Result> {
  promise.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(ms);
  return promise;
}

const offline = () => new TypeError('fetch failed');

describe('a query is tried again', () => {
  it.each<[string, () => Reply]>([
    ['the network fails', offline],
    ['a limit is met', status(429)],
    ['a gateway reaches nobody', status(502)],
    ['the server is away', status(503)],
    ['a gateway waited too long', status(504)],
    [
      'a limit is met, and told as GraphQL',
      () => Response.json({ errors: [{ message: 'Slow.', extensions: { code: 'RATE_LIMITED' } }] }),
    ],
  ])('where %s', async (_, fault) => {
    const { client, sent } = play([fault, fault, viewer]);
    expect(await settled(client.viewer())).toEqual({ role: 'READER' });
    expect(sent).toHaveLength(3);
  });

  it.each<[string, () => Reply]>([
    ['the server failed', status(500)],
    ['the key is wrong', status(401)],
    ['the answer is a page', status(200)],
    ['the query is refused', () => Response.json({ errors: [{ message: 'No such field.' }] }, { status: 400 })],
  ])('but not where %s', async (_, fault) => {
    const { client, sent } = play([fault, viewer]);
    await errorOf(settled(client.viewer()));
    expect(sent).toHaveLength(1);
  });

  it('4 times unless told otherwise, and then is what the last try was', async () => {
    const { client, sent } = play([offline, status(502)]);
    expect(await errorOf(settled(client.viewer()))).toMatchObject({ code: 'SERVER', status: 502, retryable: true });
    expect(sent).toHaveLength(5);
    const patient = play([offline], { maxRetries: 7 });
    await errorOf(settled(patient.client.viewer()));
    expect(patient.sent).toHaveLength(8);
    await errorOf(settled(patient.client.viewer({ maxRetries: 0 })));
    expect(patient.sent).toHaveLength(9);
  });
});

describe('Retry-After', () => {
  it.each<[string, string, number]>([
    ['seconds', '2', 2_000],
    ['no time', '0', 0],
    ['an HTTP date', 'Sun, 15 Mar 2026 12:00:07 GMT', 7_000],
    ['a date of old servers', 'Sunday, 15-Mar-26 12:00:07 GMT', 7_000],
    ['an HTTP date that has passed', 'Sun, 15 Mar 2026 11:00:00 GMT', 0],
  ])('is honoured to the millisecond as %s', async (_, header, waitMs) => {
    const { client, sent } = play([status(429, { 'retry-after': header }), viewer]);
    await settled(client.viewer());
    expect(sent.map(({ at }) => at)).toEqual([0, waitMs]);
  });

  it.each(['soon', '-3', '2.5', '1e9', ''])('is left alone where it is neither: %j', (header) => {
    expect(readRetryAfter(header)).toBeUndefined();
  });

  it('is told where the time left has no room for it, and nothing is waited for', async () => {
    const { client, sent } = play([status(429, { 'retry-after': '3600' }), viewer]);
    const error = await errorOf(settled(client.viewer(), 0));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 3_600_000 });
    expect(sent).toHaveLength(1);
  });
});

describe('the backoff', () => {
  it('doubles up to its cap, spread over the upper half', () => {
    const whole = [1, 2, 3, 4, 5, 6, 7, 60].map((tries) => backoffMs(tries, () => 1));
    expect(whole).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (tries, random) => {
        const ms = backoffMs(tries, () => random);
        const cap = backoffMs(tries, () => 1);
        return ms >= cap / 2 && ms <= cap;
      }),
    );
  });
});

describe('a mutation', () => {
  const input = { externalId: 'acme', name: 'Acme' };

  it('is tried again under the key that it was first sent with', async () => {
    const { client, sent } = play([offline, status(429), status(503), viewer]);
    expect(await settled(client.accountUpsert(input))).toEqual({ id: 'acct_1' });
    const keys = sent.map(({ body }) => body.variables?.input?.idempotencyKey);
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(input).toEqual({ externalId: 'acme', name: 'Acme' });
  });

  it('has a key of its own in each call', async () => {
    const { client, sent } = play([viewer]);
    await settled(Promise.all([client.accountUpsert(input), client.accountUpsert(input)]));
    expect(new Set(sent.map(({ body }) => body.variables?.input?.idempotencyKey)).size).toBe(2);
  });

  it('keeps the key that it was given, and may then be called again', async () => {
    const { client, sent } = play([offline]);
    const given = { ...input, idempotencyKey: 'mine' };
    expect(await errorOf(settled(client.accountUpsert(given)))).toMatchObject({ code: 'NETWORK', retryable: true });
    expect(sent.map(({ body }) => body.variables?.input?.idempotencyKey)).toEqual(Array(5).fill('mine'));
  });

  it('is not to be called again where it may have been carried out', async () => {
    const { client } = play([offline]);
    expect(await errorOf(settled(client.accountUpsert(input)))).toMatchObject({ code: 'NETWORK', retryable: false });
  });

  it.each([
    ['its input is written in the document', 'mutation { accountUpsert(input: { name: "Acme" }) { account { id } } }'],
    ['it takes no key', 'mutation M($input: OtherInput!) { other(input: $input) { done } }'],
    [
      'another effect has no key',
      'mutation M($input: AccountUpsertInput!) { a(input: $input) { id } b(input: {}) { id } }',
    ],
    [
      'one key would stand for two effects',
      'mutation M($i: AccountUpsertInput!) { a(input: $i) { id } b(input: $i) { id } }',
    ],
  ])('is tried once where %s', async (_, document) => {
    const { client, sent } = play([offline]);
    await errorOf(settled(client.request(document, { input, i: input })));
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent[0]!.body)).not.toContain('idempotencyKey');
  });

  it('of your own is guarded as ours are', async () => {
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

describe('the deadline', () => {
  it('is one for all tries and waits', async () => {
    const { client, sent } = play([status(429, { 'retry-after': '4' }), () => 'hang'], { timeoutMs: 10_000 });
    const call = errorOf(client.viewer());
    await jest.advanceTimersByTimeAsync(9_999);
    expect(sent.map(({ at }) => at)).toEqual([0, 4_000]);
    expect(sent[1]!.signal.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await call).toMatchObject({ code: 'TIMEOUT', retryable: true });
    expect(String(await call)).toContain('Viewer took longer than 10000 ms');
    expect(sent[1]!.signal.aborted).toBe(true);
  });

  it('is set for one call, and holds for the token too', async () => {
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

describe('an abort', () => {
  const reason = new Error('the page was closed');

  it.each<[string, readonly (() => Reply)[]]>([
    ['the wait for the next try', [status(503, { 'retry-after': '30' })]],
    ['an answer that does not come, whatever the fetch does', [() => 'hang']],
  ])('ends %s at once', async (_, replies) => {
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
