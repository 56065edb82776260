import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { REQUEST_TIMEOUTS } from '../../src/database/cancellation.js';
import { poolOf } from '../../src/database/pool.js';
import { account, phase, plan, record, subscription } from '../support/records.js';
import { EVERYONE, SIMULATION } from '../simulation/policy-simulation.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { waitUntil } from '../support/wait-until.js';
import { openSocket } from './support.js';

jest.setTimeout(240_000);

/** Long enough for what is not blocked, even on a busy machine. */
const HOLD_MS = 5_000;
const LONG_MS = 3_600_000;

describe('The time limit of a request', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  const timeouts = { ...REQUEST_TIMEOUTS };

  beforeAll(async () => {
    server = await startTestServer({ limits: { database: timeouts } });
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: [account('locked'), account('free')],
      subscriptions: [subscription('s', 'locked', [phase('2025-01-01')])],
    });
    // What a test asks first is prepared by now.
    await workspace.ask(upserts('free'));
  });
  beforeEach(() => Object.assign(timeouts, { holdMs: HOLD_MS, cancelMs: LONG_MS }));
  afterEach(() => Object.assign(timeouts, REQUEST_TIMEOUTS));
  afterAll(() => server.close());

  const upserts = (...accounts: string[]): string =>
    `mutation { ${accounts
      .map(
        (name, i) => `a${i}: accountUpsert(input: { externalId: "${name}", name: "Named ${i}" }) { account { name } }`,
      )
      .join(' ')} }`;
  const reads = (count: number, field: string): string =>
    `{ ${Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ')} }`;

  async function withLock(lock: string, work: () => Promise<void>): Promise<void> {
    const holder: PoolClient = await poolOf(server.database.dataSource).connect();
    await holder.query('BEGIN');
    await holder.query(lock);
    try {
      await work();
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  }
  const LOCKED_ROW = `SELECT 1 FROM account WHERE external_id = 'locked' FOR UPDATE`;
  const LOCKED_TABLE = 'LOCK TABLE subscription_phase, account_renewal IN ACCESS EXCLUSIVE MODE';

  /** Sends an operation that must time out once, not once for each of its statements; returns its response. */
  async function timedOut(query: string, most: number) {
    const start = performance.now();
    const answer = await workspace.ask(query);
    expect(performance.now() - start).toBeLessThan(most);
    expect(answer.status).toBe(503);
    expect(new Set(answer.errors!.map(({ extensions }) => extensions.code))).toEqual(new Set(['OPERATION_TIMEOUT']));
    return answer;
  }

  it.each([
    ['mutations, one after the other', LOCKED_ROW, upserts(...Array<string>(20).fill('locked'))],
    ['statements that share a connection', LOCKED_TABLE, reads(5, 'worklist(first: 1) { nodes { kind } }')],
    [
      'statements on several connections',
      LOCKED_TABLE,
      '{ renewals(first: 1, from: "2026-01-01", to: "2026-12-31") { totalCount nodes { __typename } months { __typename } } worklist(first: 1) { totalCount } clientBase { accounts } }',
    ],
    [
      'statements of a page behind another',
      LOCKED_TABLE,
      '{ accounts { nodes { subscriptions { nodes { plan { name } } } } } }',
    ],
  ])('is one for all its %s', async (_, lock, query) => {
    await withLock(lock, async () => {
      // Twenty limits, one after the other, would take 100 s.
      const { errors } = await timedOut(query, 10 * HOLD_MS);
      expect(errors!.length).toBeGreaterThan(0);
    });
    // Its connections are free and usable again.
    const pool = poolOf(server.database.served);
    await waitUntil('all connections are idle', () => pool.idleCount === pool.totalCount);
    expect((await workspace.ask(query)).errors).toBeUndefined();
  });

  it('keeps what was saved before, and starts no mutation after it', async () => {
    await withLock(LOCKED_ROW, async () => {
      const { errors } = await timedOut(upserts('early', 'locked', 'late'), 10 * HOLD_MS);
      expect(errors!.map(({ path }) => path)).toEqual([['a1']]);
    });
    const { data } = await workspace.ask(
      '{ early: account(by: { externalId: "early" }) { name } late: account(by: { externalId: "late" }) { name } }',
    );
    expect(data).toEqual({ early: { name: 'Named 0' }, late: null });
  });

  it('excludes the time that a simulation takes on its thread', async () => {
    const answers: Promise<Answer>[] = [];
    await withLock('LOCK TABLE subscription_phase IN ACCESS EXCLUSIVE MODE', async () => {
      answers.push(workspace.ask(SIMULATION, { policy: EVERYONE }));
      await sleep(HOLD_MS + 1_000);
    });
    const [answer] = await Promise.all(answers);
    expect(answer!.errors).toBeUndefined();
  });

  it('starts when the body has arrived', async () => {
    const body = JSON.stringify({ query: '{ accounts { nodes { name } } }' });
    const socket = await openSocket(server);
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer ${workspace.key}\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    );
    await sleep(HOLD_MS + 500);
    socket.write(body.slice(10));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
  });
});
