import { Clientele, RateLimitedError, type ClienteleOptions } from '../../sdk/src/index.js';
import { Budgets } from '../../src/graphql/cost/budget.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { pause } from '../support/wait-until.js';
import { errorOf } from './stub-server.js';

/*
 * The real server counts and the real SDK waits, both by one clock that the test advances, so waits are exact and take
 * no time. Every other clock and timer of the server is real.
 */
const REAL_TIMERS = [
  'Date',
  'hrtime',
  'nextTick',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
] as const;
const ALLOWANCE = { limit: 100, restoredPerSecond: 10 };

/** Returns 0 until the test starts its own clock. */
const time = { now: () => 0 };

let server: TestServer;
let workspace: TestWorkspace;
beforeAll(async () => {
  server = await startTestServer({
    budgets: {
      keys: new Budgets(ALLOWANCE, () => time.now()),
      addresses: new Budgets({ limit: 1_000, restoredPerSecond: 1 }),
    },
  });
});
beforeEach(async () => {
  workspace = await server.addWorkspace();
  await new Clientele({ url: server.url, apiKey: workspace.key }).import([
    { plan: { externalId: 'basic', name: 'Basic', rank: 1 } },
    { account: { externalId: 'acme', name: 'Acme' } },
  ]);
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS] });
  time.now = () => performance.now();
});
afterEach(() => {
  time.now = () => 0;
  jest.useRealTimers();
});
afterAll(() => server.close());

interface Sent {
  /** Milliseconds since the first request. */
  at: number;
  status: number;
  retryAfter: string | null;
  idempotencyKey: string | undefined;
}

/** Returns a client whose requests are recorded, and whose waits end as soon as they start. */
function observedClient(options: Partial<ClienteleOptions> = {}) {
  const sent: Sent[] = [];
  let inFlight = 0;
  let firstAt: number | undefined;
  const client = new Clientele({
    url: server.url,
    apiKey: workspace.key,
    fetch: async (url, init) => {
      const at = performance.now() - (firstAt ??= performance.now());
      const { variables } = JSON.parse(init.body as string) as { variables?: { input?: { idempotencyKey?: string } } };
      inFlight++;
      const response = await fetch(url, init);
      const text = await response.text();
      inFlight--;
      sent.push({
        at,
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        idempotencyKey: variables?.input?.idempotencyKey,
      });
      return new Response(text, { status: response.status, headers: response.headers });
    },
    ...options,
  } as ClienteleOptions);

  const settled = async <Result>(call: Promise<Result>): Promise<Result> => {
    const state = { isDone: false };
    const end = () => void (state.isDone = true);
    call.then(end, end);
    for (;;) {
      await (inFlight === 0 ? new Promise((resolve) => setImmediate(resolve)) : pause(1));
      if (state.isDone) return call;
      // The clock advances only while the SDK waits, not while the server works.
      if (inFlight === 0) await jest.advanceTimersToNextTimerAsync();
    }
  };
  return { client, sent, settled };
}

/** Spends the budget of the key, except for this number of points. */
async function spendAllBut(remaining: number): Promise<void> {
  const { client, settled } = observedClient();
  const { extensions } = await settled(client.viewer().withResponse());
  const { available } = extensions.cost as { available: number };
  // Each account costs a point, and its selected field a hundredth, rounded up. Nothing is given back of what fails.
  const first = available - remaining - 2;
  const failing = 'query ($first: Int!) { accounts(first: $first, after: "none") { nodes { id } } }';
  await errorOf(settled(client.request(failing, { first })));
}

const START = {
  account: { externalId: 'acme' },
  plan: { externalId: 'basic' },
  unitPrice: { amount: '9.00', currencyCode: 'USD' },
  billingInterval: 'MONTH',
} as const;

async function readSubscriptions(client: Clientele): Promise<string[]> {
  const { account } = await client.request<{ account: { subscriptions: { nodes: { id: string }[] } } }>(
    '{ account(by: { externalId: "acme" }) { subscriptions(first: 2) { nodes { id } } } }',
  );
  return account.subscriptions.nodes.map(({ id }) => id);
}

/** Expects a wait of at least these seconds, with the jitter of a first retry. */
function expectWait(ms: number, seconds: number): void {
  expect(ms).toBeGreaterThanOrEqual(seconds * 1_000);
  expect(ms).toBeLessThanOrEqual(seconds * 1_000 + 252);
}

describe('a client whose key has spent its budget', () => {
  it('waits at least as long as Retry-After says, with little jitter, and then gets the response', async () => {
    await spendAllBut(3);
    const { client, sent, settled } = observedClient();
    const names: string[] = [];
    await settled(
      (async () => {
        for await (const { name } of client.accounts({ pageSize: 10 })) names.push(name);
      })(),
    );
    expect(names).toEqual(['Acme']);
    expect(sent.map(({ status }) => status)).toEqual([429, 200]);
    const seconds = Number(sent[0]!.retryAfter);
    expect(seconds).toBeGreaterThan(1);
    expectWait(sent[1]!.at, seconds);
  });

  it('executes a mutation once, by retrying with the same idempotencyKey', async () => {
    await spendAllBut(3);
    const { client, sent, settled } = observedClient();
    // Without an externalId, each execution would create another subscription.
    const { id } = await settled(client.subscriptionStart(START));
    expect(sent.map(({ status }) => status)).toEqual([429, 200]);
    expectWait(sent[1]!.at, Number(sent[0]!.retryAfter));
    expect(sent[0]!.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    expect(sent[1]!.idempotencyKey).toBe(sent[0]!.idempotencyKey);
    expect(await settled(readSubscriptions(client))).toEqual([id]);
  });

  it('gets a RateLimitedError and changes nothing if it does not retry', async () => {
    await spendAllBut(3);
    const { client, sent, settled } = observedClient({ maxRetries: 0 });
    const error = (await errorOf(settled(client.subscriptionStart(START)))) as RateLimitedError;
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryable: true });
    expect(error.retryAfterMs).toBe(Number(sent[0]!.retryAfter) * 1_000);
    expect(error.requestId).toMatch(/^[\w-]{36}$/);
    expect(sent).toHaveLength(1);
    // Retried after retryAfterMs, the mutation succeeds, and there is one subscription.
    jest.advanceTimersByTime(error.retryAfterMs!);
    const { id } = await settled(client.subscriptionStart(START));
    expect(sent.map(({ status }) => status)).toEqual([429, 200]);
    jest.advanceTimersByTime(10_000);
    expect(await settled(readSubscriptions(client))).toEqual([id]);
  });
});
