import pg from 'pg';
import { account, phase, plan, record, subscription } from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { setTimeZone } from '../support/workspaces.js';
import { publishedGapDaysAt, HISTORIES, wasClientBy, writeGeneratedBase } from './generated-base.js';
import { firstPaidAt, justBefore, lostAt, minorOf, revenueAt } from './naive.js';
import { statementNames } from '../support/statement-names.js';

const QUERY = `query ($from: Date!, $to: Date!, $interval: MetricInterval, $asOf: DateTime) {
  cohorts(from: $from, to: $to, interval: $interval, asOf: $asOf) {
    from to accounts becameClients clientShare
    ages { age at survivors survivalShare monthlyRecurringRevenue { amount } }
  }
}`;

interface Cohort {
  from: string;
  to: string;
  accounts: number;
  becameClients: number;
  clientShare: number | null;
  ages: {
    age: number;
    at: string;
    survivors: number;
    survivalShare: number;
    monthlyRecurringRevenue: { amount: string };
  }[];
}

async function cohorts(
  workspace: TestWorkspace,
  from: string,
  to: string,
  interval?: string,
  asOf?: string,
): Promise<Cohort[]> {
  const { data, errors } = await workspace.ask(QUERY, { from, to, interval, asOf });
  expect(errors).toBeUndefined();
  return (data as { cohorts: Cohort[] }).cohorts;
}

describe('cohorts', () => {
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
    });

    it.each([
      ['MONTH', '2022-10-01', '2024-06-30', 'America/New_York', undefined],
      ['QUARTER', '2015-01-01', '2026-12-31', 'UTC', undefined],
      ['YEAR', '1999-01-01', '2030-01-01', 'Asia/Tokyo', undefined],
      ['MONTH', '2022-10-01', '2024-06-30', 'UTC', '2023-03-28T23:59:59.999Z'],
      ['QUARTER', '2015-01-01', '2026-12-31', 'UTC', '2024-03-30T00:00:00.000Z'],
    ])('by %s from %s to %s equal a recount account by account in %s as of %s', async (...asked) => {
      const [interval, from, to, timeZone, asOfText] = asked;
      const asOf = asOfText === undefined ? NOW : Date.parse(asOfText);
      await setTimeZone(workspace, timeZone);
      const shown = await cohorts(workspace, from, to, interval, asOfText);
      for (const cohort of shown) {
        const [start, end] = [Date.parse(cohort.from), Date.parse(cohort.to)];
        const members = HISTORIES.map((history, i) => ({ history, i })).filter(
          ({ history }) => start <= firstPaidAt(history) && firstPaidAt(history) < end,
        );
        const clients = members.filter(({ i }) => wasClientBy(i, asOf)).length;
        expect(cohort).toMatchObject({
          accounts: members.length,
          becameClients: clients,
          clientShare: members.length === 0 ? null : clients / members.length,
        });
        for (const { at, survivors, survivalShare, monthlyRecurringRevenue } of cohort.ages) {
          const revenues = members.map(({ history }) => revenueAt(history, justBefore(Date.parse(at))));
          const remaining = members.filter(
            ({ history }) => lostAt(history, asOf, publishedGapDaysAt(asOf)) > justBefore(Date.parse(at)),
          ).length;
          expect({ at, survivors, survivalShare, mrr: minorOf(monthlyRecurringRevenue) }).toEqual({
            at,
            survivors: remaining,
            survivalShare: remaining / members.length,
            mrr: revenues.reduce((sum, { mrr }) => sum + mrr, 0),
          });
        }
      }
      expect(shown.some(({ ages }) => ages.length > 3)).toBe(true);
    });

    it('are read by one statement, however many they are', async () => {
      const query = jest.spyOn(pg.Client.prototype, 'query');
      try {
        await cohorts(workspace, '2020-01-01', '2026-12-31');
        const names = statementNames(query);
        expect(names.filter((name) => name === 'selectCohortChanges')).toHaveLength(1);
        expect(names).toHaveLength(1);
      } finally {
        query.mockRestore();
      }
    });
  });

  it('have an age for each interval up to now, are empty in the future, and count the accounts that became clients', async () => {
    const workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: ['a', 'b', 'c', 'd'].map((name) => account(name)),
      subscriptions: [
        subscription('a', 'a', [phase('2025-11-05', '2026-01-20')]),
        subscription('b', 'b', [
          phase('2025-11-20', '2026-01-05'),
          phase('2026-01-05', '2026-02-05', { status: 'PAUSED' }),
          phase('2026-02-05', null, { quantity: 2 }),
        ]),
        subscription('c', 'c', [
          phase('2024-11-30T23:59:59.999Z', null, { planExternalId: 'top', termMonths: 12, tailored: true }),
        ]),
        subscription('d', 'd', [phase('2026-05-01')]),
      ],
    });
    const shown = await cohorts(workspace, '2025-11-01', '2026-05-01');
    expect(shown.map(({ accounts }) => accounts)).toEqual([2, 0, 0, 0, 0, 0, 1]);
    expect(
      shown[0]!.ages.map(({ age, at, survivors, survivalShare, monthlyRecurringRevenue: { amount } }) => [
        age,
        at.slice(0, 10),
        survivors,
        survivalShare,
        amount,
      ]),
    ).toEqual([
      [0, '2025-12-01', 2, 1, '98.00'],
      [1, '2026-01-01', 2, 1, '98.00'],
      [2, '2026-02-01', 1, 0.5, '0.00'],
      [3, '2026-03-01', 1, 0.5, '98.00'],
    ]);
    expect(shown[6]).toMatchObject({ accounts: 1, becameClients: 0, clientShare: 0, ages: [] });
    const [november] = await cohorts(workspace, '2024-11-01', '2024-11-01');
    expect(november).toMatchObject({ accounts: 1, becameClients: 1, clientShare: 1 });
    expect(november!.ages).toHaveLength(16);
  });

  it('start at midnight in the time zone of the workspace, also when daylight saving time changes', async () => {
    const workspace = await server.addWorkspace({ timeZone: 'Europe/Berlin' });
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: ['march', 'april'].map((name) => account(name)),
      subscriptions: [
        subscription('march', 'march', [phase('2025-03-31T21:59:59.999Z')]),
        subscription('april', 'april', [phase('2025-03-31T22:00:00Z')]),
      ],
    });
    const shown = await cohorts(workspace, '2025-03-01', '2025-04-01');
    expect(shown.map(({ accounts, ages }) => [accounts, ages[0]?.at])).toEqual([
      [1, '2025-03-31T22:00:00.000Z'],
      [1, '2025-04-30T22:00:00.000Z'],
    ]);
  });

  it.each([
    ['a range that ends before it starts', '2024-02-01', '2024-01-31', 'INVALID'],
    ['a range in which no month starts', '2024-01-02', '2024-01-31', 'INVALID'],
    ['more than 120 months', '2010-01-01', '2025-01-01', 'TOO_MANY'],
  ])('are refused for %s', async (_, from, to, code) => {
    const { errors } = await (await server.addWorkspace()).ask(QUERY, { from, to });
    expect(errors).toMatchObject([{ extensions: { userErrors: [{ field: ['to'], code }] } }]);
  });

  it('have at most 120 ages', async () => {
    const workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: [account('a')],
      subscriptions: [subscription('a', 'a', [phase('2001-01-05')])],
    });
    const [cohort] = await cohorts(workspace, '2001-01-01', '2001-01-01');
    expect(cohort!.ages).toHaveLength(120);
    expect(cohort!.ages.at(-1)).toMatchObject({ age: 119, at: '2011-01-01T00:00:00.000Z', survivors: 1 });
  });
});
