import pg from 'pg';
import { RELATIONSHIP_TYPES } from '../../src/classification/timeline.js';
import { account, phase, plan, record, subscription, usd, type Given } from '../support/records.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { setTimeZone } from '../support/workspaces.js';
import { HISTORIES, typeAt, writeGeneratedBase } from './generated-base.js';
import { justBefore, minorOf, MOVEMENTS, movementsIn, revenueAt } from './naive.js';
import { statementNames } from '../support/statement-names.js';

const AMOUNTS = ['start', ...MOVEMENTS, 'end'] as const;
const QUERY = `query ($from: Date!, $to: Date!, $interval: MetricInterval, $type: RelationshipType) {
  revenueMovements(from: $from, to: $to, interval: $interval, type: $type) {
    from to ${AMOUNTS.map((name) => `${name} { amount }`).join(' ')}
  }
}`;
type Row = { from: string; to: string } & Record<(typeof AMOUNTS)[number], { amount: string }>;

const ask = (workspace: TestWorkspace, from: string, to: string, interval?: string, type?: string): Promise<Answer> =>
  workspace.ask(QUERY, { from, to, interval, type });

async function movements(
  workspace: TestWorkspace,
  from: string,
  to: string,
  interval?: string,
  type?: string,
): Promise<(Record<(typeof AMOUNTS)[number], number> & { from: number; to: number })[]> {
  const { data, errors } = await ask(workspace, from, to, interval, type);
  expect(errors).toBeUndefined();
  return (data as { revenueMovements: Row[] }).revenueMovements.map((row) => ({
    from: Date.parse(row.from),
    to: Date.parse(row.to),
    ...(Object.fromEntries(AMOUNTS.map((name) => [name, minorOf(row[name])])) as Record<
      (typeof AMOUNTS)[number],
      number
    >),
  }));
}

/** Returns the amounts that are not zero, in dollars. */
const shownOf = (row: Record<string, number>): Given =>
  Object.fromEntries(AMOUNTS.filter((name) => row[name] !== 0).map((name) => [name, row[name]! / 100]));

