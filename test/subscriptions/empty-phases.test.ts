import { AllowEmptyPhases1764000920000 } from '../../migrations/1764000920000-allow-empty-phases.js';
import { enableRowLevelSecurity } from '../../src/database/row-level-security.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  account,
  importRecords,
  instant,
  mutated,
  phase,
  plan,
  record,
  subscription,
  type Given,
} from '../support/records.js';

const SHOWN = `query ($by: AccountBy!, $periods: DateTime!) { account(by: $by) {
  relationship { type since evidence { met observed changesAt summary } }
  before: relationship(asOf: $periods) { type }
  subscriptions { totalCount nodes { status startedAt endedAt cancelAt trialEndsAt currentTermEndsAt plan { externalId } phases { from to status } } }
} }`;

const empty = (day: string, changes: Given = {}): Given => phase(day, day, changes);
const yearly = { termMonths: 12 };

/** A title, phases with an empty one, the same without it, and the status shown. */
const HISTORIES: [title: string, phases: Given[], status: string][] = [
  ['alone', [empty('2025-01-01')], 'CANCELED'],
  ['alone, in the future', [empty('2027-01-01')], 'ACTIVE'],
  ['alone, on trial', [empty('2025-01-01', { status: 'TRIALING' })], 'CANCELED'],
  [
    'before the phase that starts with it',
    [empty('2025-01-01', { planExternalId: 'top' }), phase('2025-01-01')],
    'ACTIVE',
  ],
  ['after the phase that ends with it', [phase('2025-01-01', '2025-06-01'), empty('2025-06-01')], 'CANCELED'],
  [
    'between two phases, with another term',
    [phase('2023-01-01', '2025-06-01', yearly), empty('2025-06-01'), phase('2025-06-01', null, yearly)],
    'ACTIVE',
  ],
  [
    'in a gap',
    [phase('2023-01-01', '2024-01-01'), empty('2024-06-01', { planExternalId: 'top' }), phase('2025-01-01')],
    'ACTIVE',
  ],
  [
    'in a gap that is longer than a run allows',
    [phase('2023-01-01', '2024-01-01'), empty('2024-02-15'), phase('2024-03-20')],
    'ACTIVE',
  ],
  ['after the end', [phase('2023-01-01', '2026-03-01'), empty('2026-03-10')], 'CANCELED'],
  ['twice, at different instants', [empty('2025-01-01'), empty('2025-02-01')], 'CANCELED'],
  ['free', [empty('2025-01-01', { unitPrice: { amount: '0', currencyCode: 'USD' } })], 'CANCELED'],
];

describe('a phase that ends as it starts', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: [account('with'), account('without')],
    });
  });
  afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

  const shown = async (externalId: string, asOf: string): Promise<Given> => {
    const variables = { by: { externalId }, periods: asOf };
    return ((await workspace.ask(SHOWN, variables)).data as { account: Given }).account;
  };
  const isEmpty = ({ from, to }: Given): boolean => from === to;

  it.each(HISTORIES)('is recorded and shown, and has no effect: %s', async (_, phases, status) => {
    const lasting = phases.filter((one) => !isEmpty(one));
    const other = lasting.length > 0 ? [subscription('other', 'without', lasting)] : [];
    await record(workspace, { subscriptions: [subscription('s', 'with', phases), ...other] });
    for (const { from } of phases) {
      const { subscriptions, ...relationship } = await shown('with', from as string);
      const { subscriptions: __, ...expected } = await shown('without', from as string);
      expect(relationship).toEqual(expected);
      const { nodes, totalCount } = subscriptions as { nodes: Given[]; totalCount: number };
      expect([totalCount, nodes[0]!.status]).toEqual([1, status]);
      expect(nodes[0]!.phases).toEqual(phases.map(({ from, to, status }) => ({ from, to, status })));
    }
  });

  it('does not refuse the other subscriptions of its account, and is unchanged when it is imported again', async () => {
    const subscriptions = [
      subscription('lasting', 'with', [phase('2024-01-01')]),
      subscription('same day', 'with', [empty('2025-01-01')]),
    ];
    expect(await importRecords(workspace, { subscriptions })).toMatchObject({ created: 2, refused: 0 });
    expect(await importRecords(workspace, { subscriptions })).toMatchObject({ unchanged: 2 });
    expect((await shown('with', instant('2024-06-01'))).before).toEqual({ type: 'CUSTOMER' });
  });

  it('is found by the filter of subscriptions, and counts in no metric', async () => {
    await record(workspace, { subscriptions: [subscription('s', 'with', [empty('2026-02-10', { termMonths: 12 })])] });
    const { data } = await workspace.ask(`{
      account(by: { externalId: "with" }) { subscriptions(filter: { status: { eq: CANCELED } }) { totalCount } }
      revenueMovements(from: "2026-01-01", to: "2026-03-31", interval: MONTH) { new { amount } churn { amount } end { amount } }
      clientBase { customers accounts }
      renewals(from: "2026-01-01", to: "2028-01-01", first: 5) { nodes { at } }
    }`);
    const none = { amount: '0.00' };
    expect(data).toEqual({
      account: { subscriptions: { totalCount: 1 } },
      revenueMovements: Array<Given>(3).fill({ new: none, churn: none, end: none }),
      clientBase: { customers: 0, accounts: 2 },
      renewals: { nodes: [] },
    });
  });

  it('stays recorded when the subscription is started again at that instant, changed and canceled', async () => {
    await record(workspace, { subscriptions: [subscription('s', 'with', [empty('2026-01-10')])] });
    const by = { subscription: { externalId: 's' } };
    const at = instant('2026-01-10');
    await mutated(workspace, 'subscriptionChange', { ...by, at, status: 'ACTIVE' });
    await mutated(workspace, 'subscriptionChange', { ...by, at: instant('2026-02-10'), quantity: 5 });
    await mutated(workspace, 'subscriptionCancel', { ...by, at: instant('2026-03-10') });
    const { subscriptions } = await shown('with', at);
    expect((subscriptions as { nodes: Given[] }).nodes[0]!.phases).toEqual([
      { from: at, to: at, status: 'ACTIVE' },
      { from: at, to: instant('2026-02-10'), status: 'ACTIVE' },
      { from: instant('2026-02-10'), to: instant('2026-03-10'), status: 'ACTIVE' },
    ]);
  });

  it('has no effect on a hypothetical history', async () => {
    const text =
      'query ($input: ClassifyInput!) { classify(input: $input) { type evidence { met observed changesAt summary } } }';
    const of = async (subscriptions: Given[]): Promise<unknown> =>
      (await workspace.ask(text, { input: { subscriptions, interactions: [] } })).data;
    const lasting = { phases: [phase('2024-01-01')] };
    const expected = await of([lasting]);
    expect(expected).toMatchObject({ classify: { type: 'CUSTOMER' } });
    expect(await of([lasting, { phases: [empty('2026-03-01', { planExternalId: 'top' })] }])).toEqual(expected);
  });

  it('can be stored after the migration of a database that refused it', async () => {
    const migration = new AllowEmptyPhases1764000920000();
    const runner = server.database.dataSource.createQueryRunner();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    await enableRowLevelSecurity(server.database.dataSource);
    await record(workspace, { subscriptions: [subscription('s', 'with', [empty('2025-01-01'), phase('2025-01-01')])] });
  });
});
