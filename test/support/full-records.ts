import type { TestWorkspace } from './server.js';
import { account, interaction, member, phase, plan, subscription, usd } from './records.js';

/** One record of each kind with all that it can carry. */
export const FULL_RECORDS = {
  plans: [
    plan('basic', 1, { offeredFrom: '2020-01-01T00:00:00Z', offeredUntil: '2030-01-01T00:00:00Z' }),
    plan('top', 2, { identities: [{ source: 'stripe', externalId: 'prod_top' }] }),
  ],
  members: [
    member('mia', { name: 'Mia', email: 'mia@vendor.example' }),
    member('tom', { name: 'Tom', identities: [{ source: 'hubspot', externalId: '17' }] }),
  ],
  accounts: [
    account('acme', {
      name: 'Acmé',
      domain: 'acme.example',
      desiredOutcome: 'Fewer calls',
      attributes: { segment: 'mid', tags: ['a', 'b'], size: { people: 12, share: 0.1 }, none: null },
      successManagerExternalId: 'mia',
      identities: [
        { source: 'stripe', externalId: 'cus_1' },
        { source: 'hubspot', externalId: '4711' },
      ],
    }),
  ],
  subscriptions: [
    subscription(
      'acme-1',
      'acme',
      [
        phase('2024-02-01', '2025-02-01', {
          status: 'PAST_DUE',
          planExternalId: 'top',
          termMonths: 12,
          tailored: true,
        }),
        phase('2024-01-01', '2024-02-01', { status: 'TRIALING' }),
        phase('2025-03-01', '2026-09-01', { status: 'PAUSED', quantity: 7, billingInterval: 'QUARTER' }),
      ],
      { churnReason: 'PRICE', identities: [{ source: 'stripe', externalId: 'sub_1' }] },
    ),
  ],
  interactions: [
    interaction('i1', 'acme', '2025-06-01T09:00:00.123Z', {
      kind: 'PURCHASE',
      personalized: true,
      initiative: 'US',
      sentiment: -0.57,
      amount: usd('19.90'),
      effortMinutes: 30,
      memberExternalId: 'tom',
      note: 'Said "thanks" 🎉',
      identities: [{ source: 'hubspot', externalId: 'call-1' }],
    }),
  ],
};

const SHOWN = `{
  plans { externalId name rank offeredFrom offeredUntil identities { source externalId } }
  accounts(first: 5) { nodes {
    externalId name domain desiredOutcome attributes successManager { name email } updatedAt identities { source externalId }
    subscriptions(first: 5) { nodes { externalId churnReason identities { source externalId } phases {
      from to plan { externalId } status quantity unitPrice { amount } billingInterval termMonths tailored
    } } }
    interactions { nodes {
      externalId kind personalized initiative sentiment amount { amount } effortMinutes occurredAt recordedAt
      member { name } note identities { source externalId }
    } }
  } }
}`;

/** All that a workspace shows of such records. */
// Tests say what they expect of it, and fail if it is something else.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const shownOf = async (workspace: TestWorkspace): Promise<any> => (await workspace.ask(SHOWN)).data;
