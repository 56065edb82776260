import { account, phase, plan, record, subscription, type Given } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { setTimeZone } from '../support/workspaces.js';

const QUERY = `query ($from: Date!, $to: Date!, $interval: MetricInterval, $until: Date!) {
  revenueMovements(from: $from, to: $to, interval: $interval) { from to firstDay lastDay }
  retention(from: $from, to: $to, interval: $interval) { from to firstDay lastDay }
  cohorts(from: $from, to: $to, interval: $interval) { from to firstDay lastDay ages { at lastDay } }
  clientBaseHistory(from: $from, to: $to, interval: $interval) { asOf day }
  renewals(from: $from, to: $until) { nodes { at day } months { from firstDay } }
}`;

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
];

/** The interval, the range of its starts, and the first and the last day of each interval. */
const INTERVALS: [interval: string, from: string, to: string, days: [string, string][]][] = [
  ['DAY', '2026-03-29', '2026-03-30', [['2026-03-29', '2026-03-29'], ['2026-03-30', '2026-03-30']]], // prettier-ignore
  ['WEEK', '2026-03-23', '2026-03-23', [['2026-03-23', '2026-03-29']]],
  ['MONTH', '2026-02-01', '2026-03-31', [['2026-02-01', '2026-02-28'], ['2026-03-01', '2026-03-31']]], // prettier-ignore
  ['QUARTER', '2025-10-01', '2025-12-31', [['2025-10-01', '2025-12-31']]],
  ['YEAR', '2024-01-01', '2024-01-01', [['2024-01-01', '2024-12-31']]],
  ['WHOLE', '2025-03-17', '2026-03-16', [['2025-03-17', '2026-03-16']]],
];

/** The day of an instant in a time zone, by another way than the server's. */
const dayIn = (timeZone: string, instant: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant));

describe('the days of metrics', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    const starts = ['2024-02-01', '2025-03-29', '2025-10-31T22:30:00.000Z', '2026-03-29T23:59:59.999Z'];
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: starts.map((_, i) => account(`a${i}`)),
      subscriptions: starts.map((from, i) => subscription(`s${i}`, `a${i}`, [phase(from, null, { termMonths: 1 })])),
    });
  });
  afterAll(() => server.close());

  async function ask(query: string, variables: Given = {}): Promise<Record<string, Given[]>> {
    const { data, errors } = await workspace.ask(query, variables);
    expect(errors).toBeUndefined();
    return data as Record<string, Given[]>;
  }

  describe.each(ZONES)('in %s', (timeZone) => {
    beforeAll(() => setTimeZone(workspace, timeZone));

    it.each(INTERVALS)('are the local days of each interval %s', async (interval, from, to, days) => {
      const data = await ask(QUERY, { from, to, interval, until: days.at(-1)![1] });
      const expected = days.map(([firstDay, lastDay]) => ({ firstDay, lastDay }));
      for (const metric of ['revenueMovements', 'retention', 'cohorts']) expect(data[metric]).toMatchObject(expected);
      expect(data.clientBaseHistory).toMatchObject(days.map(([day]) => ({ day })));
      for (const cohort of data.cohorts as unknown as { ages: { at: string; lastDay: string }[] }[]) {
        for (const { at, lastDay } of cohort.ages) {
          expect(lastDay).toBe(dayIn(timeZone, new Date(Date.parse(at) - 1).toISOString()));
        }
      }
    });

    it('are the local days of renewals and their months, and of a client base', async () => {
      const { renewals, clientBase } = (await ask(
        `{ renewals(from: "2025-01-01", to: "2026-06-30") { nodes { at day } months { from firstDay } }
           clientBase(asOf: "2026-07-31T22:00:00Z") { day } }`,
      )) as unknown as {
        renewals: { nodes: { at: string; day: string }[]; months: { from: string; firstDay: string }[] };
        clientBase: { day: string };
      };
      expect(renewals.nodes.length).toBeGreaterThan(20);
      for (const { at, day } of renewals.nodes) expect(day).toBe(dayIn(timeZone, at));
      expect(renewals.months.length).toBeGreaterThan(12);
      for (const { firstDay } of renewals.months) expect(firstDay).toMatch(/-01$/);
      expect(clientBase.day).toBe(dayIn(timeZone, '2026-07-31T22:00:00Z'));
    });
  });

  it('of an interval select the same interval as arguments', async () => {
    await setTimeZone(workspace, 'Europe/Berlin');
    const months = await ask(
      '{ m: revenueMovements(from: "2026-01-01", to: "2026-12-31") { from to firstDay lastDay } }',
    );
    const again = months.m!.map(
      ({ firstDay, lastDay }, i) =>
        `m${i}: revenueMovements(from: "${String(firstDay)}", to: "${String(lastDay)}", interval: WHOLE) { from to firstDay lastDay }`,
    );
    expect(Object.values(await ask(`{ ${again.join(' ')} }`)).flat()).toEqual(months.m);
  });

  it.each([
    ['Pacific/Kiritimati', '0001-01-01T00:00:00Z', '0001-01-01'],
    ['America/New_York', '0001-01-01T00:00:00Z', '0001-01-01'],
    ['Pacific/Kiritimati', '9999-12-31T23:59:59.999Z', '9999-12-31'],
    ['America/New_York', '9999-12-31T23:59:59.999Z', '9999-12-31'],
    ['Africa/Monrovia', '1960-01-01T00:44:29.999Z', '1959-12-31'],
    ['Africa/Monrovia', '1960-01-01T00:44:30.000Z', '1960-01-01'],
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31'],
  ])('are days of the years 0001 to 9999 also in %s at %s', async (timeZone, asOf, day) => {
    await setTimeZone(workspace, timeZone);
    expect(await ask(`{ clientBase(asOf: "${asOf}") { day } }`)).toEqual({ clientBase: { day } });
  });

  it.each(['Pacific/Kiritimati', 'America/New_York'])('of the last month are written in %s', async (timeZone) => {
    await setTimeZone(workspace, timeZone);
    const whole = 'firstDay lastDay';
    const data = await ask(
      `{ first: revenueMovements(from: "0001-01-01", to: "0001-01-01") { ${whole} }
         last: revenueMovements(from: "9999-12-01", to: "9999-12-31") { ${whole} }
         all: revenueMovements(from: "0001-01-01", to: "9999-12-31", interval: WHOLE) { ${whole} } }`,
    );
    expect(data).toEqual({
      first: [{ firstDay: '0001-01-01', lastDay: '0001-01-31' }],
      last: [{ firstDay: '9999-12-01', lastDay: '9999-12-31' }],
      all: [{ firstDay: '0001-01-01', lastDay: '9999-12-31' }],
    });
  });
});
