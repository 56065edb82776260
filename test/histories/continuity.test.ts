/**
 * Histories as other systems export them, with gaps, free months and contracts renewed as new records: what the API says
 * about each of them, at instants around what used to go wrong.
 */
import { account, importRecords, phase, plan, subscription, usd, type Given } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

interface Shown {
  type: string;
  mrr?: string;
  tenure?: number;
  renewals?: number;
  cycles?: number;
  seats?: number;
}

interface Case {
  name: string;
  /** The subscriptions, each by its phases. */
  phases: Given[][];
  /** By instant. */
  expected: Record<string, Shown>;
  /** The types from the beginning to the end of time; only where they matter. */
  types?: string[];
  /** By month, only months with movements: `kind amount`. */
  movements?: Record<string, string>;
  /** The accounts lost in a month, of those kept at its start. */
  lost?: Record<string, number>;
}

const PLANS = [plan('free', 0), plan('basic', 1), plan('team', 2), plan('top', 3)];
const on = (planExternalId: string, amount: string, more: Given = {}): Given => ({
  planExternalId,
  unitPrice: usd(amount),
  ...more,
});
const TOP = on('top', '900.00', { termMonths: 12 });
const months = (from: string, count: number, endOf: (next: number) => string): [string, string][] => {
  const [year, month] = from.split('-').map(Number) as [number, number];
  return Array.from({ length: count }, (_, i) => [
    new Date(Date.UTC(year, month - 1 + i, 1)).toISOString(),
    endOf(Date.UTC(year, month + i, 1)),
  ]);
};
const at = (instant: number): string => new Date(instant).toISOString();
const SECOND = 1_000;
const DAY = 86_400_000;

/** Monthly periods of which each ends some time before the next begins. */
const monthly = (gapMs: number): Case => ({
  name: `30 monthly periods, each ending ${gapMs} ms before the next begins`,
  phases: [months('2023-01-01', 30, (next) => at(next - gapMs)).map(([from, to]) => phase(from, to, TOP))],
  expected: {
    '2024-06-30T23:59:59.999Z': { type: 'CUSTOMER', mrr: '900.00', tenure: 17 },
    '2025-06-15': { type: 'CLIENT', mrr: '900.00', tenure: 29 },
    '2025-07-15': { type: 'FORMER_CLIENT', mrr: '0.00' },
  },
  types: ['PROSPECT', 'CUSTOMER', 'CLIENT', 'FORMER_CLIENT'],
  lost: { '2024-03': 0, '2025-06': gapMs === 0 ? 0 : 1 },
});

/** A client of three years whose March is free, in the given way. */
const freeMarch = (name: string, free: Given, isGranted = true): Case => ({
  name: `a client of three years whose March is free: ${name}`,
  phases: [
    [
      phase('2022-01-01', '2025-03-01', TOP),
      phase('2025-03-01', '2025-04-01', { ...TOP, ...free }),
      phase('2025-04-01', null, TOP),
    ],
  ],
  expected: isGranted
    ? {
        '2025-03-15': { type: 'CLIENT', mrr: '0.00', tenure: 38, seats: 1 },
        '2025-04-15': { type: 'CLIENT', mrr: '900.00', tenure: 39 },
      }
    : {
        '2025-03-15': { type: 'FORMER_CLIENT', mrr: '0.00', seats: 0 },
        '2025-04-15': { type: 'CLIENT', mrr: '900.00', tenure: 39 },
      },
  movements: isGranted
    ? { '2022-01': 'new 900.00', '2025-03': 'pause 900.00', '2025-04': 'resume 900.00' }
    : { '2022-01': 'new 900.00', '2025-03': 'churn 900.00', '2025-04': 'reactivation 900.00' },
  lost: { '2025-03': isGranted ? 0 : 1 },
});

/** A contract of a year, followed by one that is recorded as a subscription of its own. */
const renewedBy = (name: string, next: Given[], renewals: number, shown: Record<string, Shown>): Case => ({
  name: `a contract of a year, then ${name}`,
  phases: [[phase('2023-01-01', '2024-01-01', on('team', '100.00', { termMonths: 12 }))], next],
  expected: { '2024-06-15': { type: 'CUSTOMER', renewals }, ...shown },
});

