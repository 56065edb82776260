import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { account, phase, plan, record, subscription, usd, type Given } from '../support/records.js';

const NOW = '2026-03-15T12:00:00.000Z';
const on = (date: string): string => `${date}T00:00:00.000Z`;
/** Returns the state of a subscription; fields that are not given are null. */
const state = (status: string, amount: string, startedAt: string, others: Given = {}): Given => ({
  status,
  monthlyRecurringRevenue: { amount },
  startedAt,
  trialEndsAt: null,
  currentTermEndsAt: null,
  endsAt: null,
  cancelAt: null,
  endedAt: null,
  ...others,
});
const trial = (from: string, to: string | null): Given => phase(from, to, { status: 'TRIALING' });
const yearly = (from: string, to: string | null = null, changes: Given = {}): Given =>
  phase(from, to, { termMonths: 12, ...changes });

/** The title, the phases and the state at NOW of each subscription. */
const STATES: [string, Given[], Given][] = [
  [
    'active and renewing',
    [phase('2026-01-31')],
    state('ACTIVE', '49.00', on('2026-01-31'), { currentTermEndsAt: on('2026-03-31') }),
  ],
  [
    'started this instant',
    [phase(NOW)],
    state('ACTIVE', '49.00', NOW, { currentTermEndsAt: '2026-04-15T12:00:00.000Z' }),
  ],
  [
    'renewed this instant',
    [yearly('2025-03-15T12:00:00.000Z')],
    state('ACTIVE', '49.00', '2025-03-15T12:00:00.000Z', { currentTermEndsAt: '2027-03-15T12:00:00.000Z' }),
  ],
  [
    'on trial',
    [trial('2026-03-01', '2026-04-01'), phase('2026-04-01')],
    state('TRIALING', '0.00', on('2026-03-01'), { trialEndsAt: on('2026-04-01') }),
  ],
  [
    'on a trial that ends without payment',
    [trial('2026-03-01', '2026-04-01')],
    state('TRIALING', '0.00', on('2026-03-01'), { trialEndsAt: on('2026-04-01'), endsAt: on('2026-04-01') }),
  ],
  ['on a trial without an end', [trial('2026-03-01', null)], state('TRIALING', '0.00', on('2026-03-01'))],
  [
    'paid after a second trial',
    [trial('2025-01-01', '2025-01-15'), trial('2026-01-01', '2026-01-15'), phase('2026-01-15')],
    state('ACTIVE', '49.00', on('2025-01-01'), { trialEndsAt: on('2026-01-15'), currentTermEndsAt: on('2026-04-15') }),
  ],
  [
    'past due',
    [yearly('2025-06-01', '2026-03-01'), yearly('2026-03-01', null, { status: 'PAST_DUE' })],
    state('PAST_DUE', '49.00', on('2025-06-01'), { currentTermEndsAt: on('2026-06-01') }),
  ],
  [
    'paused within a term',
    [
      yearly('2025-06-01', '2026-03-01'),
      yearly('2026-03-01', '2026-05-01', { status: 'PAUSED' }),
      yearly('2026-05-01'),
    ],
    state('PAUSED', '0.00', on('2025-06-01'), { currentTermEndsAt: on('2026-06-01') }),
  ],
  [
    'on a longer term that started within the previous one',
    [yearly('2025-06-01', '2026-01-10'), yearly('2026-01-10', null, { termMonths: 24, quantity: 3 })],
    state('ACTIVE', '147.00', on('2025-06-01'), { currentTermEndsAt: on('2028-01-10') }),
  ],
  ['free of charge', [phase('2025-06-01', null, { unitPrice: usd('0') })], state('ACTIVE', '0.00', on('2025-06-01'))],
  [
    'agreed until a later time',
    [phase('2025-06-01', '2026-03-15T12:00:00.001Z')],
    state('ACTIVE', '49.00', on('2025-06-01'), {
      currentTermEndsAt: on('2026-04-01'),
      endsAt: '2026-03-15T12:00:00.001Z',
    }),
  ],
  ['ended this instant', [phase('2025-06-01', NOW)], state('CANCELED', '0.00', on('2025-06-01'), { endedAt: NOW })],
  [
    'ended long ago',
    [trial('2020-01-01', '2020-02-01'), phase('2020-02-01', '2021-02-01')],
    state('CANCELED', '0.00', on('2020-01-01'), { trialEndsAt: on('2020-02-01'), endedAt: on('2021-02-01') }),
  ],
  [
    'interrupted and resuming later',
    [phase('2025-06-01', '2026-01-01'), phase('2026-06-01')],
    state('CANCELED', '0.00', on('2025-06-01')),
  ],
  [
    'interrupted, resuming later and then ending',
    [phase('2025-06-01', '2026-01-01'), phase('2026-06-01', '2027-01-01')],
    state('CANCELED', '0.00', on('2025-06-01'), { endsAt: on('2027-01-01') }),
  ],
  [
    'starting later with a trial',
    [trial('2026-04-01', '2026-05-01'), phase('2026-05-01')],
    state('TRIALING', '0.00', on('2026-04-01'), { trialEndsAt: on('2026-05-01') }),
  ],
  ['starting later without a trial', [phase('2026-04-01')], state('ACTIVE', '0.00', on('2026-04-01'))],
];

