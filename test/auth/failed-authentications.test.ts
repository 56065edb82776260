import { makeKey } from '../../src/auth/api-key-form.service.js';
import { storeKey } from '../../src/auth/api-key.service.js';
import { makeDataSource } from '../../src/composition/data-source.js';
import { Budgets } from '../../src/graphql/cost/budget.js';
import { Role } from '../../src/graphql/role.js';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { StatementCounter } from '../support/statement-counter.js';

/** How many requests without a valid key an address may send at once. */
const LIMIT = 10;
const QUERY = '{ viewer { role } }';
const wrongKeyLike = (key: string): string => key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');

describe('an address that sends wrong keys and tokens', () => {
  let database: TestDatabase;
  let counter: StatementCounter;
  let server: TestServer;
  let workspace: TestWorkspace;
  const time = { ms: 0 };

  beforeAll(async () => {
    database = await makeTestDatabase();
    counter = await StatementCounter.to(database.url);
    const served = makeDataSource(counter.url, 'server');
    await served.initialize();
    server = await startTestServer({
      database: {
        ...database,
        served,
        close: async () => {
          await served.destroy();
          await counter.close();
          await database.close();
        },
      },
      trustedProxies: ['127.0.0.1'],
      budgets: {
        keys: new Budgets({ limit: 50_000, restoredPerSecond: 2_000 }, () => time.ms),
        addresses: new Budgets({ limit: LIMIT, restoredPerSecond: 1 }, () => time.ms),
      },
    });
    workspace = await server.addWorkspace();
    expect((await workspace.ask(QUERY)).status).toBe(200);
  });
  afterAll(() => server.close());
  // An hour later every budget is full again.
  beforeEach(() => (time.ms += 3_600_000));

  const send = async (authorization: string | undefined, address: string, path = '/graphql') => {
    const response = await fetch(new URL(path, server.url), {
      ...(path === '/graphql' && { method: 'POST', body: JSON.stringify({ query: QUERY }) }),
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': address,
        ...(authorization !== undefined && { authorization }),
      },
    });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
  };
  const statuses = async (count: number, next: () => string | undefined, address: string): Promise<number[]> => {
    const found = [];
    for (let i = 0; i < count; i++) found.push((await send(next(), address)).status);
    return found;
  };
  const lookUps = (): number => counter.take().filter((name) => name === 'selectApiKey').length;
  const times = (count: number, status: number): number[] => Array<number>(count).fill(status);

  it.each([
    ['keys that do not exist', () => `Bearer ${makeKey()}`],
    ['one key that does not exist', () => 'Bearer clk_000000000000_0123456789012345678901234567890123456789012'],
    ['keys with a wrong secret', () => `Bearer ${wrongKeyLike(workspace.key)}`],
    ['tokens of no issuer', () => 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'],
    ['texts that are no keys', () => 'Bearer garbage'],
    ['another scheme', () => 'Basic eDp5'],
    ['an empty header', () => ''],
  ])('is refused with 429 and Retry-After after too many %s', async (name, next) => {
    const address = `203.0.113.${name.length}`;
    expect(await statuses(LIMIT, next, address)).toEqual(times(LIMIT, 401));
    counter.take();
    const { status, retryAfter, text } = await send(next(), address);
    expect([status, retryAfter]).toEqual([429, '1']);
    expect(text).toContain('"code":"RATE_LIMITED"');
    expect(text).toContain('Expected fewer requests without a valid key or token from this address; got too many.');
    expect(lookUps()).toBe(0);
    time.ms += 1_000;
    expect(await statuses(2, next, address)).toEqual([401, 429]);
  });

  it('keeps the use of keys that the server has accepted before', async () => {
    const address = '203.0.113.100';
    await statuses(LIMIT + 1, () => `Bearer ${makeKey()}`, address);
    expect(await statuses(3, () => `Bearer ${workspace.key}`, address)).toEqual(times(3, 200));
    expect(await statuses(2, () => undefined, address)).toEqual([429, 429]);
  });

  it('can use a key that the server has not accepted before as soon as its budget is restored', async () => {
    const address = '203.0.113.101';
    await statuses(LIMIT, () => `Bearer ${makeKey()}`, address);
    const { key } = await server.addWorkspace();
    expect((await send(`Bearer ${key}`, address)).status).toBe(429);
    time.ms += 1_000;
    expect(await statuses(LIMIT * 2, () => `Bearer ${key}`, address)).toEqual(times(LIMIT * 2, 200));
  });

  it('does not limit other addresses', async () => {
    await statuses(LIMIT + 1, () => `Bearer ${makeKey()}`, '203.0.113.102');
    expect((await send('Bearer garbage', '203.0.113.103')).status).toBe(401);
    expect((await send('Bearer garbage', '2001:db8::7')).status).toBe(401);
  });

  it('cannot avoid the limit with an X-Forwarded-For of its own', async () => {
    const found = [];
    for (let i = 0; i <= LIMIT; i++)
      found.push((await send('Bearer garbage', `198.51.100.${i}, 203.0.113.104`)).status);
    expect(found).toEqual([...times(LIMIT, 401), 429]);
  });

  it('is counted at /schema.graphql too', async () => {
    const closed = await startTestServer({
      introspection: false,
      budgets: {
        keys: new Budgets({ limit: 100, restoredPerSecond: 1 }),
        addresses: new Budgets({ limit: 2, restoredPerSecond: 0.001 }),
      },
    });
    try {
      const ask = (): Promise<Response> =>
        fetch(new URL('/schema.graphql', closed.url), { headers: { authorization: 'Bearer garbage' } });
      expect([(await ask()).status, (await ask()).status]).toEqual([401, 401]);
      const refused = await ask();
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1000']);
    } finally {
      await closed.close();
    }
  });

  it('takes a connection for a wrong key at most once a second', async () => {
    const key = makeKey();
    counter.take();
    const start = performance.now();
    await statuses(LIMIT, () => `Bearer ${key}`, '203.0.113.105');
    expect(lookUps()).toBeLessThanOrEqual(1 + Math.floor((performance.now() - start) / 1_000));
  });

  it('can use a key that was wrong as soon as it is stored', async () => {
    const key = makeKey();
    expect((await send(`Bearer ${key}`, '203.0.113.106')).status).toBe(401);
    const stored = { workspaceId: workspace.id, name: 'New', role: Role.READER, key };
    await storeKey(server.database.dataSource, server.clock.now, stored);
    expect((await send(`Bearer ${key}`, '203.0.113.106')).status).toBe(200);
  });
});

describe('/readyz', () => {
  it('queries the database at most once a second, however often it is requested', async () => {
    const server = await startTestServer();
    try {
      const queries = async (): Promise<number> => {
        const [row] = await server.database.dataSource.query<[{ count: number }]>(
          'SELECT sum(xact_commit)::int AS count FROM pg_stat_database WHERE datname = current_database()',
        );
        return row.count;
      };
      const ready = async (): Promise<number> => (await fetch(new URL('/readyz', server.url))).status;
      const before = await queries();
      const start = performance.now();
      for (let i = 0; i < 10; i++) {
        expect(await Promise.all(Array.from({ length: 20 }, ready))).toEqual(times200);
      }
      const seconds = Math.ceil((performance.now() - start) / 1_000);
      // The first connection runs some statements of its own.
      expect((await queries()) - before).toBeLessThan(20 + seconds);
    } finally {
      await server.close();
    }
  });
});

const times200 = Array<number>(20).fill(200);
