import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { PoolClient } from 'pg';
import { LARGE_RESPONSE_LIMITS } from '../../src/http/large-response-limiter.js';
import { REQUEST_GUARD_LIMITS } from '../../src/http/request-guard.js';
import { REQUEST_TIMEOUTS } from '../../src/database/cancellation.js';
import { poolOf } from '../../src/database/pool.js';
import { makeDemoBase } from '../../src/cli/demo/demo-base.js';
import { importRecords } from '../../src/imports/import.service.js';
import { Role } from '../../src/graphql/role.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { waitUntil } from '../support/wait-until.js';
import { expectAnswers, JSON_TYPE, openSocket, posted } from './support.js';

jest.setTimeout(120_000);

/** A pool holds so many at most. */
const POOL_SIZE = 20;

describe('An overloaded server', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let key: { authorization: string };
  const timeouts = { ...REQUEST_TIMEOUTS };
  const largeResponses = { ...LARGE_RESPONSE_LIMITS };

  beforeAll(async () => {
    server = await startTestServer({ limits: { database: timeouts, largeResponses } });
    workspace = await server.addWorkspace();
    key = { authorization: `Bearer ${workspace.key}` };
    for (const batch of makeDemoBase(NOW).slice(0, 2)) await importRecords(workspace.scope(), batch, Role.ADMIN);
  }, 60_000);
  afterAll(() => server.close());
  afterEach(() => {
    Object.assign(timeouts, REQUEST_TIMEOUTS);
    Object.assign(largeResponses, LARGE_RESPONSE_LIMITS);
  });

  const health = async (): Promise<number[]> =>
    Promise.all(['/livez', '/readyz'].map(async (path) => (await fetch(new URL(path, server.url))).status));

  /** Runs `work` while every connection to the database is taken. */
  async function withoutConnections(work: () => Promise<void>): Promise<void> {
    const pool = poolOf(server.database.served);
    const taken: PoolClient[] = await Promise.all(Array.from({ length: POOL_SIZE }, () => pool.connect()));
    try {
      await work();
    } finally {
      for (const client of taken) client.release();
    }
  }

  /** What the database is doing for us that it was asked by a statement with these words. */
  const running = async (words: string): Promise<number> => {
    const [row] = await server.database.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE $1`,
      [`%${words}%`],
    );
    return row!.count;
  };
  const untilRunning = (count: number): Promise<number> =>
    waitUntil(`${count} statements read accounts`, async () => (await running('account_now')) === count);
  /** Runs `work` while every statement on accounts waits. */
  async function withLockedAccounts(work: () => Promise<void>): Promise<void> {
    // As who owns the tables.
    const client = await poolOf(server.database.dataSource).connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE account_now IN ACCESS EXCLUSIVE MODE');
    try {
      await work();
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }
  const SLOW = '{ accounts(first: 1) { nodes { id } } }';

  it('answers 503 with Retry-After while no database connection is free, and still answers health checks', async () => {
    await withoutConnections(async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => fetch(server.url, posted('{ viewer { role } }', {}, key))),
      );
      for (const answer of answers) {
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
        expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
      }
      expect(await health()).toEqual([200, 503]);
    });
    expect((await workspace.ask('{ viewer { role } }')).status).toBe(200);
    await waitUntil('the server is ready again', async () => (await health())[1] === 200);
    expect(await health()).toEqual([200, 200]);
  });

  it('refuses a request at once if enough requests already wait for a connection', async () => {
    timeouts.maxWaiting = 0;
    // Nobody could wait this long.
    timeouts.waitMs = 3_600_000;
    await withoutConnections(async () => {
      const answer = await fetch(server.url, posted('{ viewer { role } }', {}, key));
      expect(answer.status).toBe(503);
    });
    timeouts.maxWaiting = REQUEST_TIMEOUTS.maxWaiting;
    await expectAnswers(server);
  });

  it('refuses more concurrent requests than its limit', async () => {
    const pool = poolOf(server.database.served);
    const crowded = await startTestServer({ limits: { requests: { ...REQUEST_GUARD_LIMITS, requests: 0 } } });
    try {
      const answer = await fetch(crowded.url, posted('{ __typename }'));
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
      expect((await fetch(new URL('/livez', crowded.url))).status).toBe(200);
      expect((await fetch(new URL('/readyz', crowded.url))).status).toBe(200);
    } finally {
      await crowded.close();
    }
    expect(pool.waitingCount).toBe(0);
  });

  it('refuses more concurrent large bodies than its limit, but accepts small ones', async () => {
    const crowded = await startTestServer({ limits: { requests: { ...REQUEST_GUARD_LIMITS, largeBodies: 2 } } });
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n`;
    const begun: Socket[] = [];
    try {
      for (let i = 0; i < 2; i++) {
        const socket = await openSocket(crowded);
        socket.write(`${head}{`);
        begun.push(socket);
      }
      const large = JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(100_000) } });
      const ask = () => fetch(crowded.url, { method: 'POST', headers: JSON_TYPE, body: large });
      await waitUntil('large bodies are refused', async () => (await ask()).status === 503);
      await expectAnswers(crowded);
      for (const socket of begun) socket.destroy();
      await waitUntil('large bodies are taken', async () => (await ask()).status === 200);
    } finally {
      for (const socket of begun) socket.destroy();
      await crowded.close();
    }
  });

  it('cancels the database statement of a client that disconnected', async () => {
    timeouts.waitMs = 3_600_000;
    // From then on the server knows the secret of the workspace's cursors, so that a page takes one connection.
    expect((await workspace.ask(SLOW)).status).toBe(200);
    await withLockedAccounts(async () => {
      const leaving = new AbortController();
      const asked = fetch(server.url, { ...posted(SLOW, {}, key), signal: leaving.signal });
      await untilRunning(1);
      leaving.abort();
      await expect(asked).rejects.toThrow();
      await untilRunning(0);
    });
    expect((await workspace.ask(SLOW)).status).toBe(200);
  });

  it('cancels a statement that exceeds the timeout, answers 503, and reuses the connection', async () => {
    timeouts.holdMs = 100;
    const pool = poolOf(server.database.served);
    await withLockedAccounts(async () => {
      const answer = await fetch(server.url, posted(SLOW, {}, key));
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      const { errors, data } = (await answer.json()) as {
        errors: { message: string; extensions: object }[];
        data: unknown;
      };
      expect(data ?? null).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TIMEOUT' } }]);
      expect(errors[0]!.message).not.toMatch(/statement|cancel(ing|ed) /i);
      expect(await running('account_now')).toBe(0);
    });
    timeouts.holdMs = REQUEST_TIMEOUTS.holdMs;
    expect((await workspace.ask(SLOW)).status).toBe(200);
    expect(pool.totalCount).toBeLessThanOrEqual(POOL_SIZE);
  });

  it('rolls back a mutation that exceeds the timeout', async () => {
    timeouts.holdMs = 100;
    const upsert = 'mutation { accountUpsert(input: { externalId: "late", name: "Late" }) { account { id } } }';
    await withLockedAccounts(async () => {
      expect((await workspace.ask(upsert)).errors).toMatchObject([{ extensions: { code: 'OPERATION_TIMEOUT' } }]);
    });
    timeouts.holdMs = REQUEST_TIMEOUTS.holdMs;
    expect((await workspace.ask('{ account(by: { externalId: "late" }) { id } }')).data).toEqual({ account: null });
  });

  describe('with large responses', () => {
    const LARGE = '{ accounts(first: 100) { nodes { id name createdAt } } }';
    const ask = (init: RequestInit = {}) => fetch(server.url, { ...posted(LARGE, {}, key), ...init });

    /**
     * Runs `work` once the server knows that this answer is large, one of which it then has under way at once. What
     * `work` asks has to be answered in the end.
     */
    async function oneAtOnce(slowMs: number, work: (asked: Promise<Response>[]) => Promise<void>): Promise<void> {
      const answer = await ask();
      const expected: unknown = await answer.json();
      expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(LARGE_RESPONSE_LIMITS.smallBytes);
      Object.assign(largeResponses, { bytes: 1, slowMs });
      const asked: Promise<Response>[] = [];
      await withLockedAccounts(() => work(asked));
      for (const one of await Promise.all(asked)) expect(await one.json()).toEqual(expected);
    }

    it('computes only a few of them at once and still answers small requests', async () => {
      await oneAtOnce(3_600_000, async (asked) => {
        asked.push(ask(), ask(), ask());
        await untilRunning(1);
        for (let i = 0; i < 20; i++) expect((await workspace.ask('{ viewer { role } }')).status).toBe(200);
        expect(await running('account_now')).toBe(1);
      });
    });

    it('starts to compute others if the first one is slow', async () => {
      await oneAtOnce(50, async (asked) => {
        asked.push(ask(), ask(), ask());
        await untilRunning(3);
      });
    });

    it('executes nothing for a client that disconnected while its request was queued', async () => {
      const leaving = new AbortController();
      await oneAtOnce(300, async (asked) => {
        asked.push(ask());
        await untilRunning(1);
        const left = ask({ signal: leaving.signal });
        await new Promise((resolve) => setTimeout(resolve, 50));
        leaving.abort();
        await expect(left).rejects.toThrow();
        asked.push(ask());
        await untilRunning(2);
        // The client that disconnected was queued before the last one, so its request would have run by now.
        await new Promise((resolve) => setTimeout(resolve, 400));
        expect(await running('account_now')).toBe(2);
      });
    });
  });

  it('answers other clients while a thousand connections have sent only part of a request', async () => {
    const sockets = await Promise.all(Array.from({ length: 1_000 }, () => openSocket(server)));
    try {
      sockets.forEach((socket, i) => {
        if (i % 2 === 0) socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-le');
      });
      await expectAnswers(server);
      expect((await workspace.ask('{ accounts(first: 1) { totalCount } }')).status).toBe(200);
      expect(await health()).toEqual([200, 200]);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
    await expectAnswers(server);
  });

  it('answers other clients while some do not read their responses', async () => {
    const query = '{ accounts(first: 100) { nodes { id name relationship { summary evidence { summary } } } } }';
    const body = JSON.stringify({ query });
    const slow = await Promise.all(Array.from({ length: 5 }, () => openSocket(server)));
    try {
      for (const socket of slow) {
        socket.pause();
        socket.write(
          `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: ${key.authorization}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      }
      expect((await workspace.ask(query)).status).toBe(200);
      expect(await health()).toEqual([200, 200]);
      expect(poolOf(server.database.served).waitingCount).toBe(0);
      const [first] = slow;
      first!.resume();
      const [answer] = (await once(first!, 'data')) as [Buffer];
      expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
    } finally {
      for (const socket of slow) socket.destroy();
    }
  });
});