describe('revenue movements', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  describe('of generated histories', () => {
    let workspace: TestWorkspace;
    beforeAll(async () => {
      workspace = await server.addWorkspace();
      await writeGeneratedBase(server, workspace);
      // The revenue of another workspace must never count.
      const other = await server.addWorkspace();
      await record(other, {
        plans: [plan('basic', 1)],
        accounts: [account('a')],
        subscriptions: [subscription('s', 'a', [phase('2023-02-10')])],
      });
    });

    const RANGES: [interval: string, from: string, to: string, timeZone: string][] = [
      ['DAY', '2023-01-20', '2023-04-10', 'America/New_York'],
      ['WEEK', '2022-10-01', '2024-04-01', 'UTC'],
      ['MONTH', '2020-12-01', '2026-12-31', 'Europe/Berlin'],
      ['QUARTER', '2020-01-01', '2030-01-01', 'Asia/Kolkata'],
      ['YEAR', '1995-01-01', '2035-12-31', 'UTC'],
      ['WHOLE', '2022-03-17', '2023-03-16', 'Europe/Berlin'],
      ['WHOLE', '2023-02-28', '2023-02-28', 'America/New_York'],
      ['WHOLE', '1970-01-02', '9999-12-31', 'Asia/Kolkata'],
    ];
    const CASES = RANGES.flatMap((range) => [null, ...RELATIONSHIP_TYPES].map((type) => [...range, type] as const));

    it.each(CASES)('by %s from %s to %s in %s equal a recount account by account, for type %s', async (...asked) => {
      const [interval, from, to, timeZone, type] = asked;
      await setTimeZone(workspace, timeZone);
      const shown = await movements(workspace, from, to, interval, type ?? undefined);
      const expected = shown.map((row) => {
        const counted = HISTORIES.filter((_, i) => type === null || typeAt(i, justBefore(row.from)) === type);
        const sum = (of: (history: (typeof HISTORIES)[number]) => number): number =>
          counted.reduce((total, history) => total + of(history), 0);
        const moved = counted.map((history) => movementsIn(history, row.from, row.to));
        return {
          from: row.from,
          to: row.to,
          start: sum((history) => revenueAt(history, justBefore(row.from)).mrr),
          ...Object.fromEntries(MOVEMENTS.map((kind) => [kind, moved.reduce((total, one) => total + one[kind], 0)])),
          end: sum((history) => revenueAt(history, justBefore(row.to)).mrr),
        };
      });
      expect(shown).toEqual(expected);
      for (const { start, end, ...row } of shown) {
        expect(start + row.new + row.expansion + row.reactivation + row.resume).toBe(
          end + row.contraction + row.churn + row.pause,
        );
        expect(Math.min(...Object.values(row))).toBeGreaterThanOrEqual(0);
      }
      expect(shown.slice(1).map((row) => row.from)).toEqual(shown.slice(0, -1).map((row) => row.to));
      if (type === null) {
        expect(shown.slice(1).map(({ start }) => start)).toEqual(shown.slice(0, -1).map(({ end }) => end));
      }
    });

    it('of the whole range are the sums of the movements of its months', async () => {
      const months = await movements(workspace, '2022-06-01', '2023-05-31', 'MONTH');
      const [whole, ...others] = await movements(workspace, '2022-06-01', '2023-05-31', 'WHOLE');
      const sums = MOVEMENTS.map((kind) => [kind, months.reduce((total, month) => total + month[kind], 0)]);
      const [first, last] = [months[0]!, months.at(-1)!];
      expect(whole).toEqual({
        ...{ from: first.from, to: last.to, start: first.start, end: last.end },
        ...(Object.fromEntries(sums) as Record<string, number>),
      });
      expect(others).toEqual([]);
      expect(whole!.new + whole!.churn).toBeGreaterThan(0);
    });

    it('include every kind of movement', async () => {
      const shown = await movements(workspace, '1995-01-01', '2035-12-31', 'YEAR');
      for (const kind of MOVEMENTS) expect(shown.filter((row) => row[kind] > 0).length).toBeGreaterThan(1);
    });

    it.each([undefined, 'CLIENT'])('are read by one statement, however long the range, for type %s', async (type) => {
      const query = jest.spyOn(pg.Client.prototype, 'query');
      try {
        await movements(workspace, '2020-01-01', '2026-12-31', 'MONTH', type);
        const names = statementNames(query);
        expect(names.filter((name) => name.startsWith('sum'))).toHaveLength(1);
        expect(names).toHaveLength(1);
      } finally {
        query.mockRestore();
      }
    });
  });

  describe('of example accounts', () => {
    let workspace: TestWorkspace;
    beforeEach(async () => {
      workspace = await server.addWorkspace();
      await record(workspace, { plans: [plan('basic', 1), plan('top', 2)], accounts: [account('a'), account('b')] });
    });
    const phases = (...given: Given[]): Promise<unknown> =>
      record(workspace, { subscriptions: [subscription('s', 'a', given)] });
    const monthly = async (from: string, to: string): Promise<Given[]> =>
      (await movements(workspace, from, to)).map(shownOf);

    it('follow an account that starts a trial, pays, expands, pauses, resumes for less, churns and returns', async () => {
      await phases(
        phase('2024-01-10', '2024-02-10', { status: 'TRIALING' }),
        phase('2024-02-10', '2024-03-10'),
        phase('2024-03-10', '2024-04-10', { quantity: 2 }),
        phase('2024-04-10', '2024-05-10', { quantity: 2, status: 'PAUSED' }),
        phase('2024-05-10', '2024-06-10', { quantity: 1 }),
        phase('2024-08-10', null, { quantity: 3 }),
      );
      expect(await monthly('2024-01-01', '2024-09-01')).toEqual([
        {},
        { new: 49, end: 49 },
        { start: 49, expansion: 49, end: 98 },
        { start: 98, pause: 98 },
        { resume: 49, end: 49 },
        { start: 49, churn: 49 },
        {},
        { reactivation: 147, end: 147 },
        { start: 147, end: 147 },
      ]);
    });

    it('split simultaneous changes: a resumption for more, and a pause while another subscription ends', async () => {
      await record(workspace, {
        subscriptions: [
          subscription('s', 'a', [
            phase('2024-01-10', '2024-02-10'),
            phase('2024-02-10', '2024-03-10', { status: 'PAUSED' }),
            phase('2024-03-10', null, { quantity: 2 }),
          ]),
          subscription('t', 'a', [phase('2024-01-20', '2024-02-10', { unitPrice: usd('10.00') })]),
        ],
      });
      expect(await monthly('2024-01-01', '2024-03-01')).toEqual([
        { new: 49, expansion: 10, end: 59 },
        { start: 59, pause: 49, contraction: 10 },
        { resume: 49, expansion: 49, end: 98 },
      ]);
    });

    it('count revenue that rounds to zero as that of an account that is still there', async () => {
      await phases(
        phase('2024-01-10', '2024-02-10'),
        // Five cents a year are less than half a cent a month.
        phase('2024-02-10', '2024-03-10', { unitPrice: usd('0.05'), billingInterval: 'YEAR' }),
        phase('2024-03-10', null),
      );
      expect(await monthly('2024-01-01', '2024-03-01')).toEqual([
        { new: 49, end: 49 },
        { start: 49, contraction: 49 },
        { expansion: 49, end: 49 },
      ]);
    });

    it('count an account that starts and leaves within one interval as both new and churned, and ignore trials and free plans', async () => {
      await phases(phase('2024-01-10', '2024-01-20'), phase('2024-01-20', null, { unitPrice: usd('0') }));
      expect(await monthly('2024-01-01', '2024-02-01')).toEqual([{ new: 49, churn: 49 }, {}]);
    });

    it('start with the state just before the interval: a change at midnight belongs to the day that starts', async () => {
      await phases(phase('2024-02-01', '2024-03-01'));
      expect(await monthly('2024-01-01', '2024-03-01')).toEqual([{}, { new: 49, end: 49 }, { start: 49, churn: 49 }]);
    });

    it('in the future are derived from the phases that are already recorded', async () => {
      await phases(phase('2024-02-01', '2027-03-15'));
      await record(workspace, { subscriptions: [subscription('t', 'b', [phase('2027-05-01')])] });
      expect(await monthly('2027-03-01', '2027-06-01')).toEqual([
        { start: 49, churn: 49 },
        {},
        { new: 49, end: 49 },
        { start: 49, end: 49 },
      ]);
    });

    it('are zero if no account ever paid', async () => {
      expect(await monthly('2024-01-01', '2024-02-01')).toEqual([{}, {}]);
    });

    it('of a type include only accounts that had the type when the interval started', async () => {
      // A client from 1 January 2025 on: twelve months, the top plan, a term, and tailored terms.
      await phases(
        phase('2024-01-01', '2025-03-10', { planExternalId: 'top', termMonths: 12, tailored: true }),
        phase('2025-03-10', '2025-04-10', { planExternalId: 'top', termMonths: 12, tailored: true, quantity: 2 }),
      );
      const of = async (type: string): Promise<Given[]> =>
        (await movements(workspace, '2025-01-01', '2025-04-01', 'MONTH', type)).map(shownOf);
      expect(await of('CLIENT')).toEqual([
        {},
        { start: 49, end: 49 },
        { start: 49, expansion: 49, end: 98 },
        { start: 98, churn: 98 },
      ]);
      expect(await of('CUSTOMER')).toEqual([{ start: 49, end: 49 }, {}, {}, {}]);
    });

    it('use days in the time zone of the workspace, also when daylight saving time changes', async () => {
      await setTimeZone(workspace, 'Europe/Berlin');
      // The last millisecond of 31 March 2024, a day of 23 hours, is at 21:59:59.999 UTC.
      await phases(phase('2024-03-31T21:59:59.999Z', '2024-10-27T22:59:59.999Z'));
      const days = await movements(workspace, '2024-03-30', '2024-04-01', 'DAY');
      expect(days.map(({ from, to }) => (to - from) / 3_600_000)).toEqual([24, 23, 24]);
      expect(days.map(shownOf)).toEqual([{}, { new: 49, end: 49 }, { start: 49, end: 49 }]);
      const autumn = await movements(workspace, '2024-10-27', '2024-10-28', 'DAY');
      expect(autumn.map(({ from, to }) => (to - from) / 3_600_000)).toEqual([25, 24]);
      expect(autumn.map(shownOf)).toEqual([{ start: 49, churn: 49 }, {}]);
      const months = await movements(workspace, '2024-03-01', '2024-04-01');
      expect(months.map(shownOf)).toEqual([
        { new: 49, end: 49 },
        { start: 49, end: 49 },
      ]);
    });

    it('work at the end of the calendar', async () => {
      await phases(phase('9999-12-30'));
      expect(await monthly('9999-12-01', '9999-12-31')).toEqual([{ new: 49, end: 49 }]);
    });
  });

  it.each([
    ['a range that ends before it starts', '2024-02-01', '2024-01-31', undefined, 'INVALID', 'on or after from'],
    ['a range in which no month starts', '2024-01-02', '2024-01-31', undefined, 'INVALID', 'no month starts from'],
    ['more than 120 intervals', '2024-01-01', '2024-04-30', 'DAY', 'TOO_MANY', 'Expected at most 120 intervals'],
  ])('are refused for %s', async (_, from, to, interval, code, says) => {
    const { errors } = await ask(await server.addWorkspace(), from, to, interval);
    expect(errors).toMatchObject([{ extensions: { userErrors: [{ field: ['to'], code }] } }]);
    expect(errors![0]!.message).toContain(says);
  });
});
