import { startTestServer, type TestServer } from '../support/server.js';
import { account, member, plan, record } from '../support/records.js';

describe('several mutations in one operation', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('each return the state that is recorded at that point', async () => {
    const workspace = await server.addWorkspace();
    await record(workspace, { plans: [plan('basic', 1)], members: [member('mia')], accounts: [account('acme')] });
    const call = (changes: string): string =>
      `interactionRecord(input: { externalId: "i", account: { externalId: "acme" }, kind: CALL, occurredAt: "2026-03-01T00:00:00Z" ${changes} }) {
        interaction { note account { name relationship { type } interactions { totalCount } } }
      }`;
    const { data, errors } = await workspace.ask(`mutation {
      renamed: accountUpsert(input: { externalId: "acme", name: "Acme" }) { account { name relationship { type } } }
      again: accountUpsert(input: { externalId: "acme", name: "Acme & Sons" }) { account { name } }
      assigned: successManagerAssign(input: { account: { externalId: "acme" }, member: { externalId: "mia" } }) {
        account { successManager { name book { accounts } } }
      }
      taken: successManagerAssign(input: { account: { externalId: "acme" }, member: null }) { account { successManager { name } } }
      started: subscriptionStart(input: {
        externalId: "s", account: { externalId: "acme" }, plan: { externalId: "basic" }
        unitPrice: { amount: "9", currencyCode: "USD" }, billingInterval: MONTH
      }) { subscription { status account { relationship { type } } } }
      recorded: ${call('')}
      noted: ${call('note: "Nice"')}
      deleted: interactionDelete(input: { interaction: { externalId: "i" } }) { userErrors { code } }
      gone: interactionDelete(input: { interaction: { externalId: "i" } }) { userErrors { code } }
      once: ${call('')}
      canceled: subscriptionCancel(input: { subscription: { externalId: "s" }, at: "2026-03-15T12:00:00.001Z" }) {
        subscription { cancelAt status }
      }
    }`);
    expect(errors).toBeUndefined();
    const shown = { name: 'Acme & Sons', relationship: { type: 'CUSTOMER' }, interactions: { totalCount: 1 } };
    expect(data).toEqual({
      renamed: { account: { name: 'Acme', relationship: { type: 'PROSPECT' } } },
      again: { account: { name: 'Acme & Sons' } },
      assigned: { account: { successManager: { name: 'mia', book: { accounts: 1 } } } },
      taken: { account: { successManager: null } },
      started: { subscription: { status: 'ACTIVE', account: { relationship: { type: 'CUSTOMER' } } } },
      recorded: { interaction: { note: null, account: shown } },
      noted: { interaction: { note: 'Nice', account: shown } },
      deleted: { userErrors: [] },
      gone: { userErrors: [{ code: 'NOT_FOUND' }] },
      once: { interaction: { note: null, account: shown } },
      canceled: { subscription: { cancelAt: '2026-03-15T12:00:00.001Z', status: 'ACTIVE' } },
    });
  });
});