describe('a subscription', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: [account('all'), ...STATES.map(([title]) => account(title))],
      subscriptions: STATES.flatMap(([title, phases]) => [
        subscription(title, title, phases),
        subscription(`${title}, of all`, 'all', phases),
      ]),
    });
  });
  afterAll(() => server.close());

  it.each(STATES)('that is %s has the documented state', async (title, _, expected) => {
    const { data } = await workspace.ask(
      `query ($by: AccountBy!) { account(by: $by) { subscriptions { nodes {
        status startedAt trialEndsAt currentTermEndsAt endsAt cancelAt endedAt monthlyRecurringRevenue { amount }
      } } } }`,
      { by: { externalId: title } },
    );
    expect(data).toEqual({ account: { subscriptions: { nodes: [expected] } } });
  });

  it.each(['TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'CANCELED'])(
    'with the status %s is found by that status',
    async (status) => {
      const { data } = await workspace.ask(
        `query ($filter: AccountSubscriptionFilter) { account(by: { externalId: "all" }) {
        subscriptions(filter: $filter) { totalCount nodes { externalId status } }
      } }`,
        { filter: { status: { in: [status] } } },
      );
      const expected = STATES.filter(([, , state]) => state.status === status).map(([title]) => `${title}, of all`);
      expect(expected).not.toEqual([]);
      const { totalCount, nodes } = (data as { account: { subscriptions: { totalCount: number; nodes: Given[] } } })
        .account.subscriptions;
      expect(new Set(nodes)).toEqual(new Set(expected.map((externalId) => ({ externalId, status }))));
      expect(totalCount).toBe(expected.length);
    },
  );

  it('shows its current terms, or its last terms after its end', async () => {
    const terms = {
      planExternalId: 'top',
      quantity: 5,
      unitPrice: usd('1200'),
      billingInterval: 'YEAR',
      termMonths: 24,
      tailored: true,
    };
    await record(workspace, {
      accounts: [account('changing')],
      subscriptions: [
        subscription('changing', 'changing', [
          phase('2025-01-01', '2026-01-01'),
          phase('2026-01-01', '2026-06-01', terms),
        ]),
      ],
    });
    const shown = async (): Promise<unknown> => {
      const { data } = await workspace.ask(`{ account(by: { externalId: "changing" }) { subscriptions { nodes {
        plan { externalId } quantity unitPrice { amount currencyCode } billingInterval termMonths tailored
        monthlyRecurringRevenue { amount }
      } } } }`);
      return (data as { account: { subscriptions: { nodes: unknown[] } } }).account.subscriptions.nodes[0];
    };
    const now = {
      plan: { externalId: 'top' },
      quantity: 5,
      unitPrice: usd('1200.00'),
      billingInterval: 'YEAR',
      termMonths: 24,
      tailored: true,
    };
    expect(await shown()).toEqual({ ...now, monthlyRecurringRevenue: { amount: '500.00' } });
    server.clock.now = Date.parse('2027-01-01T00:00:00Z');
    expect(await shown()).toEqual({ ...now, monthlyRecurringRevenue: { amount: '0.00' } });
    server.clock.now = Date.parse('2025-07-01T00:00:00Z');
    expect(await shown()).toMatchObject({ plan: { externalId: 'basic' }, quantity: 1, tailored: false });
  });
});
