import pg from 'pg';
import { NOW, startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { setTimeZone } from '../support/workspaces.js';
import { statementNames } from '../support/statement-names.js';
import { account, phase, plan, record, subscription, usd, type Given } from '../support/records.js';

const BASE = 'asOf accounts customers counts { type accounts monthlyRecurringRevenue { amount currencyCode } }';
const HISTORY = `query ($from: Date!, $to: Date!, $interval: MetricInterval) {
  clientBaseHistory(from: $from, to: $to, interval: $interval) { ${BASE} borderline clientsWithoutSuccessManager }
}`;
const DAY_MS = 86_400_000;

describe('clientBaseHistory', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    // Accounts that start and end at many instants: at midnight, and one millisecond before and after it.
    const numbers = Array.from({ length: 120 }, (_, i) => i);
    const midnight = (months: number, days: number, ms: number): string =>
      new Date(Date.UTC(2024, months, 1 + days) + ms).toISOString();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: numbers.map((i) => account(`a${i}`)),
      subscriptions: numbers.slice(10).map((i) =>
        subscription(`s${i}`, `a${i}`, [
          phase(midnight(i % 12, i % 3, (i % 3) - 1), midnight((i % 12) + 1, 0, (i % 3) - 1), {
            status: i % 2 ? 'TRIALING' : 'ACTIVE',
          }),
          phase(midnight((i % 12) + 1, 0, (i % 3) - 1), i % 5 ? null : midnight((i % 12) + 18, 0, 0), {
            planExternalId: i % 4 ? 'basic' : 'top',
            unitPrice: usd(`${i}.50`),
            tailored: i % 4 === 0,
          }),
        ]),
      ),
    });
  });
  afterAll(() => server.close());
  afterEach(() => setTimeZone(workspace, 'UTC'));

  const ask = (from: string, to: string, interval?: string): Promise<Answer> =>
    workspace.ask(HISTORY, { from, to, interval });
  async function history(from: string, to: string, interval?: string): Promise<Given[]> {
    const { data, errors } = await ask(from, to, interval);
    expect(errors).toBeUndefined();
    return (data as { clientBaseHistory: Given[] }).clientBaseHistory;
  }
  const instantsOf = async (from: string, to: string, interval?: string): Promise<unknown[]> =>
    (await history(from, to, interval)).map(({ asOf }) => asOf);

  it.each([
    ['DAY', '2024-02-20', '2024-04-10'],
    ['WEEK', '2024-01-01', '2026-06-01'],
    ['MONTH', '2023-12-01', '2027-01-01'],
    ['QUARTER', '2020-01-01', '2030-01-01'],
    ['YEAR', '2020-01-01', '2030-01-01'],
  ])('by %s equals clientBase at each of its instants', async (interval, from, to) => {
    const shown = await history(from, to, interval);
    const fields = shown.map(
      ({ asOf }, i) => `b${i}: clientBase(asOf: "${String(asOf)}") { ${BASE} borderline clientsWithoutSuccessManager }`,
    );
    const bases: Given[] = [];
    // 20 is the limit per operation.
    for (let start = 0; start < fields.length; start += 20) {
      const { data } = await workspace.ask(`{ ${fields.slice(start, start + 20).join(' ')} }`);
      bases.push(...Object.values(data as Record<string, Given>));
    }
    expect(shown).toEqual(bases);
    expect(new Set(shown.map(({ customers }) => customers)).size).toBeGreaterThan(2);
  });

  it('has an entry for each interval that starts within the inclusive range; the default interval is MONTH', async () => {
    expect(await instantsOf('2024-01-15', '2024-04-01')).toEqual(
      ['2024-02-01', '2024-03-01', '2024-04-01'].map((day) => `${day}T00:00:00.000Z`),
    );
    expect(await instantsOf('2024-02-01', '2024-02-01')).toEqual(['2024-02-01T00:00:00.000Z']);
    // Weeks start on Monday; quarters start in January, April, July and October.
    expect(await instantsOf('2024-02-27', '2024-03-11', 'WEEK')).toEqual([
      '2024-03-04T00:00:00.000Z',
      '2024-03-11T00:00:00.000Z',
    ]);
    expect(await instantsOf('2024-01-02', '2024-10-01', 'QUARTER')).toEqual(
      ['2024-04-01', '2024-07-01', '2024-10-01'].map((day) => `${day}T00:00:00.000Z`),
    );
    expect(await instantsOf('2023-06-30', '2026-01-01', 'YEAR')).toEqual(
      ['2024', '2025', '2026'].map((year) => `${year}-01-01T00:00:00.000Z`),
    );
    expect(await instantsOf('2024-02-28', '2024-03-01', 'DAY')).toHaveLength(3);
  });

  it('covers the future as known records determine it, and is zero in an empty workspace', async () => {
    const future = await history('2029-01-01', '2029-12-01');
    expect(future).toHaveLength(12);
    expect(future.map(({ accounts }) => accounts)).toEqual(Array(12).fill(120));
    expect(future.map(({ borderline }) => borderline)).toEqual(Array(12).fill(null));
    const empty = await server.addWorkspace();
    const { data } = await empty.ask(HISTORY, { from: '2024-01-01', to: '2024-02-01' });
    const noAccounts = expect.objectContaining({ accounts: 0, customers: 0 }) as unknown;
    expect(data).toEqual({ clientBaseHistory: [noAccounts, noAccounts] });
  });

  it('has the counts of the present only for an interval that starts exactly now', async () => {
    server.clock.now = Date.parse('2026-03-01T00:00:00.000Z');
    const shown = await history('2026-02-01', '2026-04-01');
    expect(shown.map(({ borderline }) => borderline === null)).toEqual([true, false, true]);
    server.clock.now = NOW;
  });

  it("starts days at midnight in the workspace's time zone, including days on which clocks change", async () => {
    await setTimeZone(workspace, 'Europe/Berlin');
    expect(await instantsOf('2024-03-01', '2024-12-01')).toEqual([
      '2024-02-29T23:00:00.000Z',
      '2024-03-31T22:00:00.000Z',
      ...['04-30', '05-31', '06-30', '07-31', '08-31', '09-30'].map((day) => `2024-${day}T22:00:00.000Z`),
      '2024-10-31T23:00:00.000Z',
      '2024-11-30T23:00:00.000Z',
    ]);
    await setTimeZone(workspace, 'America/New_York');
    // The days on which clocks change have 23 and 25 hours.
    const lengths = async (from: string, to: string): Promise<number[]> => {
      const instants = (await instantsOf(from, to, 'DAY')).map((at) => Date.parse(String(at)));
      return instants.slice(1).map((at, i) => (at - instants[i]!) / 3_600_000);
    };
    expect(await lengths('2024-03-09', '2024-03-12')).toEqual([24, 23, 24]);
    expect(await lengths('2024-11-02', '2024-11-05')).toEqual([24, 25, 24]);
  });

  it('starts a day exactly once if a clock change skips or repeats its midnight', async () => {
    await setTimeZone(workspace, 'America/Sao_Paulo');
    expect(await instantsOf('2018-11-03', '2018-11-05', 'DAY')).toEqual([
      '2018-11-03T03:00:00.000Z',
      '2018-11-04T03:00:00.000Z',
      '2018-11-05T02:00:00.000Z',
    ]);
    await setTimeZone(workspace, 'America/Havana');
    expect(await instantsOf('2024-11-02', '2024-11-04', 'DAY')).toEqual([
      '2024-11-02T04:00:00.000Z',
      '2024-11-03T04:00:00.000Z',
      '2024-11-04T05:00:00.000Z',
    ]);
    // Samoa had no 30 December 2011.
    await setTimeZone(workspace, 'Pacific/Apia');
    expect(await instantsOf('2011-12-29', '2011-12-31', 'DAY')).toEqual([
      '2011-12-29T10:00:00.000Z',
      '2011-12-30T10:00:00.000Z',
    ]);
  });

  it('works at both ends of the calendar, east and west of Greenwich', async () => {
    for (const timeZone of ['Pacific/Kiritimati', 'Europe/Amsterdam', 'UTC', 'America/Los_Angeles']) {
      await setTimeZone(workspace, timeZone);
      expect(await history('0001-01-01', '0001-12-31')).toHaveLength(12);
      expect(await history('9999-12-01', '9999-12-31', 'DAY')).toHaveLength(31);
    }
  });

  it('runs one counting statement, however long the range is', async () => {
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const statements = async (to: string): Promise<string[]> => {
      query.mockClear();
      await history('2024-01-01', to, 'DAY');
      return statementNames(query);
    };
    try {
      const ofMany = await statements('2025-02-03');
      expect(await statements('2024-01-01')).toEqual(ofMany);
      expect(ofMany.filter((name) => name.startsWith('count'))).toEqual(['countByTypeAndSpan']);
    } finally {
      query.mockRestore();
    }
  });

  it('refuses more than 400 entries', async () => {
    const day = (i: number): string => new Date(Date.UTC(2024, 0, 1) + i * DAY_MS).toISOString().slice(0, 10);
    expect(await history(day(0), day(399), 'DAY')).toHaveLength(400);
    const { errors } = await ask(day(0), day(400), 'DAY');
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', userErrors: [{ field: ['to'], code: 'TOO_MANY' }] } },
    ]);
    expect(errors![0]!.message).toBe(
      'to: Expected at most 400 intervals; 2024-01-01 to 2025-02-04 has more (interval DAY). Choose a shorter range or a longer interval.',
    );
    expect((await ask('0001-01-01', '9999-12-31', 'DAY')).errors).toHaveLength(1);
  });

  it.each([
    [
      'a range that ends before it starts',
      '2024-02-01',
      '2024-01-31',
      undefined,
      'to',
      'on or after from, 2024-02-01; got 2024-01-31',
    ],
    [
      'a range in which no month starts',
      '2024-01-02',
      '2024-01-31',
      undefined,
      'to',
      'no month starts from 2024-01-02 to 2024-01-31',
    ],
    ['a range in which no week starts', '2024-01-02', '2024-01-07', 'WEEK', 'to', 'no week starts from 2024-01-02'],
    [
      'a day that does not exist',
      '2023-02-29',
      '2024-01-01',
      undefined,
      'from',
      'for example 2026-03-31; got "2023-02-29"',
    ],
    ['an instant instead of a day', '2024-01-01T00:00:00Z', '2024-02-01', undefined, 'from', 'RFC 3339 full-date'],
    ['a week instead of a day', '2024-01-01', '2024-W02', undefined, 'to', 'got "2024-W02"'],
    ['a year before 0001', '0000-01-01', '2024-02-01', 'YEAR', 'from', '0001 to 9999'],
    ['a year after 9999', '2024-01-01', '10000-01-01', 'YEAR', 'to', '0001 to 9999'],
  ])('is refused for %s', async (_, from, to, interval, field, message) => {
    const { errors, data } = await ask(from, to, interval);
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', userErrors: [{ field: [field], code: 'INVALID' }] } },
    ]);
    expect(errors![0]!.message).toContain(message);
  });
});
