import { account, phase, plan, record, subscription, usd, type Given } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

const COHORTS = `query ($from: Date!, $asOf: DateTime) {
  cohorts(from: $from, to: $from, asOf: $asOf) { accounts becameClients ages { survivors survivalShare } }
}`;
const PROJECTION = `query ($cohort: CohortInput!, $periods: Int!) {
  retentionProjection(cohort: $cohort, periods: $periods) { model reason accounts points { observed projected } }
}`;
const FREE = { unitPrice: usd('0') };
const JANUARY = { from: '2024-01-01', to: '2024-02-01', billingInterval: 'MONTH' };
const iso = (at: number): string => new Date(at).toISOString();

/** How an account is interrupted in June 2024: what is recorded between its two paid phases. */
const INTERRUPTIONS: Record<string, (name: string) => Given[]> = {
  'a millisecond': () => [phase('2024-01-01', '2024-06-01'), phase('2024-06-01T00:00:00.001Z')],
  'a second': () => [phase('2024-01-01', '2024-05-31T23:59:59Z'), phase('2024-06-01')],
  'a free week': () => [
    phase('2024-01-01', '2024-06-01'),
    phase('2024-06-01', '2024-06-08', FREE),
    phase('2024-06-08'),
  ],
  'a trial week': () => [
    phase('2024-01-01', '2024-06-01'),
    phase('2024-06-01', '2024-06-08', { status: 'TRIALING' }),
    phase('2024-06-08'),
  ],
};

