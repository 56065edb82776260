import pg from 'pg';
import { poolOf } from '../../src/database/pool.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { account, instant, interaction, mutated, phase, plan, record, subscription, usd } from '../support/records.js';
import { rollOutPlans } from '../support/rollouts.js';
import { shownTypes } from '../support/shown-types.js';
import { untilStatementsWait } from '../support/waiting-statements.js';

/** Writers whose steps are brought into one order, by holding a row that they come to need. */
describe('a writer that waits for another writer', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let holder: pg.PoolClient;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: [account('acme'), account('new')],
      subscriptions: [subscription('s', 'acme', [phase('2023-01-01', null, { planExternalId: 'top' })])],
    });
    holder = await poolOf(server.database.dataSource).connect();
    await holder.query('BEGIN');
  });
  afterEach(async () => {
    await rollOutPlans(workspace);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  /** Keeps others from changing the rows of an account in a table. */
  const hold = (table: 'account' | 'account_now', externalId: string): Promise<unknown> =>
    holder.query(
      `SELECT FROM ${table} t JOIN account a ON a.workspace_id = $1 AND a.external_id = $2
       WHERE t.workspace_id = $1 AND ${table === 'account' ? 't.id' : 't.account_id'} = a.id FOR UPDATE OF t`,
      [workspace.id, externalId],
    );
  async function letGo(): Promise<void> {
    await holder.query('COMMIT');
    holder.release();
  }
  const untilWaiting = (count: number): Promise<void> => untilStatementsWait(server.database.dataSource, count);

  it('keeps the churn reason that the other writer stored for the same cancellation', async () => {
    await hold('account', 'acme');
    const input = { subscription: { externalId: 's' } };
    const first = mutated(workspace, 'subscriptionCancel', {
      ...input,
      at: instant('2026-09-01'),
      churnReason: 'PRICE',
    });
    await untilWaiting(1);
    const second = mutated(workspace, 'subscriptionCancel', { ...input, at: instant('2026-08-01') });
    await untilWaiting(2);
    await letGo();
    expect(await first).toMatchObject({ churnReason: 'PRICE' });
    expect(await second).toMatchObject({ cancelAt: instant('2026-08-01'), churnReason: 'PRICE' });
  });

  it('sees the records that the other writer stored for the same account', async () => {
    await hold('account', 'acme');
    const contact = (externalId: string) => interaction(externalId, 'acme', '2026-01-01', { personalized: true });
    const waiting = [record(workspace, { interactions: [contact('1'), contact('2')] })];
    await untilWaiting(1);
    waiting.push(
      record(workspace, { interactions: [contact('3')], accounts: [account('acme', { domain: 'x.example' })] }),
    );
    await untilWaiting(2);
    await letGo();
    await Promise.all(waiting);
    const { data } = await workspace.ask('{ account(by: { externalId: "acme" }) { domain relationship { score } } }');
    // 24 months on the top plan make 9 of 18, the three contacts 3 more.
    expect(data).toEqual({ account: { domain: 'x.example', relationship: { score: 12 / 18 } } });
  });

  it('does not have to restart its transaction if it creates an account while the other writer changes plans', async () => {
    const query = jest.spyOn(pg.Client.prototype, 'query');
    await hold('account', 'acme');
    const first = record(workspace, { accounts: [account('acme', { domain: 'x.example' }), account('newer')] });
    await untilWaiting(1);
    const second = record(workspace, { plans: [plan('basic', 3)], accounts: [account('acme', { name: 'Acme' })] });
    await untilWaiting(2);
    await letGo();
    await Promise.all([first, second]);
    const sent = query.mock.calls.map(([text]) => text as unknown);
    query.mockRestore();
    expect(sent).not.toContain('ROLLBACK');
    expect(await shownTypes(workspace)).toMatchObject({ newer: 'PROSPECT' });
  });

  it('and has classified an account by outdated plans is followed by a rollout that corrects the type', async () => {
    // It has read the plans, and waits with what it made of them.
    await hold('account_now', 'new');
    const started = mutated(workspace, 'subscriptionStart', {
      account: { externalId: 'new' },
      plan: { externalId: 'top' },
      startsAt: instant('2023-01-01'),
      unitPrice: usd('49.00'),
      billingInterval: 'MONTH',
    });
    await untilWaiting(1);
    await record(workspace, { plans: [plan('summit', 3)] });
    const rolledOut = rollOutPlans(workspace);
    await letGo();
    await Promise.all([started, rolledOut]);
    await rollOutPlans(workspace);
    expect(await shownTypes(workspace)).toEqual({ acme: 'CUSTOMER', new: 'CUSTOMER' });
  });
});
