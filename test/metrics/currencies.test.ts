import { account, phase, plan, record, subscription, usd, type Given } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  ALL,
  CENT,
  centsOf,
  firstPaidAt,
  mrrAt,
  scaledAt,
  stateAt,
  sumOf,
  writeCurrencyBase,
  type State,
} from './currency-base.js';
import { justBefore, minorOf, MOVEMENTS, type Movements } from './naive.js';

const AMOUNTS = ['start', ...MOVEMENTS, 'exchange', 'end'] as const;
const QUERY = `query ($from: Date!, $to: Date!, $interval: MetricInterval, $type: RelationshipType) {
  revenueMovements(from: $from, to: $to, interval: $interval, type: $type) {
    from to ${AMOUNTS.map((name) => `${name} { amount }`).join(' ')}
  }
  retention(from: $from, to: $to, interval: $interval, type: $type) {
    accounts churnedAccounts grossRevenueRetention netRevenueRetention quickRatio averageRevenuePerAccount { amount }
  }
}`;
type Row = { from: string; to: string } & Record<(typeof AMOUNTS)[number], { amount: string }>;

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const positive = (a: bigint): bigint => (a > 0n ? a : 0n);

/** Adds the movements of an account in [from, to), each at the rates of its instant, or of `ratesAt`. */
function addMovements(
  states: readonly State[],
  from: number,
  to: number,
  sums: Record<string, bigint>,
  ratesAt?: number,
): void {
  for (const after of states.filter((state) => from <= state.from && state.from < to)) {
    const before = stateAt(states, justBefore(after.from));
    const worth = (minor: number, { currency }: State): bigint => scaledAt(minor, currency, ratesAt ?? after.from);
    const gain = worth(after.mrr, after) - worth(before.mrr, before);
    const unpaused = worth(before.paused, before) - worth(after.paused, after);
    const add = (kind: keyof Movements, amount: bigint): void => void (sums[kind]! += amount);
    if (after.from === firstPaidAt(states)) {
      add('new', gain);
    } else if (gain > 0n) {
      const resumed = least(gain, positive(unpaused));
      add('resume', resumed);
      add(before.isKept ? 'expansion' : 'reactivation', gain - resumed);
    } else {
      const paused = least(-gain, positive(-unpaused));
      add('pause', paused);
      add(after.isKept ? 'contraction' : 'churn', -gain - paused);
    }
  }
}

const noMovements = (): Record<string, bigint> => Object.fromEntries(MOVEMENTS.map((kind) => [kind, 0n]));
/** Divides two exact amounts; null if the second is zero. */
const ratio = (part: bigint, whole: bigint): number | null =>
  whole === 0n ? null : Number((part * 10n ** 18n) / whole) / 1e18;
const close = (expected: number | null): unknown => (expected === null ? null : expect.closeTo(expected, 9));

