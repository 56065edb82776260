import { Clientele, RateLimitedError, type ClienteleOptions } from '../../sdk/src/index.js';
import { Budgets } from '../../src/graphql/cost/budget.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { pause } from '../support/wait-until.js';
import { errorOf } from './stub-server.js';

/*
 * The real server, which counts, and the real SDK, which waits: both by one clock that the test moves on, so that a
 * wait is exact and costs nothing. All else of the server's time goes by as ever.
 */
const NOT_OURS = [
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

/** Stands at 0 until the test begins, where its own clock does. */
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
  jest.useFakeTimers({ doNotFake: [...NOT_OURS] });
  time.now = () => performance.now();
});
afterEach(() => {
  time.now = () => 0;
  jest.useRealTimers();
});
afterAll(() => server.close());

interface Sent {
  /** Milliseconds since the first one. */
  at: number;
  status: number;
  retryAfter: string | null;
  idempotencyKey: string | undefined;
}

/** A client whose calls are seen, and whose waits are over as soon as it waits. */
function watched(options: Partial<ClienteleOptions> = {}) {
  const sent: Sent[] = [];
  let underWay = 0;
  let begun: number | undefined;
  const client = new Clientele({
    url: server.url,
    apiKey: workspace.key,
    fetch: async (url, init) => {
      const at = performance.now() - (begun ??= performance.now());
      const { variables } = JSON.parse(init.body as string) as { variables?: { input?: { idempotencyKey?: string } } };
      underWay++;
      const response = await fetch(url, init);
      const text = await response.text();
      underWay--;
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
      await (underWay === 0 ? new Promise((resolve) => setImmediate(resolve)) : pause(1));
      if (state.isDone) return call;
      // The clock stands while the server works: what passes is what the SDK waits.
      if (underWay === 0) await jest.advanceTimersToNextTimerAsync();
    }
  };
  return { client, sent, settled };
}

/** Spends what the key has, to the last point but these. */
async function spendAllBut(left: number): Promise<void> {
  const { client, settled } = watched();
  const { extensions } = await settled(client.viewer().withResponse());
  const { available } = extensions.cost as { available: number };
  // A point for each, and a hundredth for what is selected of it, rounded up.
  const first = available - left - 2;
  await settled(client.request('query ($first: Int!) { accounts(first: $first) { nodes { id } } }', { first }));
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

describe('a key that has spent its budget', () => {
  it('waits for exactly as long as the server says, then is answered', async () => {
    await spendAllBut(3);
    const { client, sent, settled } = watched();
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
    expect(sent.map(({ at }) => at)).toEqual([0, seconds * 1_000]);
  });

  it('carries out a mutation once, under the key that it was first sent with', async () => {
    await spendAllBut(3);
    const { client, sent, settled } = watched();
    // Without an externalId, each time carried out would be another subscription.
    const { id } = await settled(client.subscriptionStart(START));
    expect(sent.map(({ status }) => status)).toEqual([429, 200]);
    expect(sent[1]!.at).toBe(Number(sent[0]!.retryAfter) * 1_000);
    expect(sent[0]!.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    expect(sent[1]!.idempotencyKey).toBe(sent[0]!.idempotencyKey);
    expect(await settled(readSubscriptions(client))).toEqual([id]);
  });

  it('is told so where it does not want to wait, and nothing was changed', async () => {
    await spendAllBut(3);
    const { client, sent, settled } = watched({ maxRetries: 0 });
    const error = (await errorOf(settled(client.subscriptionStart(START)))) as RateLimitedError;
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryable: true });
    expect(error.retryAfterMs).toBe(Number(sent[0]!.retryAfter) * 1_000);
    expect(error.requestId).toMatch(/^[\w-]{36}$/);
    expect(sent).toHaveLength(1);
    // It said when it would do: made then, it does, and there is one.
    jest.advanceTimersByTime(error.retryAfterMs!);
    const { id } = await settled(client.subscriptionStart(START));
    expect(sent.map(({ status }) => status)).toEqual([429, 200]);
    jest.advanceTimersByTime(10_000);
    expect(await settled(readSubscriptions(client))).toEqual([id]);
  });
});
