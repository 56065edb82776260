/** Starts and shows subscriptions of the account "acme" to the plan "basic". */
import type { TestWorkspace } from '../support/server.js';
import { account, mutated, plan, record, usd, type Given } from '../support/records.js';

const TERMS = {
  account: { externalId: 'acme' },
  plan: { externalId: 'basic' },
  unitPrice: usd('49.00'),
  billingInterval: 'MONTH',
};
const SHOWN = `query ($by: AccountBy!) { account(by: $by) {
  relationship { type }
  subscriptions { nodes { status startedAt trialEndsAt currentTermEndsAt cancelAt endedAt churnReason
    phases { from to status } monthlyRecurringRevenue { amount } } }
} }`;

export const recordAcme = (workspace: TestWorkspace): Promise<unknown> =>
  record(workspace, { plans: [plan('basic', 1)], accounts: [account('acme')] });

export const startSubscription = (workspace: TestWorkspace, input: Given = {}): Promise<Given> =>
  mutated(workspace, 'subscriptionStart', { ...TERMS, ...input });

/** Returns the type of the account and its only subscription. */
export async function shownSubscription(workspace: TestWorkspace): Promise<[type: string, subscription: Given]> {
  const { account } = (await workspace.ask(SHOWN, { by: { externalId: 'acme' } })).data as {
    account: { relationship: { type: string }; subscriptions: { nodes: [Given] } };
  };
  expect(account.subscriptions.nodes).toHaveLength(1);
  return [account.relationship.type, account.subscriptions.nodes[0]];
}
