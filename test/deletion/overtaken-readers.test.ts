import type pg from 'pg';
import { REQUEST_TIMEOUTS } from '../../src/database/cancellation.js';
import { poolOf } from '../../src/database/pool.js';
import {
  instant,
  account,
  interaction,
  member,
  mutated,
  phase,
  plan,
  record,
  subscription,
} from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { waitUntil } from '../support/wait-until.js';

const timeouts = { ...REQUEST_TIMEOUTS };

const EXTERNAL_ID = '{ externalId }';
const GONE = '(by: { externalId: "gone" })';
const YEAR = '(from: "2026-02-01", to: "2026-12-31")';

/**
 * A query, a table, and the result after a deletion. The query reads the table after it has read what refers to the table,
 * and the deletion is committed in between.
 */
const OVERTAKEN: [query: string, table: string, result: unknown][] = [
  ['{ interactions { nodes { account { externalId } } } }', 'account', { interactions: [{ account: 'stays' }] }],
  [
    '{ relationshipChanges { nodes { account { externalId } } } }',
    'account',
    { relationshipChanges: [{ account: 'stays' }] },
  ],
  [`{ interaction${GONE} { account ${EXTERNAL_ID} } }`, 'account', { interaction: null }],
  [`{ subscription${GONE} { account ${EXTERNAL_ID} } }`, 'account', { subscription: null }],
  [`{ renewals${YEAR} { nodes { account ${EXTERNAL_ID} } } }`, 'account', { renewals: [{ account: 'stays' }] }],
  [
    `{ renewals${YEAR} { nodes { subscription ${EXTERNAL_ID} } } }`,
    'subscription',
    { renewals: [{ subscription: 'stays' }] },
  ],
  [`{ account${GONE} { externalId nextRenewal { subscription ${EXTERNAL_ID} } } }`, 'subscription', { account: null }],
  [
    `{ accounts { nodes { externalId nextRenewal { subscription ${EXTERNAL_ID} } } } }`,
    'subscription',
    { accounts: [{ externalId: 'stays', nextRenewal: { subscription: 'stays' } }] },
  ],
  [
    '{ worklist { nodes { account { externalId } } } }',
    'account',
    { worklist: [{ account: 'stays' }, { account: 'stays' }] },
  ],
  [`{ subscription${GONE} { status } }`, 'subscription_phase', { subscription: null }],
  [`{ subscription${GONE} { monthlyRecurringRevenue { amount } } }`, 'subscription_phase', { subscription: null }],
  [`{ subscription${GONE} { phases { from } } }`, 'subscription_phase', { subscription: null }],
  [`{ account${GONE} { relationship { type } } }`, 'account_now', { account: null }],
  [`{ account${GONE} { relationship { evidence { observed } } } }`, 'account_now', { account: null }],
  [`{ account${GONE} { relationship { policy { version } } } }`, 'account_period', { account: null }],
  [`{ account${GONE} { monthlyRecurringRevenue { amount } } }`, 'account_now', { account: null }],
  [
    `{ account${GONE} { monthlyRecurringRevenue(asOf: "2025-01-01T00:00:00Z") { amount } } }`,
    'account_period',
    { account: null },
  ],
];

