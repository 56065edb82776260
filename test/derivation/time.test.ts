import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  account,
  instant,
  interaction,
  mutated,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';

const top = (from: string, to: string | null = null, changes: Given = {}): Given =>
  phase(from, to, { planExternalId: 'top', ...changes });
const FIRST_DAY = Date.parse(instant('2026-01-15'));

/**
 * What time alone does to accounts that are recorded on 15 January 2026 (nearly all on the top plan, so that
 * 12 months of tenure and 24 make 6 and 9 of 18): the instants at which each turns, and into what.
 */
const STORIES: Record<string, { phases: Given[]; interactions?: Given[]; first: string; turns: [string, string][] }> = {
  'reaches 24 months': { phases: [top('2024-06-10')], first: 'CUSTOMER', turns: [['2026-06-10', 'CLIENT']] },
  'reaches 12 months, tailored': {
    phases: [top('2025-02-28', null, { tailored: true, termMonths: 12 })],
    first: 'CUSTOMER',
    turns: [['2026-02-28', 'CLIENT']],
  },
  'is canceled': {
    phases: [top('2023-01-01', '2026-03-31T12:30:00.500Z')],
    first: 'CLIENT',
    turns: [['2026-03-31T12:30:00.500Z', 'FORMER_CLIENT']],
  },
  'ends its trial': {
    phases: [top('2026-01-10', '2026-01-24', { status: 'TRIALING' }), top('2026-01-24')],
    first: 'TRIAL',
    turns: [['2026-01-24', 'CUSTOMER']],
  },
  'ends its trial and goes': {
    phases: [top('2026-01-10', '2026-01-24', { status: 'TRIALING' })],
    first: 'TRIAL',
    turns: [['2026-01-24', 'PROSPECT']],
  },
  'begins later and leaves': {
    phases: [top('2026-02-01', '2026-02-15', { status: 'TRIALING' }), top('2026-02-15', '2026-05-15')],
    first: 'PROSPECT',
    turns: [
      ['2026-02-01', 'TRIAL'],
      ['2026-02-15', 'CUSTOMER'],
      ['2026-05-15', 'FORMER_CUSTOMER'],
    ],
  },
  'falls silent': {
    phases: [phase('2023-01-01')],
    interactions: ['2025-03-01', '2025-07-01', '2025-08-01'].map((day) => ({
      occurredAt: instant(day),
      personalized: true,
    })),
    first: 'CLIENT',
    turns: [['2026-03-01', 'CUSTOMER']],
  },
  'bought once': {
    phases: [top('2020-01-01', '2020-02-01', { unitPrice: usd('0') })],
    interactions: [{ occurredAt: instant('2026-01-01'), kind: 'PURCHASE' }],
    first: 'CUSTOMER',
    turns: [['2026-04-01', 'FORMER_CUSTOMER']],
  },
};
const NAMES = Object.keys(STORIES);

/** The type that a story tells of an instant. */
const typeAt = (name: string, at: number): string =>
  STORIES[name]!.turns.findLast(([from]) => Date.parse(instant(from)) <= at)?.[1] ?? STORIES[name]!.first;

