import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { FULL_RECORDS, shownOf } from './full-records.js';
import { record } from './records.js';
import { rollOutPlans } from './rollouts.js';

describe('an import', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
  });
  afterEach(async () => {
    await rollOutPlans(workspace);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('shows what it recorded as it was given', async () => {
    expect(await record(workspace, FULL_RECORDS)).toMatchObject({ created: 7, updated: 0, unchanged: 0 });
    const { plans, accounts } = await shownOf(workspace);
    expect(plans).toEqual([
      {
        externalId: 'basic',
        name: 'basic',
        rank: 1,
        offeredFrom: '2020-01-01T00:00:00.000Z',
        offeredUntil: '2030-01-01T00:00:00.000Z',
      },
      { externalId: 'top', name: 'top', rank: 2, offeredFrom: null, offeredUntil: null },
    ]);
    const price = {
      quantity: 1,
      unitPrice: { amount: '49.00' },
      billingInterval: 'MONTH',
      termMonths: 0,
      tailored: false,
    };
    const basic = { plan: { externalId: 'basic' } };
    const [from2024, february, from2025, march] = ['2024-01', '2024-02', '2025-02', '2025-03'].map(
      (month) => `${month}-01T00:00:00.000Z`,
    );
    expect(accounts.nodes).toEqual([
      {
        externalId: 'acme',
        name: 'Acmé',
        domain: 'acme.example',
        desiredOutcome: 'Fewer calls',
        attributes: { segment: 'mid', tags: ['a', 'b'], size: { people: 12, share: 0.1 }, none: null },
        successManager: { name: 'Mia', email: 'mia@vendor.example' },
        updatedAt: '2026-03-15T12:00:00.000Z',
        subscriptions: {
          nodes: [
            {
              externalId: 'acme-1',
              churnReason: 'PRICE',
              phases: [
                { ...price, ...basic, from: from2024, to: february, status: 'TRIALING' },
                {
                  ...price,
                  from: february,
                  to: from2025,
                  plan: { externalId: 'top' },
                  status: 'PAST_DUE',
                  termMonths: 12,
                  tailored: true,
                },
                {
                  ...price,
                  ...basic,
                  from: march,
                  to: '2026-09-01T00:00:00.000Z',
                  status: 'PAUSED',
                  quantity: 7,
                  billingInterval: 'QUARTER',
                },
              ],
            },
          ],
        },
        interactions: {
          nodes: [
            {
              externalId: 'i1',
              kind: 'PURCHASE',
              personalized: true,
              initiative: 'US',
              sentiment: -0.57,
              amount: { amount: '19.90' },
              effortMinutes: 30,
              occurredAt: '2025-06-01T09:00:00.123Z',
              recordedAt: '2026-03-15T12:00:00.000Z',
              member: { name: 'Tom' },
              note: 'Said "thanks" 🎉',
            },
          ],
        },
      },
    ]);
  });

  it('takes references to what an earlier call recorded', async () => {
    for (const kind of ['plans', 'members', 'accounts', 'interactions', 'subscriptions'] as const) {
      const records = FULL_RECORDS[kind];
      expect(await record(workspace, { [kind]: records })).toMatchObject({ created: records.length });
    }
  });

  it('takes nothing at all', async () => {
    const nothing = { created: 0, updated: 0, unchanged: 0, refused: 0, userErrors: [] };
    expect(await record(workspace, {})).toEqual(nothing);
    expect(await record(workspace, { accounts: [], plans: undefined })).toEqual(nothing);
  });
});
