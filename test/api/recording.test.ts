import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

describe('recording', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
  });

  it('imports accounts with subscriptions and interactions, and shows what they are', async () => {
    const answer = await workspace.ask(
      `mutation ($input: ImportInput!) { import(input: $input) { created updated unchanged refused userErrors { field message code } } }`,
      {
        input: {
          interactions: [
            {
              externalId: 'i1',
              accountExternalId: 'a1',
              kind: 'SUPPORT',
              occurredAt: '2026-01-01T00:00:00Z',
              personalized: true,
            },
          ],
          subscriptions: [
            {
              externalId: 's1',
              accountExternalId: 'a1',
              phases: [
                {
                  from: '2023-01-01T00:00:00Z',
                  planExternalId: 'top',
                  status: 'ACTIVE',
                  unitPrice: { amount: '99.50', currencyCode: 'USD' },
                  billingInterval: 'MONTH',
                },
              ],
            },
          ],
          accounts: [{ externalId: 'a1', name: 'Acme' }],
          plans: [{ externalId: 'top', name: 'Top', rank: 2 }],
        },
      },
    );
    expect(answer).toEqual({
      status: 200,
      data: { import: { created: 4, updated: 0, unchanged: 0, refused: 0, userErrors: [] } },
    });
    const shown = await workspace.ask(
      `{ accounts { totalCount nodes { id name relationship { type since score summary borderline policy { name } evidence { summary met changesAt interactions { kind } } nextChange { type from because { summary } } pathToClient { needsPaidSubscription } }
         monthlyRecurringRevenue { amount currencyCode } subscriptions { nodes { status plan { name isTopTier } startedAt currentTermEndsAt } } interactions(first: 5) { totalCount nodes { occurredAt } } } }
         clientBase { accounts customers borderline clientsWithoutSuccessManager counts { type accounts monthlyRecurringRevenue { amount } } } }`,
    );
  });
});
