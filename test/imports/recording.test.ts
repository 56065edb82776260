import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

describe('the API', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
  });

  it('imports accounts with subscriptions and interactions, and derives their relationship and the client base', async () => {
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
      `{ accounts { totalCount nodes { name relationship { type since score summary borderline policy { name } evidence { summary met changesAt interactions { kind } } nextChange { type from because { summary } } pathToClient { needsPaidSubscription } }
         monthlyRecurringRevenue { amount currencyCode } subscriptions { nodes { status plan { name isTopTier } startedAt currentTermEndsAt } } interactions(first: 5) { totalCount nodes { occurredAt } } } }
         clientBase { accounts customers borderline clientsWithoutSuccessManager counts { type accounts monthlyRecurringRevenue { amount } } } }`,
    );
    const evidence = (summary: string, met: boolean, changesAt: string | null = null, kinds: string[] = []) => ({
      summary,
      met,
      changesAt,
      interactions: kinds.map((kind) => ({ kind })),
    });
    const count = (type: string, accounts: number, amount: string) => ({
      type,
      accounts,
      monthlyRecurringRevenue: { amount },
    });
    expect(shown).toEqual({
      status: 200,
      data: {
        accounts: {
          totalCount: 1,
          nodes: [
            {
              name: 'Acme',
              relationship: {
                type: 'CLIENT',
                since: '2025-01-01T00:00:00.000Z',
                score: 0.5,
                summary:
                  'Client since 1 January 2025: paid continuously for 38 months and on the top tier; its score is 50% (at least 50% needed).',
                borderline: true,
                policy: { name: 'SaaS baseline' },
                evidence: [
                  evidence('Paid continuously for 38 months (at least 12 months required).', true),
                  evidence('Paid continuously for 38 months (at least 24 months needed).', true),
                  evidence('On the top tier (should be).', true),
                  evidence('No term commitment (at least 12 months needed).', false),
                  evidence('Not on tailored terms (should be).', false),
                  evidence('1 personalized interaction in the last 365 days (at least 3 needed).', false, null, [
                    'SUPPORT',
                  ]),
                  evidence('0% of interactions initiated by us in the last 365 days (at least 50% needed).', false),
                  evidence('No expansions in the last 730 days (at least 1 needed).', false),
                  evidence('No referrals, reviews or testimonials in the last 730 days (at least 1 needed).', false),
                ],
                nextChange: null,
                pathToClient: null,
              },
              monthlyRecurringRevenue: { amount: '99.50', currencyCode: 'USD' },
              subscriptions: {
                nodes: [
                  {
                    status: 'ACTIVE',
                    plan: { name: 'Top', isTopTier: true },
                    startedAt: '2023-01-01T00:00:00.000Z',
                    currentTermEndsAt: '2026-04-01T00:00:00.000Z',
                  },
                ],
              },
              interactions: { totalCount: 1, nodes: [{ occurredAt: '2026-01-01T00:00:00.000Z' }] },
            },
          ],
        },
        clientBase: {
          accounts: 1,
          customers: 1,
          borderline: 1,
          clientsWithoutSuccessManager: 1,
          counts: [
            count('PROSPECT', 0, '0.00'),
            count('TRIAL', 0, '0.00'),
            count('CUSTOMER', 0, '0.00'),
            count('CLIENT', 1, '99.50'),
            count('FORMER_CUSTOMER', 0, '0.00'),
            count('FORMER_CLIENT', 0, '0.00'),
          ],
        },
      },
    });
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });
});