describe('metrics of 160 random accounts in five currencies with dated exchange rates', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await writeCurrencyBase(server, workspace);
  });
  afterAll(() => server.close());

  const RANGES: [interval: string, from: string, to: string][] = [
    ['MONTH', '2021-10-01', '2025-12-31'],
    ['QUARTER', '2021-10-01', '2026-06-30'],
    ['DAY', '2023-02-20', '2023-05-10'],
    ['WHOLE', '2021-12-15', '2025-03-20'],
    ['YEAR', '2000-01-01', '2030-01-01'],
  ];
  const CASES = RANGES.flatMap((range) =>
    [null, 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER'].map((type) => [...range, type] as const),
  );

  it.each(CASES)(
    'by %s from %s to %s equal a recount account by account, for type %s',
    async (interval, from, to, type) => {
      const { data, errors } = await workspace.ask(QUERY, { interval, from, to, type });
      expect(errors).toBeUndefined();
      const { revenueMovements, retention } = data as { revenueMovements: Row[]; retention: object[] };
      revenueMovements.forEach((row, i) => {
        const [start, end] = [Date.parse(row.from), Date.parse(row.to)];
        const counted = ALL.filter((states) => type === null || stateAt(states, justBefore(start)).type === type);
        const [sums, atStart] = [noMovements(), noMovements()];
        for (const states of counted) {
          addMovements(states, start, end, sums);
          addMovements(states, start, end, atStart, justBefore(start));
        }
        const amounts = Object.fromEntries(AMOUNTS.map((name) => [name, minorOf(row[name])])) as Record<string, number>;
        const revenue = sumOf(counted, (states) => mrrAt(states, justBefore(start)));
        const moved = Object.fromEntries(MOVEMENTS.map((kind) => [kind, centsOf(sums[kind]!)])) as Movements;
        expect(amounts).toMatchObject({
          start: centsOf(revenue),
          ...moved,
          end: centsOf(sumOf(counted, (states) => mrrAt(states, justBefore(end)))),
        });
        expect(amounts.exchange).toBe(
          amounts.end! -
            amounts.start! -
            moved.new -
            moved.expansion -
            moved.reactivation -
            moved.resume +
            moved.contraction +
            moved.churn +
            moved.pause,
        );

        const kept = counted.filter((states) => stateAt(states, justBefore(start)).isKept);
        const pairs = counted
          .map(
            (states) => [mrrAt(states, justBefore(start)), mrrAt(states, justBefore(end), justBefore(start))] as const,
          )
          .filter(([was]) => was > 0n);
        expect(retention[i]).toEqual({
          accounts: kept.length,
          churnedAccounts: kept.filter((states) => !stateAt(states, justBefore(end)).isKept).length,
          grossRevenueRetention: close(
            ratio(
              sumOf(pairs, ([was, is]) => least(was, is)),
              revenue,
            ),
          ),
          netRevenueRetention: close(
            ratio(
              sumOf(pairs, ([, is]) => is),
              revenue,
            ),
          ),
          quickRatio: close(
            ratio(
              atStart.new! + atStart.expansion! + atStart.reactivation! + atStart.resume!,
              atStart.contraction! + atStart.churn! + atStart.pause!,
            ),
          ),
          averageRevenuePerAccount:
            kept.length === 0 ? null : { amount: (centsOfShare(revenue, kept.length) / 100).toFixed(2) },
        });
      });
    },
  );

  it('contain every kind of movement, and exchange in both directions', async () => {
    const { data } = await workspace.ask(QUERY, { interval: 'MONTH', from: '2021-11-01', to: '2025-12-31' });
    const { revenueMovements } = data as { revenueMovements: Row[] };
    for (const kind of MOVEMENTS) {
      expect(revenueMovements.filter((row) => minorOf(row[kind]) > 0).length).toBeGreaterThan(10);
    }
    const exchanges = revenueMovements.map(({ exchange }) => minorOf(exchange));
    expect(exchanges.filter((one) => one > 100).length).toBeGreaterThan(10);
    expect(exchanges.filter((one) => one < -100).length).toBeGreaterThan(10);
    const meetings = ALL.flatMap((states) =>
      states.filter(({ currency, mrr, paused }, i) => {
        const before = states[i - 1];
        return before && before.currency !== currency && before.mrr + before.paused > 0 && mrr + paused > 0;
      }),
    );
    expect(meetings.length).toBeGreaterThan(40);
  });

  it('of cohorts convert the revenue at each age at the rate just before its end', async () => {
    const { data, errors } = await workspace.ask(`{ cohorts(from: "2021-11-01", to: "2025-10-31", interval: QUARTER) {
      from to accounts ages { at monthlyRecurringRevenue { amount } }
    } }`);
    expect(errors).toBeUndefined();
    interface Cohort {
      from: string;
      to: string;
      accounts: number;
      ages: { at: string; monthlyRecurringRevenue: { amount: string } }[];
    }
    for (const { from, to, accounts, ages } of (data as { cohorts: Cohort[] }).cohorts) {
      const members = ALL.filter(
        (states) => Date.parse(from) <= firstPaidAt(states) && firstPaidAt(states) < Date.parse(to),
      );
      expect(accounts).toBe(members.length);
      for (const { at, monthlyRecurringRevenue } of ages) {
        expect(minorOf(monthlyRecurringRevenue)).toBe(
          centsOf(sumOf(members, (states) => mrrAt(states, justBefore(Date.parse(at))))),
        );
      }
    }
  });
});

