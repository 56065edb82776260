import type { PoolClient } from 'pg';
import { makeKey } from '../../src/auth/api-key-form.service.js';
import { storeKey } from '../../src/auth/api-key.service.js';
import { poolOf } from '../../src/database/pool.js';
import { REQUEST_TIMEOUTS } from '../../src/database/cancellation.js';
import { HEAVY_OPERATION_LIMITS } from '../../src/graphql/cost/heavy-operations.js';
import { LARGE_RESPONSE_LIMITS } from '../../src/http/large-response-limiter.js';
import { REQUEST_GUARD_LIMITS } from '../../src/http/request-guard.js';
import { Role } from '../../src/graphql/role.js';
import { account, interaction, phase, plan, record, subscription } from '../support/records.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { waitUntil } from '../support/wait-until.js';

jest.setTimeout(180_000);

/** Longer than a test takes, so that nothing is refused for having waited. */
const LONG_MS = 3_600_000;
const patient = { ...REQUEST_TIMEOUTS, waitMs: LONG_MS, holdMs: LONG_MS };
const heavyOperations = { ...HEAVY_OPERATION_LIMITS, waitMs: LONG_MS };
const largeResponses = { ...LARGE_RESPONSE_LIMITS };

const aliases = (count: number, field: string): string =>
  `{ ${Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ')} }`;

/** Each costs more than HEAVY_COST, and reads account_renewal, which the cheap reads do not. */
const HEAVY = aliases(8, 'worklist(first: 1) { nodes { kind } }');
const IMPORT = `mutation ($input: ImportInput!) { import(input: $input) { created unchanged refused } }`;
const UPSERT =
  'mutation ($name: String!) { accountUpsert(input: { externalId: "a", name: $name }) { account { id } userErrors { code } } }';
const CHEAP = [
  '{ viewer { role workspace { name } } }',
  '{ plans { name rank } }',
  '{ accounts(first: 5) { nodes { id name } } }',
  '{ account(by: { externalId: "a" }) { id name } }',
];

