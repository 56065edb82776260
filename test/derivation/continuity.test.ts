import { account, instant, phase, plan, record, subscription, type Given } from '../support/records.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

const top = (from: string, to: string | null = null, changes: Given = {}): Given =>
  phase(from, to, { planExternalId: 'top', ...changes });
const trial = { status: 'TRIALING' };

/** The phases of the subscriptions of accounts that are clients from March 2023 on, without an interruption. */
const CLIENTS: Record<string, Given[][]> = {
  'paid until one second before': [[top('2021-03-01', '2026-02-28T23:59:59Z'), top('2026-03-01')]],
  'renewed as a new record': [[top('2021-03-01', '2026-02-28T23:59:59Z')], [top('2026-03-01')]],
  'free in March': [[top('2021-03-01', '2026-03-01'), top('2026-03-01', '2026-04-01', trial), top('2026-04-01')]],
  'free in March as a new record': [
    [top('2021-03-01', '2026-02-28')],
    [top('2026-03-01', '2026-04-01', { unitPrice: { amount: '0', currencyCode: 'USD' } }), top('2026-04-01')],
  ],
};
const INSTANTS = [
  '2026-02-15',
  '2026-02-28',
  '2026-02-28T23:59:59Z',
  '2026-03-01',
  '2026-03-20',
  '2026-04-01',
  '2026-05-01',
].map((text) => Date.parse(instant(text)));

describe('an account with small gaps and free months', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    server.clock.now = INSTANTS[0]!;
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 3)],
      accounts: Object.keys(CLIENTS).map((name) => account(name)),
      subscriptions: Object.entries(CLIENTS).flatMap(([name, subscriptions]) =>
        subscriptions.map((phases, i) => subscription(`${name} ${i}`, name, phases)),
      ),
    });
  });
  afterAll(() => server.close());

  it.each(INSTANTS.map((at) => [new Date(at).toISOString(), at]))(
    'is a client in lists at %s, and its derived rows are those of a rebuild',
    async (_, at) => {
      server.clock.now = at;
      const { data } = await workspace.ask('{ accounts { nodes { name relationship { type since } } } }');
      const { accounts } = data as { accounts: { nodes: { name: string; relationship: object }[] } };
      const since = instant('2023-03-01');
      expect(accounts.nodes.map(({ relationship }) => relationship)).toEqual(
        Object.keys(CLIENTS).map(() => ({ type: 'CLIENT', since })),
      );
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    },
  );

  it('keeps its subscriptions as they were recorded', async () => {
    const { data } = await workspace.ask(
      '{ account(by: { externalId: "free in March" }) { subscriptions { nodes { phases { from to status } } } } }',
    );
    expect(data).toEqual({
      account: {
        subscriptions: {
          nodes: [
            {
              phases: [
                { from: instant('2021-03-01'), to: instant('2026-03-01'), status: 'ACTIVE' },
                { from: instant('2026-03-01'), to: instant('2026-04-01'), status: 'TRIALING' },
                { from: instant('2026-04-01'), to: null, status: 'ACTIVE' },
              ],
            },
          ],
        },
      },
    });
  });
});