describe('survival', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = Date.parse('2026-03-15T12:00:00Z');
    workspace = await server.addWorkspace();
    await record(workspace, { plans: [plan('basic', 1)] });
  });

  const recordAccounts = (histories: Record<string, Given[]>): Promise<unknown> =>
    record(workspace, {
      accounts: Object.keys(histories).map((name) => account(name)),
      subscriptions: Object.entries(histories).map(([name, phases]) => subscription(name, name, phases)),
    });
  const sharesOf = async (asOf?: string): Promise<number[]> => {
    const { data, errors } = await workspace.ask(COHORTS, { from: '2024-01-01', asOf });
    expect(errors).toBeUndefined();
    return (data.cohorts as { ages: { survivalShare: number }[] }[])[0]!.ages.map((age) => age.survivalShare);
  };
  const project = async (asOf?: string) => {
    const { data, errors } = await workspace.ask(PROJECTION, { cohort: { ...JANUARY, asOf }, periods: 24 });
    expect(errors).toBeUndefined();
    return data.retentionProjection as {
      model: string | null;
      accounts: number;
      points: { observed: number | null; projected: number | null }[];
    };
  };
  const observedOf = async (asOf?: string): Promise<number[]> =>
    (await project(asOf)).points.flatMap(({ observed }) => observed ?? []);

  it('is 0.75 in cohorts and projections alike if 45 of 60 accounts were interrupted and pay today', async () => {
    const kinds = Object.values(INTERRUPTIONS);
    const histories: Record<string, Given[]> = {};
    for (let i = 0; i < 45; i++) histories[`stays ${i}`] = kinds[i % kinds.length]!(`stays ${i}`);
    // The others leave one by one, at the end of each of the first fifteen months.
    for (let i = 0; i < 15; i++) {
      histories[`leaves ${i}`] = [phase('2024-01-01', iso(Date.UTC(2024, 1 + i, 1)))];
    }
    await recordAccounts(histories);
    const shares = await sharesOf();
    expect(shares.at(-1)).toBe(0.75);
    const { model, accounts, points } = await project();
    expect(accounts).toBe(60);
    expect(model).not.toBeNull();
    expect(points[24]!.observed).toBeCloseTo(0.75, 12);
    expect(Math.abs(points[24]!.projected! - 0.75)).toBeLessThan(0.1);
    // After n months, n of the first fifteen have left. The state just before a month ends is that of its last instant.
    expect(shares.slice(0, 16)).toEqual(Array.from({ length: 16 }, (_, age) => (60 - Math.min(15, age)) / 60));
    points.slice(0, 16).forEach(({ observed }, period) => expect(observed).toBeCloseTo((60 - period) / 60, 12));
  });

  it.each(Object.keys(INTERRUPTIONS))('is complete after an interruption: %s', async (kind) => {
    await recordAccounts({ a: INTERRUPTIONS[kind]!('a') });
    expect(new Set(await sharesOf())).toEqual(new Set([1]));
    expect(new Set(await observedOf())).toEqual(new Set([1]));
  });

  it('counts an account as there for gapDays after its end, and then as lost at its end', async () => {
    await server.database.dataSource.query('UPDATE policy SET gap_days = 31 WHERE workspace_id = $1', [workspace.id]);
    await recordAccounts({ a: [phase('2024-01-01')], b: [phase('2024-01-01', '2024-03-10')] });
    // Three months have ended on 1 April, four on 1 May.
    expect(await sharesOf('2024-04-10T00:00:00Z')).toEqual([1, 1, 1]);
    expect(await sharesOf('2024-04-10T00:00:00.001Z')).toEqual([1, 1, 0.5]);
    expect(await observedOf('2024-04-10T00:00:00Z')).toEqual([1, 1, 1, 1]);
    expect(await observedOf('2024-04-10T00:00:00.001Z')).toEqual([1, 1, 1, 0.5]);
  });

  it('of the past rises when an account returns, and is what it was as of an instant before', async () => {
    await recordAccounts({ a: [phase('2024-01-01')], b: [phase('2024-01-01', '2024-03-10')] });
    const before = await sharesOf();
    expect(before.slice(0, 4)).toEqual([1, 1, 0.5, 0.5]);
    await record(workspace, {
      subscriptions: [subscription('b', 'b', [phase('2024-01-01', '2024-03-10'), phase('2025-09-10')])],
    });
    expect(new Set(await sharesOf())).toEqual(new Set([1]));
    expect(new Set(await observedOf())).toEqual(new Set([1]));
    expect(await sharesOf('2025-09-09T23:59:59.999Z')).toEqual(before.slice(0, 20));
  });

  it('includes paused accounts until they end', async () => {
    const paused = { status: 'PAUSED' };
    await recordAccounts({
      a: [phase('2024-01-01', '2024-02-10'), phase('2024-02-10', null, paused)],
      b: [phase('2024-01-01', '2024-02-10'), phase('2024-02-10', '2024-04-15', paused)],
    });
    expect((await sharesOf()).slice(0, 5)).toEqual([1, 1, 1, 0.5, 0.5]);
    expect((await observedOf()).slice(0, 5)).toEqual([1, 1, 1, 1, 0.5]);
  });

  it('is counted in months of the time zone of the workspace', async () => {
    await server.database.dataSource.query(
      `UPDATE workspace SET time_zone = 'Europe/Berlin', clock_changes = NULL, revision = revision + 1 WHERE id = $1`,
      [workspace.id],
    );
    // From midnight of 1 October in Berlin, two months are over at midnight of 1 December, an hour later in UTC.
    await recordAccounts({ a: [phase('2024-09-30T22:00:00Z')] });
    const observedPeriods = async (asOf: string): Promise<number> => {
      const cohort = { from: '2024-10-01', to: '2024-10-02', billingInterval: 'MONTH', asOf };
      const { data } = await workspace.ask(PROJECTION, { cohort, periods: 24 });
      return (data.retentionProjection.points as { observed: number | null }[]).filter(
        ({ observed }) => observed !== null,
      ).length;
    };
    expect(await observedPeriods('2024-11-30T22:59:59.999Z')).toBe(1 + 1);
    expect(await observedPeriods('2024-11-30T23:00:00Z')).toBe(1 + 2);
  });

  it('as of an instant ignores later revenue and clients', async () => {
    await recordAccounts({ a: [phase('2024-01-01', null, { termMonths: 12, tailored: true })] });
    const becameClients = async (asOf: string): Promise<number> =>
      (await workspace.ask(COHORTS, { from: '2024-01-01', asOf })).data.cohorts[0].becameClients as number;
    expect(await becameClients('2024-12-31T23:59:59.999Z')).toBe(0);
    expect(await becameClients('2025-01-01T00:00:00Z')).toBe(1);
  });

  it('is refused as of the future', async () => {
    const { errors } = await workspace.ask(COHORTS, { from: '2024-01-01', asOf: '2026-03-15T12:00:00.001Z' });
    expect(errors).toMatchObject([{ extensions: { userErrors: [{ field: ['asOf'], code: 'OUT_OF_RANGE' }] } }]);
  });
});