describe('as time passes,', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = FIRST_DAY;
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: NAMES.map((name) => account(name)),
      subscriptions: NAMES.map((name) => subscription(name, name, STORIES[name]!.phases)),
      interactions: NAMES.flatMap((name) =>
        (STORIES[name]!.interactions ?? []).map((changes, i) =>
          interaction(`${name} ${i}`, name, instant('2026-01-01'), changes),
        ),
      ),
    });
  });

  const listed = async (filter: Given = {}, orderBy: Given = { field: 'NAME' }) => {
    const { data, errors } = await workspace.ask(
      `query ($filter: AccountFilter, $orderBy: AccountOrder) { accounts(filter: $filter, orderBy: $orderBy) {
        totalCount nodes { externalId relationship { type score } monthlyRecurringRevenue { amount } }
      } }`,
      { filter, orderBy },
    );
    expect(errors).toBeUndefined();
    return data as {
      accounts: {
        totalCount: number;
        nodes: {
          externalId: string;
          relationship: { type: string; score: number };
          monthlyRecurringRevenue: { amount: string };
        }[];
      };
    };
  };

  const INSTANTS = [...new Set(NAMES.flatMap((name) => STORIES[name]!.turns.map(([at]) => Date.parse(instant(at)))))]
    .sort((a, b) => a - b)
    .flatMap((at) => [at - 1, at]);

  it.each(INSTANTS.map((at) => [new Date(at).toISOString(), at]))(
    'lists, filters, counts and orders are correct at %s without an earlier query',
    async (_, at) => {
      server.clock.now = at;
      const expected = Object.fromEntries(NAMES.map((name) => [name, typeAt(name, at)]));
      const types = [...new Set(Object.values(expected))];
      // The first question is a filter by a type: what falls due must turn before it is looked for.
      for (const type of types) {
        const { accounts } = await listed({ type: { eq: type } });
        const names = NAMES.filter((name) => expected[name] === type);
        expect(new Set(accounts.nodes.map(({ externalId }) => externalId))).toEqual(new Set(names));
        expect(accounts.totalCount).toBe(names.length);
      }
      const all = (await listed()).accounts.nodes;
      expect(Object.fromEntries(all.map(({ externalId, relationship }) => [externalId, relationship.type]))).toEqual(
        expected,
      );
      for (const [field, key] of [
        ['SCORE', (node: (typeof all)[number]) => node.relationship.score],
        ['MONTHLY_RECURRING_REVENUE', (node: (typeof all)[number]) => Number(node.monthlyRecurringRevenue.amount)],
      ] as const) {
        const keys = (await listed({}, { field })).accounts.nodes.map(key);
        expect(keys).toEqual(keys.toSorted((a, b) => a - b));
      }
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    },
  );

  it('a query for only a count is correct', async () => {
    server.clock.now = Date.parse(instant('2026-06-10'));
    const { data } = await workspace.ask('{ accounts(filter: { type: { eq: CLIENT } }) { totalCount } }');
    expect(data).toEqual({ accounts: { totalCount: 2 } });
  });

  it('the client base has correct counts for the present, the past and the future', async () => {
    const at = Date.parse(instant('2026-06-10'));
    const countsOf = (asOf: number): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const name of NAMES) counts[typeAt(name, asOf)] = (counts[typeAt(name, asOf)] ?? 0) + 1;
      return counts;
    };
    for (const [now, asOf] of [
      [at, at],
      [at, FIRST_DAY],
      [FIRST_DAY + 1, at],
    ] as const) {
      server.clock.now = now;
      const { data } = await workspace.ask(
        `{ clientBase${now === asOf ? '' : `(asOf: "${new Date(asOf).toISOString()}")`} { accounts customers clientsWithoutSuccessManager borderline counts { type accounts } } }`,
      );
      const { clientBase } = data as {
        clientBase: { counts: { type: string; accounts: number }[]; [field: string]: unknown };
      };
      expect(
        Object.fromEntries(
          clientBase.counts.filter(({ accounts }) => accounts > 0).map(({ type, accounts }) => [type, accounts]),
        ),
      ).toEqual(countsOf(asOf));
      const { CLIENT = 0, CUSTOMER = 0 } = countsOf(asOf);
      expect(clientBase).toMatchObject({
        accounts: NAMES.length,
        customers: CLIENT + CUSTOMER,
        clientsWithoutSuccessManager: now === asOf ? CLIENT : null,
      });
      expect(clientBase.borderline === null).toBe(now !== asOf);
    }
  });

  it('a query for one account is correct at every transition', async () => {
    for (const at of INSTANTS) {
      server.clock.now = at;
      for (const name of ['begins later and leaves', 'falls silent']) {
        const { data } = await workspace.ask('query ($by: AccountBy!) { account(by: $by) { relationship { type } } }', {
          by: { externalId: name },
        });
        expect(data).toEqual({ account: { relationship: { type: typeAt(name, at) } } });
      }
    }
  });

  it('a mutation uses the clock of its request', async () => {
    server.clock.now = NOW;
    const started = await mutated(workspace, 'subscriptionStart', {
      account: { externalId: 'bought once' },
      plan: { externalId: 'basic' },
      unitPrice: usd('5'),
      billingInterval: 'MONTH',
    });
    expect(started.startedAt).toBe(new Date(NOW).toISOString());
  });
});