const CASES: Case[] = [
  ...[0, 1, SECOND, DAY].map(monthly),
  freeMarch('price 0', { unitPrice: usd('0.00') }),
  freeMarch('a trial', { status: 'TRIALING' }),
  freeMarch('a downgrade to the free plan', { unitPrice: usd('0.00'), planExternalId: 'free' }, false),
  {
    name: 'paid in 2023, on a free plan of a lower rank in 2024 and 2025, paid again in 2026',
    phases: [
      [
        phase('2023-01-01', '2024-01-01'),
        phase('2024-01-01', '2026-01-01', on('free', '0.00')),
        phase('2026-01-01', null),
      ],
    ],
    expected: {
      '2023-12-31': { type: 'CUSTOMER', mrr: '49.00' },
      '2024-06-01': { type: 'FORMER_CUSTOMER', mrr: '0.00' },
      '2026-03-01': { type: 'CUSTOMER', mrr: '49.00', tenure: 2 },
    },
    movements: { '2023-01': 'new 49.00', '2024-01': 'churn 49.00', '2026-01': 'reactivation 49.00' },
  },
  ...(['ACTIVE', 'TRIALING'] as const).map((status): Case => ({
    name: `a new record that starts with a free month (${status}) half a day after the old one ended`,
    phases: [
      [phase('2022-01-01', '2025-03-01', TOP)],
      [
        phase('2025-03-01T12:00:00Z', '2025-04-01', {
          ...TOP,
          status,
          unitPrice: usd(status === 'ACTIVE' ? '0.00' : '900.00'),
        }),
        phase('2025-04-01', null, TOP),
      ],
    ],
    expected: {
      '2025-03-15': { type: 'CLIENT', mrr: '0.00', tenure: 38 },
      '2025-04-15': { type: 'CLIENT', mrr: '900.00', tenure: 39 },
    },
    movements: { '2022-01': 'new 900.00', '2025-03': 'pause 900.00', '2025-04': 'resume 900.00' },
    lost: { '2025-03': 0 },
  })),
  {
    name: 'a record that ends at 23:59:59, one that begins at 00:00, and another one that goes on',
    phases: [
      [phase('2024-01-01', '2024-12-31T23:59:59Z')],
      [phase('2025-01-01', null)],
      [phase('2024-01-01', null, on('basic', '10.00'))],
    ],
    expected: {
      '2024-12-31T23:59:59.500Z': { type: 'CUSTOMER', mrr: '59.00' },
      '2025-01-01': { type: 'CUSTOMER', mrr: '59.00', tenure: 12 },
    },
    movements: { '2024-01': 'new 59.00' },
    lost: { '2024-12': 0, '2025-01': 0 },
  },
  {
    name: 'twelve monthly records, each from the instant the last ends',
    phases: months('2025-01-01', 12, at).map(([from, to]) => [phase(from, to)]),
    expected: { '2025-12-15': { type: 'CUSTOMER', renewals: 11, cycles: 11, tenure: 11 } },
    movements: { '2025-01': 'new 49.00', '2026-01': 'churn 49.00' },
  },
  {
    name: 'a subscription that lapses while an older one gets a seat ten days later',
    phases: [
      [phase('2023-01-01', '2024-01-01', { termMonths: 12 })],
      [
        phase('2022-06-15', '2024-01-11', on('team', '20.00', { termMonths: 36 })),
        phase('2024-01-11', null, on('team', '20.00', { termMonths: 36, quantity: 2 })),
      ],
    ],
    expected: { '2024-03-15': { type: 'CUSTOMER', renewals: 0, seats: 2 } },
  },
  {
    name: 'a customer who tries the higher plan for 14 days',
    phases: [
      [phase('2024-01-01', null)],
      [phase('2025-03-01', '2025-03-15', on('top', '900.00', { status: 'TRIALING' }))],
    ],
    expected: { '2025-03-07': { type: 'CUSTOMER', mrr: '49.00' }, '2025-03-20': { type: 'CUSTOMER', mrr: '49.00' } },
    types: ['PROSPECT', 'CUSTOMER'],
    movements: { '2024-01': 'new 49.00' },
  },
  {
    name: 'an interruption of the whole of March',
    phases: [[phase('2023-01-01', '2025-03-01'), phase('2025-04-01', null)]],
    expected: { '2025-03-15': { type: 'FORMER_CUSTOMER' }, '2025-04-15': { type: 'CUSTOMER', tenure: 27 } },
  },
  {
    name: 'an interruption of February',
    phases: [[phase('2023-01-01', '2025-02-01'), phase('2025-03-01', null)]],
    expected: { '2025-03-15': { type: 'CUSTOMER', tenure: 26 } },
  },
  {
    name: 'an interruption of 32 days',
    phases: [[phase('2023-01-01', '2025-03-01'), phase('2025-04-02', null)]],
    expected: { '2025-05-15': { type: 'CUSTOMER', tenure: 1 } },
  },
  {
    name: 'a trial that is paused and never paid',
    phases: [
      [
        phase('2025-01-01', '2025-01-15', { status: 'TRIALING' }),
        phase('2025-01-15', '2025-06-01', { status: 'PAUSED' }),
        phase('2025-06-01', null),
      ],
    ],
    expected: {
      '2025-01-10': { type: 'TRIAL', mrr: '0.00' },
      '2025-03-01': { type: 'PROSPECT', mrr: '0.00', tenure: 0 },
      '2025-07-01': { type: 'CUSTOMER', mrr: '49.00', tenure: 1 },
    },
    movements: { '2025-06': 'new 49.00' },
  },
  {
    name: 'paused since February and ended on 15 April',
    phases: [[phase('2024-01-01', '2025-02-01'), phase('2025-02-01', '2025-04-15', { status: 'PAUSED' })]],
    expected: { '2025-03-01': { type: 'CUSTOMER', mrr: '0.00' }, '2025-05-01': { type: 'FORMER_CUSTOMER' } },
    movements: { '2024-01': 'new 49.00', '2025-02': 'pause 49.00' },
    lost: { '2025-02': 0, '2025-03': 0, '2025-04': 1, '2025-05': 0 },
  },
  {
    name: 'yearly contracts, each a subscription of its own from the instant the last ends',
    phases: [2021, 2022, 2023, 2024].map((year) => [
      phase(`${year}-05-01`, `${year + 1}-05-01`, on('team', '100.00', { termMonths: 12 })),
    ]),
    expected: {
      '2024-06-15': { type: 'CUSTOMER', renewals: 3, tenure: 37 },
      '2022-04-30': { type: 'CUSTOMER', renewals: 0 },
    },
    movements: { '2021-05': 'new 100.00', '2025-05': 'churn 100.00' },
  },
  renewedBy(
    'renewed from the instant it ends',
    [phase('2024-01-01', null, on('team', '100.00', { termMonths: 12 }))],
    1,
    {
      '2023-12-31': { type: 'CUSTOMER', renewals: 0 },
      '2024-01-01': { type: 'CUSTOMER', renewals: 1 },
    },
  ),
  renewedBy('renewed 5 days late', [phase('2024-01-06', null, on('team', '100.00', { termMonths: 12 }))], 1, {
    '2024-01-03': { type: 'FORMER_CUSTOMER', renewals: 0 },
    '2024-01-06': { type: 'CUSTOMER', renewals: 1, tenure: 12 },
  }),
  renewedBy('another one 32 days later', [phase('2024-02-02', null, on('team', '100.00', { termMonths: 12 }))], 0, {}),
  {
    name: 'a contract that is renewed two weeks before its end, with an upgrade',
    phases: [
      [
        phase('2023-01-01', '2023-12-18', on('team', '100.00', { termMonths: 12 })),
        phase('2023-12-18', null, on('top', '200.00', { termMonths: 24 })),
      ],
    ],
    expected: { '2023-12-17': { type: 'CUSTOMER', renewals: 0 }, '2023-12-18': { type: 'CUSTOMER', renewals: 1 } },
  },
  {
    name: 'a term that is over, 19 days past due, then ended unpaid',
    phases: [
      [
        phase('2023-01-01', '2024-01-01', on('team', '100.00', { termMonths: 12 })),
        phase('2024-01-01', '2024-01-20', on('team', '100.00', { termMonths: 12, status: 'PAST_DUE' })),
      ],
    ],
    expected: {
      '2024-01-15': { type: 'CUSTOMER', renewals: 0 },
      '2024-02-15': { type: 'FORMER_CUSTOMER', renewals: 0 },
    },
  },
];

