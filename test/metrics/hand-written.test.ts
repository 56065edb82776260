import { plan, record } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { CUSTOMERS, handWrittenRecords, stateOn, type Day } from './hand-written-base.js';
import { MOVEMENTS, type Movements } from './naive.js';

const DAY_MS = 86_400_000;
const RANGE = 'from: "2020-01-01", to: "2024-12-31"';
const AS_OF = '2025-01-10';
const GAP_DAYS = 31;
const QUERY = `{
  revenueMovements(${RANGE}) { start { amount } end { amount } ${MOVEMENTS.map((kind) => `${kind} { amount }`).join(' ')} }
  retention(${RANGE}) { accounts churnedAccounts grossRevenueRetention netRevenueRetention }
  cohorts(${RANGE}, asOf: "${AS_OF}T00:00:00Z") { accounts ages { survivors monthlyRecurringRevenue { amount } } }
}`;

const dayAfter = (day: string, days = 1): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
const MONTHS = Array.from({ length: 61 }, (_, i) => new Date(Date.UTC(2020, i, 1)).toISOString().slice(0, 10));
const ALL = [...CUSTOMERS.values()];
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** The state of every customer just before a day. */
const before = (day: string): Day[] => ALL.map((periods) => stateOn(periods, dayAfter(day, -1)));
const firstDayOf = (periods: (typeof ALL)[number]): string =>
  periods.find(({ dollars, mark }) => dollars > 0 && mark === '')!.from;

/** All days in the table; nothing changes on others. */
const DAYS_OF_CHANGES = [...new Set(ALL.flatMap((periods) => periods.flatMap(({ from, to }) => [from, to ?? from])))];

/** Counts the movements of a month day by day. */
function movementsOf(month: string, next: string): Movements {
  const sums = Object.fromEntries(MOVEMENTS.map((kind) => [kind, 0])) as Movements;
  for (const day of DAYS_OF_CHANGES.filter((one) => month <= one && one < next)) {
    for (const periods of ALL) {
      const [was, is] = [stateOn(periods, dayAfter(day, -1)), stateOn(periods, day)];
      const [gain, unpaused] = [is.mrr - was.mrr, was.paused - is.paused];
      if (gain > 0 && day === firstDayOf(periods)) {
        sums.new += gain;
      } else if (gain > 0) {
        const resumed = Math.max(0, Math.min(gain, unpaused));
        sums.resume += resumed;
        sums[was.isKept ? 'expansion' : 'reactivation'] += gain - resumed;
      } else if (gain < 0) {
        const paused = Math.max(0, Math.min(-gain, -unpaused));
        sums.pause += paused;
        sums[is.isKept ? 'contraction' : 'churn'] += -gain - paused;
      }
    }
  }
  return sums;
}

/** Returns the first day on which a customer was gone, as seen on a day; null if it is there, or may return. */
function lostOn(periods: (typeof ALL)[number], asOf: string): string | null {
  if (stateOn(periods, asOf).isKept) return null;
  const end = periods.at(-1)!.to!;
  return dayAfter(end, GAP_DAYS) >= asOf ? null : end;
}

const amount = (dollars: number): { amount: string } => ({ amount: dollars.toFixed(2) });

describe('the metrics of 55 customers, written by hand, over 60 months', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  // Tests assert the shape that they expect.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  let data: any;
  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, { plans: [plan('basic', 1)], ...handWrittenRecords() });
    const answer = await workspace.ask(QUERY);
    expect(answer.errors).toBeUndefined();
    data = answer.data;
  });
  afterAll(() => server.close());

  it('come from a table of 121 periods', () => {
    expect(CUSTOMERS.size).toBe(55);
    expect(sum(ALL.map((periods) => periods.length))).toBe(121);
  });

  it('have the revenue movements that a count day by day finds', () => {
    const moves = MONTHS.slice(0, -1).map((month, i) => movementsOf(month, MONTHS[i + 1]!));
    const expected = moves.map((moved, i) => {
      const month = MONTHS[i]!;
      return {
        start: amount(sum(before(month).map(({ mrr }) => mrr))),
        ...Object.fromEntries(MOVEMENTS.map((kind) => [kind, amount(moved[kind])])),
        end: amount(sum(before(MONTHS[i + 1]!).map(({ mrr }) => mrr))),
      };
    });
    expect(data.revenueMovements).toEqual(expected);
    for (const kind of MOVEMENTS) expect(sum(moves.map((moved) => moved[kind]))).toBeGreaterThan(0);
  });

  it('have the retention that a count customer by customer finds', () => {
    const expected = MONTHS.slice(0, -1).map((month, i) => {
      const [starts, ends] = [before(month), before(MONTHS[i + 1]!)];
      const start = sum(starts.map(({ mrr }) => mrr));
      const share = (of: (start: number, end: number) => number): number | null =>
        start === 0 ? null : sum(starts.map((was, j) => (was.mrr === 0 ? 0 : of(was.mrr, ends[j]!.mrr)))) / start;
      return {
        accounts: starts.filter(({ isKept }) => isKept).length,
        churnedAccounts: starts.filter(({ isKept }, j) => isKept && !ends[j]!.isKept).length,
        grossRevenueRetention: share(Math.min),
        netRevenueRetention: share((_, end) => end),
      };
    });
    expect(data.retention).toEqual(expected);
  });

  it('have the cohorts that a count customer by customer finds', () => {
    const expected = MONTHS.slice(0, -1).map((month, i) => {
      const members = ALL.filter((periods) => month <= firstDayOf(periods) && firstDayOf(periods) < MONTHS[i + 1]!);
      const ages = MONTHS.slice(i + 1).map((end) => ({
        survivors: members.filter((periods) => {
          const lost = lostOn(periods, AS_OF);
          return lost === null || lost >= end;
        }).length,
        monthlyRecurringRevenue: amount(sum(members.map((periods) => stateOn(periods, dayAfter(end, -1)).mrr))),
      }));
      return { accounts: members.length, ages: members.length === 0 ? [] : ages };
    });
    expect(data.cohorts).toEqual(expected);
  });
});