describe('the revenue movements of a subscription that is sold in another currency', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const rate = (from: string, value: string) => ({ currencyCode: 'EUR', from, rate: value });
  const eur = (amount: string) => ({ amount, currencyCode: 'EUR' });

  /** Returns the amounts that are not zero, of each interval with movements, by its first day. */
  async function movementsOf(phases: Given[], from: string, to: string, interval = 'MONTH'): Promise<Given> {
    const workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      exchangeRates: [rate('2024-01-01', '1.10'), rate('2024-06-01', '1.20'), rate('2025-03-01', '1.05')],
      accounts: [account('a')],
      subscriptions: [subscription('s', 'a', phases)],
    });
    const { data, errors } = await workspace.ask(QUERY, { from, to, interval });
    expect(errors).toBeUndefined();
    const rows = (data as { revenueMovements: Row[] }).revenueMovements;
    return Object.fromEntries(
      rows.flatMap((row) => {
        const shown = AMOUNTS.filter((name) => minorOf(row[name]) !== 0);
        const hasMoved = shown.some((name) => name !== 'start' && name !== 'end');
        return hasMoved
          ? [[row.from.slice(0, 10), Object.fromEntries(shown.map((name) => [name, row[name].amount]))]]
          : [];
      }),
    );
  }

  it('convert movements at the rate of their instant, and show what changes of rates add', async () => {
    const phases = [
      phase('2024-01-01', '2024-09-15', { unitPrice: eur('19.99'), quantity: 5 }),
      phase('2024-09-15', '2025-05-01', { unitPrice: eur('19.99'), quantity: 8 }),
    ];
    expect(await movementsOf(phases, '2024-01-01', '2025-05-01')).toEqual({
      '2024-01-01': { new: '109.94', end: '109.94' },
      '2024-06-01': { start: '109.94', exchange: '10.00', end: '119.94' },
      '2024-09-01': { start: '119.94', expansion: '71.96', end: '191.90' },
      '2025-03-01': { start: '191.90', exchange: '-23.98', end: '167.92' },
      '2025-05-01': { start: '167.92', churn: '167.92' },
    });
    expect(await movementsOf(phases, '2024-01-01', '2025-05-31', 'WHOLE')).toEqual({
      '2024-01-01': { new: '109.94', expansion: '71.96', churn: '167.92', exchange: '-13.98' },
    });
  });

  it('convert both amounts where an account changes its currency', async () => {
    const phases = [
      phase('2024-01-01', '2024-06-15', { unitPrice: eur('100.00') }),
      phase('2024-06-15', null, { unitPrice: usd('125.00') }),
    ];
    expect(await movementsOf(phases, '2024-01-01', '2025-04-01')).toEqual({
      '2024-01-01': { new: '110.00', end: '110.00' },
      '2024-06-01': { start: '110.00', expansion: '5.00', exchange: '10.00', end: '125.00' },
    });
  });

  it('change rates before anything else at one instant', async () => {
    const phases = [phase('2024-01-01', '2024-06-01', { unitPrice: eur('100.00') })];
    expect(await movementsOf(phases, '2024-06-01', '2024-06-01')).toEqual({
      '2024-06-01': { start: '110.00', exchange: '10.00', churn: '120.00' },
    });
  });
});

const centsOfShare = (scaled: bigint, parts: number): number => {
  // Rounding a quotient of integers needs the exact remainder.
  const [whole, unit] = [scaled / (CENT * BigInt(parts)), CENT * BigInt(parts)];
  const rest = (scaled % unit) * 2n;
  return Number(rest > unit || (rest === unit && whole % 2n === 1n) ? whole + 1n : whole);
};
