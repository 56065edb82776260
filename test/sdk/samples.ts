/* eslint-disable no-console -- the samples print their results */
/* The code samples of sdk/README.md and of the SDK's comments: compiled, and run by samples.test.ts. */
import { AccountDocument, AccountsDocument } from '../../sdk/src/documents.js';
import {
  Clientele,
  ClienteleCore,
  ImportInterruptedError,
  labelOf,
  RELATIONSHIP_TYPES,
  UserInputError,
  type ImportRecord,
  type Page,
} from '../../sdk/src/index.js';

interface Given {
  /** A client of a server that returns every field. */
  client: Clientele;
  core: ClienteleCore;
  apiKey: string;
  id: string;
  session: { accessToken(): Promise<string> };
  /** Where a program keeps the cursor with which it continues. */
  stored: { read(): Promise<string | null | undefined>; write(cursor: string | null | undefined): Promise<void> };
  readRecords: () => AsyncIterable<ImportRecord>;
}

/** Keeps the cursor in memory. */
export function storedCursor(): Given['stored'] {
  let kept: string | null | undefined;
  return {
    read: () => Promise.resolve(kept),
    write: (cursor) => {
      kept = cursor;
      return Promise.resolve();
    },
  };
}

export const samples: Readonly<Record<string, (given: Given) => Promise<void>>> = {
  async 'get an account'({ apiKey }) {
    const client = new Clientele({ url: 'http://localhost:4000/graphql', apiKey });
    const account = await client.account({ by: { externalId: 'acme' } });
    console.log(account?.relationship.summary);
    for (const { met, summary } of account?.relationship.evidence ?? []) console.log(met ? '+' : '-', summary);
  },

  async 'get an account at an earlier time'({ client }) {
    const account = await client.account({ by: { externalId: 'acme' }, asOf: '2026-01-01T00:00:00Z' });
    for (const { met, summary } of account?.relationship.evidence ?? []) console.log(met ? '+' : '-', summary);
  },

  async 'authenticate with a token'({ session }) {
    const client = new Clientele({ url: 'https://clientele.example/graphql', token: () => session.accessToken() });
    await client.viewer();
  },

  async 'get any record by id'({ client, id }) {
    const node = await client.node({ id });
    if (node?.__typename === 'Plan') console.log(node.rank);
  },

  async 'get several records by id'({ client, id }) {
    for (const node of await client.nodes({ ids: [id] })) console.log(node?.__typename);
  },

  async 'read a list'({ client }) {
    const clients = client.accounts({ filter: { type: { eq: 'CLIENT' } }, pageSize: 100 });
    for await (const { name, monthlyRecurringRevenue } of clients) console.log(name, monthlyRecurringRevenue.amount);
    for await (const { nodes, pageInfo } of clients.byPage()) console.log(nodes.length, pageInfo.endCursor);
  },

  async 'read one page of a list'({ client }) {
    const accounts = client.accounts({ filter: { type: { eq: 'CLIENT' } }, pageSize: 20 });
    const page = await accounts.page({ totalCount: true });
    console.log(`${page.nodes.length} of ${page.totalCount}`);
    const next = await accounts.page({ after: page.pageInfo.endCursor });
    const previous = await accounts.page({ last: 20, before: next.pageInfo.startCursor });
    console.log(previous.nodes.length);
  },

  async 'detect a concurrent change'({ client }) {
    const account = await client.account({ by: { externalId: 'acme' } });
    await client.accountUpsert({ id: account?.id, name: 'Acme Ltd', expectedUpdatedAt: account?.updatedAt });
  },

  async 'show the values of an enum'() {
    for (const type of RELATIONSHIP_TYPES) console.log(type, labelOf(type)); // FORMER_CLIENT Former client
    return Promise.resolve();
  },

  async 'log every attempt'({ session }) {
    const client = new Clientele({
      url: 'https://clientele.example/graphql',
      token: () => session.accessToken(),
      onRequest: ({ operation, attempt }) => console.log(operation, attempt),
      onResponse: ({ operation, status, durationMs, requestId, error }) =>
        console.log(operation, status, durationMs, requestId, error?.code),
    });
    await client.viewer();
  },

  async 'read a filtered list'({ client }) {
    for await (const account of client.accounts({ filter: { type: { eq: 'CLIENT' } } })) {
      console.log(account.name, account.relationship.summary);
    }
  },

  async 'read a sorted list'({ client }) {
    const largestFirst = { field: 'MONTHLY_RECURRING_REVENUE', direction: 'DESC' } as const;
    for await (const { name, relationship } of client.accounts({ orderBy: largestFirst })) {
      console.log(name, relationship.type);
    }
  },

  async 'read interactions'({ client }) {
    const filter = { kind: { eq: 'CALL' }, sentiment: { lt: 0 } } as const;
    for await (const { account, note } of client.interactions({ filter })) console.log(account.name, note);
  },

  async 'handle user errors'({ client }) {
    try {
      await client.accountUpsert({ externalId: 'acme', name: '' });
    } catch (error) {
      if (!(error instanceof UserInputError)) throw error;
      for (const { field, message } of error.userErrors) console.error(field.join('.'), message);
    }
  },

  async 'record an account'({ client }) {
    const account = await client.accountUpsert({ externalId: 'acme', name: 'Acme', domain: 'acme.example' });
    console.log(account.id);
  },

  async 'start a subscription'({ client }) {
    const { account } = await client.subscriptionStart({
      externalId: 'acme-1',
      account: { externalId: 'acme' },
      plan: { externalId: 'premium' },
      unitPrice: { amount: '99.00', currencyCode: 'USD' },
      billingInterval: 'MONTH',
      termMonths: 12,
    });
    console.log(account.relationship.summary);
  },

  async 'start a subscription with add-ons and a discount'({ client }) {
    await client.subscriptionStart({
      externalId: 'acme-2',
      account: { externalId: 'acme' },
      billingInterval: 'MONTH',
      items: [
        { planExternalId: 'team', role: 'BASE', quantity: 25, unitPrice: { amount: '20.00', currencyCode: 'USD' } },
        { planExternalId: 'support', role: 'ADD_ON', unitPrice: { amount: '150.00', currencyCode: 'USD' } },
      ],
      discounts: [{ code: 'WELCOME', percentOff: '20', duration: 'REPEATING', to: '2026-09-01T00:00:00Z' }],
    });
  },

  async 'change the add-ons of a subscription'({ client }) {
    const { items } = await client.subscriptionChange({
      subscription: { externalId: 'acme-2' },
      billingInterval: 'MONTH',
      items: [
        { planExternalId: 'team', role: 'BASE', quantity: 25, unitPrice: { amount: '20.00', currencyCode: 'USD' } },
        { planExternalId: 'api-calls', role: 'USAGE' },
      ],
    });
    for (const { plan, role, quantity } of items) console.log(plan.name, role, quantity);
  },

  async 'end a discount'({ client }) {
    const subscription = { externalId: 'acme-2' };
    const to = '2026-07-01T00:00:00Z';
    const discounts = [{ code: 'WELCOME', percentOff: '20', duration: 'REPEATING' as const, to }];
    await client.subscriptionChange({ subscription, discounts });
  },

  async 'cancel a subscription'({ client }) {
    const subscription = { externalId: 'acme-1' };
    const { endsAt, cancelAt, withdrawnAt } = await client.subscriptionCancel({ subscription, churnReason: 'PRICE' });
    console.log(withdrawnAt ? 'withdrawn' : `ends ${cancelAt ?? endsAt}`);
  },

  async 'take back a cancellation'({ client }) {
    const { endsAt } = await client.subscriptionUncancel({ subscription: { externalId: 'acme-1' } });
    console.log(endsAt ? `agreed until ${endsAt}` : 'renews automatically');
  },

  async 'change a subscription'({ client }) {
    const subscription = { externalId: 'acme-1' };
    await client.subscriptionChange({ subscription, quantity: 25, at: '2026-07-01T00:00:00Z' });
    await client.subscriptionChange({ subscription, trialEndsAt: '2026-06-28T00:00:00Z' }); // extends its trial
  },

  async 'record usage'({ client }) {
    await client.usageRecord({
      account: { externalId: 'acme' },
      externalId: 'invoice-981-line-3',
      at: '2026-03-31T00:00:00Z',
      amount: { amount: '30.00', currencyCode: 'USD' },
    });
  },

  async 'list exchange rates'({ client }) {
    const rates = await client.exchangeRates({ currencyCode: 'EUR', from: '2026-01-01', until: '2027-01-01' });
    for (const { from, rate } of rates) console.log(from, rate);
  },

  async 'record an exchange rate'({ client }) {
    await client.exchangeRateUpsert({ currencyCode: 'EUR', from: '2026-03-01', rate: '1.0825' });
  },

  async 'record an interaction'({ client }) {
    const { account } = await client.interactionRecord({
      externalId: 'call-17',
      account: { externalId: 'acme' },
      kind: 'CALL',
      occurredAt: '2026-03-31T09:30:00Z',
      personalized: true,
      initiative: 'US',
    });
    console.log(account.relationship.summary);
  },

  async 'assign a success manager'({ client }) {
    await client.successManagerAssign({ account: { externalId: 'acme' }, member: { externalId: 'mia' } });
  },

  async 'merge accounts'({ client }) {
    const account = await client.accountMerge({ from: { externalId: 'acme-old' }, into: { externalId: 'acme' } });
    console.log(account.name);
  },

  async 'get a subscription'({ client }) {
    const subscription = await client.subscription({ by: { externalId: 'acme-1' } });
    for (const { from, plan, status } of subscription?.phases ?? []) console.log(from, plan.name, status);
  },

  async 'read the client base'({ client }) {
    const { customers, counts, fallingClients } = await client.clientBase();
    for (const { type, accounts, monthlyRecurringRevenue } of counts)
      console.log(type, accounts, monthlyRecurringRevenue);
    console.log(customers, fallingClients);
  },

  async 'read the relationship periods of an account'({ client }) {
    const account = await client.relationshipPeriods({ by: { externalId: 'acme' }, from: '2025-01-01T00:00:00Z' });
    for (const { type, from, to, projected } of account?.relationshipPeriods ?? [])
      console.log(type, from, to, projected);
  },

  async 'compare two policy versions'({ client }) {
    const policy = await client.policyDifferences({ version: 2, fromVersion: 1 });
    for (const { summary } of policy?.differences ?? []) console.log(summary);
  },

  async 'simulate a policy'({ client }) {
    const tenure = { fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: 12, weight: 1 } as const;
    const policy = { name: 'Tenure only', criteria: [tenure], clientScore: 1 };
    const { transitions, flips } = await client.policySimulation({ policy });
    for (const { from, to, accounts } of transitions) console.log(from, to, accounts);
    for (const { account, evidence } of flips) console.log(account.name, evidence[0]?.summary);
  },

  async 'backtest a policy'({ client }) {
    const { outcomes } = await client.policyBacktest({ asOf: '2025-01-01T00:00:00Z', months: 12 });
    for (const { type, accounts, keptShare } of outcomes) console.log(type, accounts, keptShare);
  },

  async 'read revenue movements'({ client }) {
    const year = { from: '2026-01-01', to: '2026-12-31' };
    for (const { firstDay, start, churn, end } of await client.revenueMovements({ ...year, type: 'CLIENT' })) {
      console.log(firstDay, start.amount, churn.amount, end.amount);
    }
  },

  async 'read retention'({ client }) {
    const quarters = await client.retention({ from: '2025-01-01', to: '2025-12-31', interval: 'QUARTER' });
    for (const { firstDay, logoChurn } of quarters) console.log(firstDay, logoChurn);

    const [trailingYear] = await client.retention({ from: '2025-04-01', to: '2026-03-31', interval: 'WHOLE' });
    console.log(trailingYear?.netRevenueRetention);
  },

  async 'read retention savings'({ client }) {
    const acquisitionCost = { amount: '500.00', currencyCode: 'USD' };
    const months = await client.retentionSaving({ from: '2026-01-01', to: '2026-12-31', acquisitionCost });
    for (const { firstDay, accounts, retentionSaving } of months)
      console.log(firstDay, accounts, retentionSaving.amount);
  },

  async 'read cohorts'({ client }) {
    const cohorts = await client.cohorts({ from: '2025-01-01', to: '2025-12-31', interval: 'QUARTER' });
    for (const { firstDay, accounts, ages } of cohorts) {
      console.log(firstDay, accounts, ...ages.map((one) => one.survivalShare));
    }
  },

  async 'read renewals'({ client }) {
    const quarter = { from: '2026-04-01', to: '2026-06-30' };
    for await (const { day, account, amount, probability } of client.renewals(quarter)) {
      console.log(day, account.name, amount.amount, probability);
    }
  },

  async 'read renewals by month'({ client }) {
    const { months } = await client.renewalMonths({ from: '2026-04-01', to: '2027-03-31' });
    for (const { firstDay, amount, expectedAmount } of months)
      console.log(firstDay, amount.amount, expectedAmount.amount);
  },

  async 'project the retention of a cohort'({ client }) {
    const projection = await client.retentionProjection({
      cohort: { from: '2023-01-01', to: '2024-01-01', billingInterval: 'MONTH' },
      periods: 24,
      discountRate: 0.01,
    });
    for (const { period, observed, projected } of projection.points) console.log(period, observed, projected);
    console.log(projection.reason, projection.largestDeviation, projection.expectedLifetime);
  },

  async 'read the worklist'({ client }) {
    for await (const { kind, reason, due, account } of client.worklist()) {
      console.log(kind, account.name, account.successManager?.name, reason, due);
    }
  },

  async 'read members and their books of business'({ client }) {
    for await (const { name, book } of client.membersWithBooks()) console.log(name, book.accounts, book.effortMinutes);
  },

  async 'read members'({ client }) {
    for await (const { id, name } of client.members({ pageSize: 100 })) console.log(id, name);
  },

  async 'read the history of the client base'({ client }) {
    const months = await client.clientBaseHistory({ from: '2026-01-01', to: '2026-12-31' });
    for (const { day, accounts, customers } of months) console.log(day, accounts, customers);
  },

  async 'read relationship changes'({ client }) {
    const newClients = client.relationshipChanges({ filter: { type: { eq: 'CLIENT' } } });
    for await (const { account, summary } of newClients) console.log(account.name, summary);
  },

  async 'poll for relationship changes'({ client, stored }) {
    for (;;) {
      const { nodes, pageInfo } = await client.relationshipChanges().page({ last: 100, before: await stored.read() });
      if (nodes.length === 0) break;
      for (const { account, summary } of [...nodes].reverse()) console.log(account.name, summary);
      await stored.write(pageInfo.startCursor);
    }
  },

  async 'classify a hypothetical history'({ client }) {
    const { type, summary } = await client.classify({
      subscriptions: [
        {
          phases: [
            {
              from: '2024-01-01T00:00:00Z',
              planExternalId: 'premium',
              status: 'ACTIVE',
              unitPrice: { amount: '99.00', currencyCode: 'USD' },
              billingInterval: 'MONTH',
            },
          ],
        },
      ],
      interactions: [],
    });
    console.log(type, summary);
  },

  async 'import records'({ client }) {
    const { created, refusals, notices } = await client.import([
      { plan: { externalId: 'premium', name: 'Premium', rank: 3 } },
      { account: { externalId: 'acme', name: 'Acme' } },
    ]);
    for (const { index, userErrors } of refusals) console.error(index, userErrors[0]?.message);
    for (const { count, message } of notices) console.log(`${count}: ${message}`);
    console.log(created);
  },

  async 'resume an import'({ client, readRecords }) {
    try {
      await client.import(readRecords(), { onProgress: ({ records }) => console.log(`${records} records are done`) });
    } catch (error) {
      if (!(error instanceof ImportInterruptedError)) throw error;
      await client.import(readRecords(), { resumeFrom: error.checkpoint });
    }
  },

  async 'get the response'({ client }) {
    const { data, requestId, response } = await client.workspace().withResponse();
    console.log(data.name, requestId, response.headers.get('content-type'));
  },

  async 'get the responses of a list'({ client }) {
    for await (const { data, requestId } of client.accounts().withResponse()) console.log(data.nodes.length, requestId);
  },

  async 'bundle only the documents in use'({ apiKey }) {
    const core = new ClienteleCore({ url: 'http://localhost:4000/graphql', apiKey });
    const { account } = await core.request(AccountDocument, { by: { externalId: 'acme' } });
    for await (const { name } of core.pages(AccountsDocument, { filter: { type: { eq: 'CLIENT' } } }))
      console.log(name);
    console.log(account?.name);
  },

  async 'read a list with a custom selection'({ core }) {
    const names = core.pages<{ accounts: Page<{ name: string }> }>(`
      query Names($after: String) {
        accounts(first: 100, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } }
      }
    `);
    for await (const { name } of names) console.log(name);
  },

  async 'send a custom query'({ client }) {
    const { plans } = await client.request<{ plans: { name: string }[] }>('{ plans { name } }');
    console.log(plans.length);
  },
};
