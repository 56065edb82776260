import pg from 'pg';
import { account, phase, plan, record, subscription, type Given } from '../support/records.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { statementNames } from '../support/statement-names.js';

/** Survivors of 1,000 accounts of the Regular cohort, from Table 1 of Fader and Hardie (2007). */
const REGULAR = [631, 468, 382, 326, 289, 262, 241];

const QUERY = `query ($cohort: CohortInput!, $periods: Int! = 12, $rate: Float! = 0.1, $renewals: Int! = 4) {
  retentionProjection(cohort: $cohort, periods: $periods) {
    model reason largestDeviation accounts observedPeriods alpha beta churnProbability logLikelihood expectedLifetime
    discountedExpectedLifetime(discountRate: $rate)
    discountedExpectedResidualLifetime(discountRate: $rate, renewals: $renewals)
    points { period observed projected lower upper }
  }
}`;

describe('a retention projection', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  const ask = (cohort: Given, more: Given = {}): Promise<Answer> => workspace.ask(QUERY, { cohort, ...more });
  const project = async (cohort: Given, more: Given = {}) => {
    const { data, errors } = await ask(cohort, more);
    expect(errors).toBeUndefined();
    return data.retentionProjection;
  };

  beforeAll(async () => {
    server = await startTestServer();
    // Accounts that left in February 2026 count as lost only when they have been away for a month.
    server.clock.now = Date.parse('2026-04-01T00:00:00Z');
    workspace = await server.addWorkspace();
    await record(workspace, { plans: [plan('basic', 1)] });
    const yearly = { billingInterval: 'YEAR' };
    // All start in the middle of February 2019; some leave at the end of a year, some within it.
    const endOf = (i: number): string | null => {
      const years = REGULAR.findIndex((left) => i >= left);
      if (years === -1) return null;
      return i % 2 ? `${2020 + years}-02-15` : `${2020 + years}-01-${10 + (i % 20)}`;
    };
    for (const batch of [0, 1, 2, 3]) {
      const numbers = Array.from({ length: 250 }, (_, i) => batch * 250 + i);
      await record(workspace, {
        accounts: numbers.map((i) => account(`r${i}`)),
        subscriptions: numbers.map((i) => subscription(`r${i}`, `r${i}`, [phase('2019-02-15', endOf(i), yearly)])),
      });
    }
    // Accounts that must not count: a monthly one, a mixed one, and one that started on another day.
    await record(workspace, {
      accounts: ['monthly', 'mixed', 'later'].map((name) => account(name)),
      subscriptions: [
        subscription('monthly', 'monthly', [phase('2019-02-15', '2019-04-15')]),
        subscription('mixed', 'mixed', [phase('2019-02-15', '2021-02-15', yearly)]),
        subscription('mixed 2', 'mixed', [phase('2019-02-15', '2021-02-15')]),
        subscription('later', 'later', [phase('2019-03-01', '2020-03-01', yearly)]),
      ],
    });
  });
  afterAll(() => server.close());

  const COHORT = { from: '2019-02-01', to: '2019-03-01', billingInterval: 'YEAR' };

  it('reproduces the published fit from recorded subscriptions, with points, intervals and lifetimes', async () => {
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const shown = await project(COHORT);
    const names = statementNames(query);
    query.mockRestore();
    expect(names.filter((name) => name === 'selectLifetimes')).toHaveLength(1);
    expect(names).toHaveLength(1);

    expect(shown).toMatchObject({
      model: 'SHIFTED_BETA_GEOMETRIC',
      reason: null,
      accounts: 1_000,
      observedPeriods: 7,
      churnProbability: null,
      expectedLifetime: null,
    });
    expect([shown.alpha, shown.beta].map((value: number) => value.toFixed(3))).toEqual(['0.704', '1.182']);
    // The log-likelihood must be that of the fitted parameters over the recorded years.
    expect(shown.logLikelihood).toBeCloseTo(logLikelihoodOf(shown.alpha, shown.beta), 6);
    expect(shown.points).toHaveLength(13);
    expect(shown.points[0]).toEqual({ period: 0, observed: 1, projected: 1, lower: 1, upper: 1 });
    REGULAR.forEach((left, i) => expect(shown.points[i + 1].observed).toBeCloseTo(left / 1_000, 12));
    expect(shown.points[8]).toMatchObject({ observed: null });
    // In Table 1, 17.3% of the accounts are left in year 12.
    expect(shown.points[12].projected).toBeCloseTo(0.173, 1);
    expect(shown.points[12].lower).toBeLessThan(0.173);
    expect(shown.points[12].upper).toBeGreaterThan(0.173);
    expect(shown.discountedExpectedLifetime).toBeGreaterThan(1);
    expect(shown.discountedExpectedResidualLifetime).toBeGreaterThan(shown.discountedExpectedLifetime);
  });

  it('as of an earlier instant uses only what was known then', async () => {
    const shown = await project({ ...COHORT, asOf: '2022-03-31T00:00:00Z' });
    expect(shown).toMatchObject({ observedPeriods: 3, accounts: 1_000 });
    expect(shown.points[3].observed).toBeCloseTo(0.382, 12);
    expect(shown.points[4].observed).toBeNull();
    // When the third year has just ended, accounts that left in its last month may still return.
    const early = await project({ ...COHORT, asOf: '2022-02-15T00:00:00Z' });
    expect(early).toMatchObject({ observedPeriods: 3 });
    expect(early.points[3].observed).toBeGreaterThan(0.382);
    // A millisecond earlier the third year has not ended.
    expect(await project({ ...COHORT, asOf: '2022-02-14T23:59:59.999Z' })).toMatchObject({ observedPeriods: 2 });
  });

  it('follows the accounts that became customers, or clients, in the range', async () => {
    const customers = await project({ ...COHORT, type: 'CUSTOMER' });
    expect(customers).toMatchObject({ accounts: 1_000, model: 'SHIFTED_BETA_GEOMETRIC' });
    expect(await project({ ...COHORT, type: 'CLIENT' })).toMatchObject({ accounts: 0, model: null });
    // Basic is the top plan here, so an account that stays for two years becomes a client.
    const clients = await project({ from: '2021-02-15', to: '2021-02-16', billingInterval: 'YEAR', type: 'CLIENT' });
    expect(clients).toMatchObject({ observedPeriods: 5 });
    expect(clients.accounts).toBeGreaterThan(400);
  });

  it('has a reason instead of a model if the cohort has too few accounts, no churn or no completed period', async () => {
    const none = {
      model: null,
      alpha: null,
      discountedExpectedLifetime: null,
      discountedExpectedResidualLifetime: null,
    };
    expect(await project({ ...COHORT, from: '2019-03-01', to: '2019-04-01' })).toMatchObject({
      ...none,
      accounts: 1,
      reason: 'The cohort has 1 account; a model requires at least 30.',
    });
    const early = await project({ ...COHORT, asOf: '2019-12-31T00:00:00Z' });
    expect(early).toMatchObject({ ...none, accounts: 1_000, observedPeriods: 0 });
    expect(early.reason).toMatch(/^No account of the cohort has completed a period/);
    expect((await project({ ...COHORT, billingInterval: 'QUARTER' })).points[0]).toEqual({
      period: 0,
      observed: null,
      projected: null,
      lower: null,
      upper: null,
    });
  });

  it('has a reason instead of a model if only one period has ended', async () => {
    const shown = await project({ ...COHORT, asOf: '2020-06-01T00:00:00Z' });
    expect(shown).toMatchObject({ model: null, alpha: null, beta: null, churnProbability: null });
    expect(shown.reason).toBe('Only one period has ended; a model requires at least 2.');
  });

  describe('of a cohort of 50 accounts', () => {
    /** The number of accounts that leave in each month, and the model or the reason for none. */
    const CASES: [what: string, left: number[], expected: RegExp][] = [
      ['all leave in the first month', [50], /^All accounts left in the first period/],
      ['half leave at once, nobody later', [25, 0, 0, 0], /does not fit.* 0\.500 was observed/],
      ['a third leaves at once, nobody later', [17, 0, 0, 0], /does not fit/],
      ['all leave in the second month', [0, 50], /does not fit/],
      ['all but one leave in the first month', [49, 0, 0], /^GEOMETRIC$/],
      ['half leave in the last month', [0, 0, 0, 25], /does not fit/],
      ['nobody leaves', [0, 0, 0], /^No account of the cohort has left/],
      ['one leaves in the first month', [1, 0, 0, 0], /^GEOMETRIC$/],
      ['a tenth leaves each month', [5, 5, 4, 4], /^GEOMETRIC$/],
      ['fewer leave each month', [20, 7, 3, 1, 1], /^SHIFTED_BETA_GEOMETRIC$/],
    ];

    it.each(CASES)('has a model or a reason, and points, where %s', async (_, left, expected) => {
      const own = await server.addWorkspace();
      // An account that leaves is lost at once.
      await server.database.dataSource.query('UPDATE policy SET gap_days = 0 WHERE workspace_id = $1', [own.id]);
      const ends = left.flatMap((count, month) => Array<number>(count).fill(month + 1));
      const endOf = (i: number): string | null =>
        i < ends.length ? new Date(Date.UTC(2025, ends[i], 1)).toISOString() : null;
      await record(own, {
        plans: [plan('basic', 1)],
        accounts: Array.from({ length: 50 }, (_none, i) => account(`a${i}`)),
        subscriptions: Array.from({ length: 50 }, (_none, i) =>
          subscription(`s${i}`, `a${i}`, [phase('2025-01-01', endOf(i))]),
        ),
      });
      const cohort = {
        ...{ from: '2025-01-01', to: '2025-02-01', billingInterval: 'MONTH' },
        asOf: new Date(Date.UTC(2025, left.length, 2)).toISOString(),
      };
      const { data, errors } = await own.ask(QUERY, { cohort });
      expect(errors).toBeUndefined();
      const { model, reason, accounts, points, largestDeviation } = data.retentionProjection;
      expect(accounts).toBe(50);
      expect(model ?? reason).toMatch(expected);
      expect(points).toHaveLength(13);
      const deviations: number[] = [];
      for (const { observed, projected } of points) {
        expect(projected === null).toBe(model === null);
        if (observed !== null && projected !== null) deviations.push(Math.abs(observed - projected));
      }
      if (model !== null) {
        expect(largestDeviation).toBe(Math.max(...deviations));
        expect(largestDeviation).toBeLessThanOrEqual(0.1);
      } else if (/does not fit/.test(reason as string)) {
        expect(largestDeviation).toBeGreaterThan(0.1);
      } else {
        expect(largestDeviation).toBeNull();
      }
    });
  });

  it('of a future cohort has a reason instead of a model', async () => {
    expect(await project({ ...COHORT, from: '2027-01-01', to: '2028-01-01' })).toMatchObject({
      model: null,
      accounts: 0,
      reason: 'The cohort has 0 accounts; a model requires at least 30.',
    });
  });

  it('selects accounts by days in the time zone of the workspace, also when daylight saving time changes', async () => {
    const berlin = await server.addWorkspace({ timeZone: 'Europe/Berlin' });
    // 30 March 2025 has 23 hours in Berlin: from 23:00 to 22:00 UTC.
    const starts = [
      '2025-03-29T22:59:59.999Z',
      '2025-03-29T23:00:00Z',
      '2025-03-30T21:59:59.999Z',
      '2025-03-30T22:00:00Z',
    ];
    await record(berlin, {
      plans: [plan('basic', 1)],
      accounts: starts.map((_, i) => account(`b${i}`)),
      subscriptions: starts.map((from, i) => subscription(`b${i}`, `b${i}`, [phase(from)])),
    });
    const { data } = await berlin.ask(QUERY, {
      cohort: { from: '2025-03-30', to: '2025-03-31', billingInterval: 'MONTH' },
    });
    expect(data.retentionProjection.accounts).toBe(2);
  });

  it.each([
    ['an empty range', { to: '2019-02-01' }, {}, ['cohort', 'to']],
    ['a future instant', { asOf: '2027-01-01T00:00:00Z' }, {}, ['cohort', 'asOf']],
    ['a type that cannot churn', { type: 'PROSPECT' }, {}, ['cohort', 'type']],
    ['zero periods', {}, { periods: 0 }, ['periods']],
    ['a negative discount rate', {}, { rate: -0.1 }, ['discountRate']],
    ['a negative number of renewals', {}, { renewals: -1 }, ['renewals']],
  ])('is refused for %s', async (_, changes, more, field) => {
    const { errors } = await ask({ ...COHORT, ...changes }, more);
    expect(errors![0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', userErrors: [{ field }] } });
  });
});

/** Returns the log-likelihood of the cohort by equation (B3) of the paper. */
function logLikelihoodOf(alpha: number, beta: number): number {
  let [share, left, sum] = [alpha / (alpha + beta), 1, 0];
  [1_000, ...REGULAR].forEach((count, i, counts) => {
    const isLast = i === REGULAR.length;
    sum += isLast ? count * Math.log(left) : (count - counts[i + 1]!) * Math.log(share);
    left -= share;
    share *= (beta + i) / (alpha + beta + i + 1);
  });
  return sum;
}