/** Replaces connections by their nodes, and records with only an externalId by it. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && (first![0] === 'externalId' || first![0] === 'nodes')) return plain(first![1]);
  return Object.fromEntries(entries.map(([key, part]) => [key, plain(part)]));
};

/** Operations that take several statements, with a deletion committed between two of them. */
describe('during a concurrent deletion', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let deleter: pg.PoolClient;

  beforeAll(async () => {
    server = await startTestServer({ limits: { database: timeouts } });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
    const names = ['gone', 'stays'];
    await record(workspace, {
      plans: [plan('basic', 1)],
      members: [member('mia')],
      accounts: names.map((name) => account(name)),
      subscriptions: names.map((name) =>
        subscription(name, name, [phase('2023-01-01', '2026-04-01', { termMonths: 3 })]),
      ),
      interactions: names.map((name) => interaction(name, name, '2026-01-01')),
    });
    deleter = await poolOf(server.database.dataSource).connect();
  });
  afterEach(() => jest.restoreAllMocks());

  /** Commits the deletion of an account once the operation waits for the lock on a table. `meanwhile` runs just before. */
  async function whileDeleting<Result>(
    table: string,
    operate: () => Promise<Result>,
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Result> {
    try {
      await deleter.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      const result = operate();
      await waitUntil('the operation waits for the lock', async () => {
        // Other test files wait for locks in databases of their own.
        const { rowCount } = await deleter.query(
          `SELECT FROM pg_locks WHERE NOT granted AND relation = '${table}'::regclass
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        );
        return rowCount! > 0;
      });
      await meanwhile();
      await deleter.query(`DELETE FROM account WHERE workspace_id = $1 AND external_id = 'gone'`, [workspace.id]);
      await deleter.query('COMMIT');
      return await result;
    } finally {
      await deleter.query('ROLLBACK');
      deleter.release();
    }
  }

  it.each(OVERTAKEN)('%s does not fail when it reads %s late', async (query, table, result) => {
    // The second request compiles the query; the result has to stay the same.
    for (let i = 0; i < 2; i++) expect((await workspace.ask(query)).errors).toBeUndefined();
    const answer = await whileDeleting(table, () => workspace.ask(query));
    expect({ ...answer, data: plain(answer.data) }).toEqual({ status: 200, data: result });
  });

  it('a query that is not compiled yet returns the records that remain', async () => {
    const query = `{ all: interactions { nodes { account { externalId } } } }`;
    const { data, errors } = await whileDeleting('account', () => workspace.ask(query));
    expect({ data, errors }).toEqual({ data: { all: { nodes: [{ account: { externalId: 'stays' } }] } } });
  });

  it('a query gets OVERLOADED if no connection is free to read its records in one snapshot', async () => {
    const query = `{ subscription${GONE} { account { externalId } } }`;
    jest.replaceProperty(timeouts, 'waitMs', 300);
    const pool = poolOf(server.database.served);
    const held: pg.PoolClient[] = [];
    let next: Promise<unknown> = Promise.resolve();
    try {
      const answer = await whileDeleting(
        'account',
        () => workspace.ask(query),
        async () => {
          // All other connections, and the one that the query uses as soon as it becomes free.
          for (let i = 1; i < pool.options.max; i++) held.push(await pool.connect());
          next = pool.connect().then((client) => held.push(client));
        },
      );
      expect(answer).toMatchObject({
        status: 503,
        errors: [{ path: ['subscription', 'account'], extensions: { code: 'OVERLOADED' } }],
      });
      expect(answer.errors).toHaveLength(1);
    } finally {
      await next;
      for (const client of held) client.release();
    }
    expect((await workspace.ask(query)).errors).toBeUndefined();
  });

  it('a query reads one snapshot even if a list has become stale, which only a write could refresh', async () => {
    const query = `{ accounts { totalCount } renewals${YEAR} { nodes { subscription { externalId } } } }`;
    server.clock.now = Date.parse(instant('2026-03-31')) + 1;
    const answer = await whileDeleting(
      'subscription',
      () => workspace.ask(query),
      async () => {
        // A server whose clock is behind derives an account whose type changes before the instant of the query.
        server.clock.now = NOW;
        const late = await mutated(workspace, 'accountUpsert', { name: 'Late' });
        const purchase = { kind: 'PURCHASE', occurredAt: instant('2025-12-31') };
        await mutated(workspace, 'interactionRecord', { account: { id: late.id }, ...purchase });
      },
    );
    expect({ ...answer, data: plain(answer.data) }).toEqual({
      status: 200,
      data: { accounts: { totalCount: 2 }, renewals: [{ subscription: 'stays' }] },
    });
  });

  it('a mutation says that its change was saved, and leaves out what was deleted', async () => {
    const { status, data, errors } = await whileDeleting('subscription', () =>
      workspace.ask(`mutation {
        memberUpsert(input: { externalId: "mia", name: "Mia" }) { member { name } }
        interactionRecord(input: { account: { externalId: "gone" }, kind: CALL, occurredAt: "2026-03-01T00:00:00Z" }) {
          interaction { kind account { externalId nextRenewal { subscription { externalId } } } }
        }
      }`),
    );
    expect({ status, data }).toEqual({
      status: 200,
      data: {
        memberUpsert: { member: { name: 'Mia' } },
        interactionRecord: { interaction: { kind: 'CALL', account: { externalId: 'gone', nextRenewal: null } } },
      },
    });
    expect(errors).toMatchObject([
      {
        path: ['interactionRecord', 'interaction', 'account', 'nextRenewal', 'subscription'],
        message: expect.stringMatching(/^The change was saved/) as string,
        extensions: { code: 'RECORD_DELETED' },
      },
    ]);
  });
});