const FACTS = {
  TENURE_MONTHS: 'tenure',
  RENEWALS: 'renewals',
  COMPLETED_BILLING_CYCLES: 'cycles',
  SEATS: 'seats',
} as const;

interface Relationship {
  type: string;
  evidence: { observed: number; criterion: { fact: { name: keyof typeof FACTS } } }[];
}
interface Months {
  firstDay: string;
  [kind: string]: unknown;
}

const KINDS = ['new', 'expansion', 'contraction', 'churn', 'reactivation', 'pause', 'resume'];

describe('a history as it really is', () => {
  let server: TestServer;
  /** With the baseline policy. */
  let workspace: TestWorkspace;
  /** With a policy whose criteria show the facts. */
  let facts: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    facts = await server.addWorkspace();
    const criteria = Object.keys(FACTS).map((fact) => ({ fact, comparison: 'AT_LEAST', threshold: 1, weight: 1 }));
    const { data, errors } = await facts.ask(
      `mutation ($input: PolicyPublishInput!) { policyPublish(input: $input) { userErrors { field message } } }`,
      {
        input: {
          policy: { name: 'Facts', clientScore: 1, gapDays: 31, criteria },
          expectedVersion: 1,
          effectiveFrom: '1970-01-01T00:00:00Z',
        },
      },
    );
    expect({ errors, data }).toEqual({ errors: undefined, data: { policyPublish: { userErrors: [] } } });
  });
  afterAll(() => server.close());

  async function recordIn(target: TestWorkspace, { name, phases }: Case): Promise<void> {
    const { userErrors } = await importRecords(target, {
      plans: PLANS,
      accounts: [account(name)],
      subscriptions: phases.map((own, i) => subscription(`${name} ${i}`, name, own)),
    });
    expect(userErrors).toEqual([]);
  }

  const instantOf = (text: string): string => (text.length === 10 ? `${text}T00:00:00Z` : text);

  test.each(CASES.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    workspace = await server.addWorkspace();
    await recordIn(workspace, one);
    await recordIn(facts, one);
    const instants = Object.keys(one.expected);
    const asked = instants
      .map((instant, i) => {
        const asOf = `(asOf: "${instantOf(instant)}")`;
        return `t${i}: relationship${asOf} { type evidence { observed criterion { fact { name } } } }
                m${i}: monthlyRecurringRevenue${asOf} { amount }`;
      })
      .join('\n');
    const query = `{ account(by: { externalId: ${JSON.stringify(one.name)} }) { ${asked} relationshipPeriods { type } } }`;
    const [shown, observed] = await Promise.all(
      [workspace, facts].map(async (target) => {
        const { data, errors } = await target.ask(query);
        expect(errors).toBeUndefined();
        return (data as { account: Record<string, unknown> }).account;
      }),
    );
    instants.forEach((instant, i) => {
      const wanted = one.expected[instant]!;
      const { type } = shown![`t${i}`] as Relationship;
      const { evidence } = observed![`t${i}`] as Relationship;
      const all: Shown = {
        type,
        mrr: (shown![`m${i}`] as { amount: string }).amount,
        ...Object.fromEntries(evidence.map(({ observed, criterion }) => [FACTS[criterion.fact.name], observed])),
      };
      const compared = Object.fromEntries(Object.keys(wanted).map((key) => [key, all[key as keyof Shown]]));
      expect({ instant, ...compared }).toEqual({ instant, ...wanted });
    });
    if (one.types) {
      expect((shown!.relationshipPeriods as { type: string }[]).map(({ type }) => type)).toEqual(one.types);
    }
    if (one.movements) {
      expect(await movementsOf(workspace)).toEqual(one.movements);
    }
    for (const [month, lost] of Object.entries(one.lost ?? {}))
      expect([month, await lostIn(workspace, month)]).toEqual([month, lost]);
  });

  async function movementsOf(target: TestWorkspace): Promise<Record<string, string>> {
    const amounts = KINDS.map((kind) => `${kind} { amount }`).join(' ');
    const { data, errors } = await target.ask(
      `{ revenueMovements(from: "2021-01-01", to: "2026-06-30") { firstDay start { amount } end { amount } ${amounts} } }`,
    );
    expect(errors).toBeUndefined();
    const found: Record<string, string> = {};
    for (const month of (data as { revenueMovements: Months[] }).revenueMovements) {
      const moved = KINDS.filter((kind) => Number((month[kind] as { amount: string }).amount) !== 0);
      if (moved.length > 0) {
        found[month.firstDay.slice(0, 7)] = moved
          .map((kind) => `${kind} ${(month[kind] as { amount: string }).amount}`)
          .join(', ');
      }
    }
    return found;
  }

  async function lostIn(target: TestWorkspace, month: string): Promise<number> {
    const { data, errors } = await target.ask(
      `{ retention(from: "${month}-01", to: "${month}-01") { churnedAccounts } }`,
    );
    expect(errors).toBeUndefined();
    return (data as { retention: { churnedAccounts: number }[] }).retention[0]!.churnedAccounts;
  }
});