describe('A server that a greedy tenant and a modest tenant share', () => {
  let server: TestServer;
  let greedy: TestWorkspace;
  let modest: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer({ limits: { database: patient, heavyOperations, largeResponses } });
    [greedy, modest] = [await server.addWorkspace(), await server.addWorkspace()];
    for (const workspace of [greedy, modest]) {
      await record(workspace, {
        plans: [plan('basic', 1)],
        accounts: Array.from({ length: 60 }, (_, i) => account(i === 0 ? 'a' : `a${i}`)),
        subscriptions: [subscription('s', 'a', [phase('2026-01-01')])],
      });
    }
  });
  afterAll(() => server.close());
  afterEach(() => {
    Object.assign(heavyOperations, { waitMs: LONG_MS });
    Object.assign(largeResponses, LARGE_RESPONSE_LIMITS);
  });

  /** Runs `work` while a transaction of an operator holds what `lock` locks. */
  async function withLock(lock: string, values: unknown[], work: () => Promise<void>): Promise<void> {
    const holder: PoolClient = await poolOf(server.database.dataSource).connect();
    await holder.query('BEGIN');
    await holder.query(lock, values);
    try {
      await work();
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  }
  const withPhasesLocked = (work: () => Promise<void>): Promise<void> =>
    withLock('LOCK TABLE account_renewal IN ACCESS EXCLUSIVE MODE', [], work);
  const withAccountLocked = (work: () => Promise<void>): Promise<void> =>
    withLock(`SELECT 1 FROM account WHERE workspace_id = $1 AND external_id = 'a' FOR UPDATE`, [greedy.id], work);

  /** Returns how many statements of the server wait for a lock. */
  async function blocked(): Promise<number> {
    const rows = await server.database.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows[0]!.count;
  }
  const untilBlocked = (count: number): Promise<number> =>
    waitUntil(`${count} statements wait`, async () => (await blocked()) === count);

  /** Returns a function that asks with a second key of the workspace. */
  async function secondKey({ id }: TestWorkspace): Promise<TestWorkspace['ask']> {
    const key = makeKey();
    const values = { workspaceId: id, name: 'Second key', role: Role.ADMIN, key };
    await storeKey(server.database.dataSource, server.clock.now, values);
    return (query, variables) => server.ask(query, variables, { authorization: `Bearer ${key}` });
  }

  const send = (count: number, ask: () => Promise<Answer>): Promise<Answer[]> =>
    Promise.all(Array.from({ length: count }, ask));
  const expectSuccess = (answers: readonly Answer[]): void => {
    for (const { status, errors } of answers) expect({ status, errors }).toEqual({ status: 200, errors: undefined });
  };
  const expectCheapReads = async (workspace: TestWorkspace): Promise<void> => {
    for (const query of CHEAP) expectSuccess(await send(5, () => workspace.ask(query)));
  };

  it('runs two heavy operations of a key at once, and serves the cheap reads of both and the heavy ones of the other', async () => {
    const answers: Promise<Answer[]>[] = [];
    await withPhasesLocked(async () => {
      answers.push(send(24, () => greedy.ask(HEAVY)));
      await untilBlocked(2);
      await expectCheapReads(modest);
      await expectCheapReads(greedy);
      expect(await blocked()).toBe(2);
      // The third slot of the workspace is for its other keys, the fourth for other workspaces.
      const other = await secondKey(greedy);
      answers.push(send(3, () => other(HEAVY)));
      await untilBlocked(3);
      answers.push(send(1, () => modest.ask(HEAVY)));
      await untilBlocked(4);
      await expectCheapReads(modest);
    });
    const all = (await Promise.all(answers)).flat();
    expect(all).toHaveLength(28);
    expectSuccess(all);
  });

  it('runs the heavy operation of the modest tenant next, although others have waited longer', async () => {
    const order: string[] = [];
    const ask = async (workspace: TestWorkspace, name: string): Promise<void> => {
      expectSuccess([await workspace.ask(HEAVY)]);
      order.push(name);
    };
    const asked: Promise<void>[] = [];
    await withPhasesLocked(async () => {
      for (let i = 0; i < 20; i++) asked.push(ask(greedy, 'greedy'));
      await untilBlocked(2);
      asked.push(ask(modest, 'modest'), ask(modest, 'modest'), ask(modest, 'modest'));
      await untilBlocked(4);
    });
    await Promise.all(asked);
    expect(order.lastIndexOf('modest')).toBeLessThan(10);
  });

  it('refuses a heavy operation that waited too long: with 429 if its own key is to blame, else with 503', async () => {
    const answers: Promise<Answer[]>[] = [];
    const third = await server.addWorkspace();
    await withPhasesLocked(async () => {
      answers.push(
        send(2, () => greedy.ask(HEAVY)),
        send(2, () => modest.ask(HEAVY)),
      );
      await untilBlocked(4);
      heavyOperations.waitMs = 50;
      expect(await greedy.ask(HEAVY)).toMatchObject({
        status: 429,
        errors: [{ message: expect.stringContaining('at most 2 operations of a key') as string }],
      });
      expect(await third.ask(HEAVY)).toMatchObject({ status: 503, errors: [{ extensions: { code: 'OVERLOADED' } }] });
      expect((await third.ask(CHEAP[0]!)).status).toBe(200);
    });
    expectSuccess((await Promise.all(answers)).flat());
    expectSuccess([await third.ask(HEAVY)]);
  });

  it('runs nothing for a client that disconnects while its heavy operation waits', async () => {
    const answers: Promise<Answer[]>[] = [];
    await withPhasesLocked(async () => {
      answers.push(send(2, () => greedy.ask(HEAVY)));
      await untilBlocked(2);
      const leaving = new AbortController();
      const left = fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${greedy.key}` },
        body: JSON.stringify({ query: HEAVY }),
        signal: leaving.signal,
      });
      left.catch(() => undefined);
      await expectCheapReads(greedy);
      leaving.abort();
      await expect(left).rejects.toThrow();
      expect(await blocked()).toBe(2);
    });
    expectSuccess((await Promise.all(answers)).flat());
    // Its place is free again: the key runs two at once.
    await withPhasesLocked(async () => {
      answers.push(send(2, () => greedy.ask(HEAVY)));
      await untilBlocked(2);
    });
    expectSuccess((await Promise.all(answers)).flat());
  });

  it('serves an import of the modest tenant while those of the greedy one wait', async () => {
    const input = {
      accounts: [account('a', { name: 'Again' })],
      interactions: Array.from({ length: 999 }, (_, i) => interaction(`i${i}`, 'a', '2026-02-01')),
    };
    const answers: Promise<Answer[]>[] = [];
    await withAccountLocked(async () => {
      answers.push(send(8, () => greedy.ask(IMPORT, { input })));
      await untilBlocked(2);
      const imported = await send(2, () => modest.ask(IMPORT, { input }));
      expectSuccess(imported);
      expect(imported.map(({ data }) => data.import.refused)).toEqual([0, 0]);
      expect(await blocked()).toBe(2);
    });
    expectSuccess((await Promise.all(answers)).flat());
  });

  it('leaves connections for other workspaces while many writes of one wait for the same account', async () => {
    const answers: Promise<Answer[]>[] = [];
    await withAccountLocked(async () => {
      let i = 0;
      answers.push(send(60, () => greedy.ask(UPSERT, { name: `Name ${i++}` })));
      await untilBlocked(10);
      await expectCheapReads(modest);
      expectSuccess(await send(5, () => modest.ask(UPSERT, { name: 'Modest' })));
      const other = await secondKey(greedy);
      for (const query of CHEAP) expectSuccess([await other(query)]);
      expect((await fetch(new URL('/readyz', server.url))).status).toBe(200);
      expect(await blocked()).toBe(10);
    });
    const all = (await Promise.all(answers)).flat();
    expect(all).toHaveLength(60);
    expectSuccess(all);
  });

  it('refuses more requests at once from one key than its share with 429, and none from others', async () => {
    const answers: Promise<Answer[]>[] = [];
    const most = REQUEST_GUARD_LIMITS.requestsPerCaller;
    await withAccountLocked(async () => {
      answers.push(send(most, () => greedy.ask(UPSERT, { name: 'Again' })));
      await untilBlocked(10);
      const refused = (): Promise<Answer> => greedy.ask(CHEAP[0]!);
      await waitUntil('further requests are refused', async () => (await refused()).status === 429);
      expect((await refused()).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } }]);
      await expectCheapReads(modest);
    });
    expectSuccess((await Promise.all(answers)).flat());
    expectSuccess([await greedy.ask(CHEAP[0]!)]);
  });

  it('computes the large response of the modest tenant next, although others have waited longer', async () => {
    const LARGE = '{ accounts(first: 100) { nodes { id name createdAt updatedAt } } }';
    for (const workspace of [greedy, modest]) expectSuccess([await workspace.ask(LARGE)]);
    Object.assign(largeResponses, { bytes: 1, slowMs: LONG_MS });
    const order: string[] = [];
    const ask = async (workspace: TestWorkspace, name: string): Promise<void> => {
      expectSuccess([await workspace.ask(LARGE)]);
      order.push(name);
    };
    const asked: Promise<void>[] = [];
    await withLock('LOCK TABLE account_now IN ACCESS EXCLUSIVE MODE', [], async () => {
      for (let i = 0; i < 20; i++) asked.push(ask(greedy, 'greedy'));
      await untilBlocked(1);
      asked.push(ask(modest, 'modest'));
      expectSuccess(await send(5, () => modest.ask(CHEAP[0]!)));
    });
    await Promise.all(asked);
    expect(order.indexOf('modest')).toBeLessThan(4);
  });
});
