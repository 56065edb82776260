import { addMonths, UTC } from '../../src/classification/calendar.js';
import { BASELINE_POLICY } from '../../src/classification/policy.js';
import { draftOf, EVERYONE, NOBODY } from './policy-simulation.js';
import { stamp } from './base.js';
import { account, phase, plan, record, subscription, type Given } from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { HISTORIES, typeAt, typeUnder, writeGeneratedBase } from '../metrics/generated-base.js';
import { minorOf, revenueAt } from '../metrics/naive.js';
import { inForce } from '../classification/oracle-facts.js';

const QUERY = `query ($policy: PolicyInput, $asOf: DateTime!, $months: Int) {
  policyBacktest(policy: $policy, asOf: $asOf, months: $months) {
    asOf months until
    outcomes { type accounts kept keptShare monthlyRecurringRevenue { amount } keptMonthlyRecurringRevenue { amount } }
  }
}`;

interface Outcome {
  type: string;
  accounts: number;
  kept: number;
  keptShare: number | null;
  monthlyRecurringRevenue: { amount: string };
  keptMonthlyRecurringRevenue: { amount: string };
}

describe('a backtest of a policy', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await writeGeneratedBase(server, workspace);
    const other = await server.addWorkspace();
    await record(other, {
      plans: [plan('basic', 1)],
      accounts: [account('a')],
      subscriptions: [subscription('s', 'a', [phase('2020-01-01')])],
    });
  });
  afterAll(() => server.close());

  async function outcomes(of: TestWorkspace, variables: Given): Promise<Outcome[]> {
    const { data, errors } = await of.ask(QUERY, variables);
    expect(errors).toBeUndefined();
    return (data as { policyBacktest: { outcomes: Outcome[] } }).policyBacktest.outcomes;
  }

  /** Computes the outcomes account by account. */
  function recount(at: number, until: number, typeOf: (account: number) => string): unknown[] {
    return ['CUSTOMER', 'CLIENT'].map((type) => {
      const counted = HISTORIES.filter((history, i) => typeOf(i) === type && inForce(history, at).length > 0);
      const kept = counted.filter((history) => inForce(history, until).length > 0);
      const sum = (histories: typeof HISTORIES, t: number): number =>
        histories.reduce((total, history) => total + revenueAt(history, t).mrr, 0);
      return {
        type,
        accounts: counted.length,
        kept: kept.length,
        keptShare: counted.length === 0 ? null : kept.length / counted.length,
        mrr: sum(counted, at),
        keptMrr: sum(kept, until),
      };
    });
  }
  const shownAs = (shown: readonly Outcome[]): unknown[] =>
    shown.map(({ monthlyRecurringRevenue, keptMonthlyRecurringRevenue, ...rest }) => ({
      ...rest,
      mrr: minorOf(monthlyRecurringRevenue),
      keptMrr: minorOf(keptMonthlyRecurringRevenue),
    }));

  const INSTANTS = ['2023-01-31T00:00:00.000Z', '2024-02-29T00:00:00.000Z', '2024-09-15T10:00:00.000Z'];

  it.each(INSTANTS)('agrees with a recount account by account under the policies in force at %s', async (asOf) => {
    for (const months of [1, 12, 18]) {
      const at = Date.parse(asOf);
      const shown = await outcomes(workspace, { asOf, months });
      expect(shownAs(shown)).toEqual(recount(at, addMonths(at, months, UTC), (i) => typeAt(i, at)));
      expect(shown[0]!.accounts).toBeGreaterThan(0);
    }
  });

  it.each(INSTANTS)('agrees with the kernel for drafts in force at %s', async (asOf) => {
    const at = Date.parse(asOf);
    const half = draftOf({ clientScore: 0.3 });
    for (const policy of [EVERYONE, NOBODY, half]) {
      const draft = { ...BASELINE_POLICY, ...policy, version: 99, effectiveFrom: at };
      const shown = await outcomes(workspace, { policy, asOf, months: 12 });
      expect(shownAs(shown)).toEqual(recount(at, addMonths(at, 12, UTC), (i) => typeUnder(i, at, draft)));
    }
  });

  it('returns which accounts were kept, and their later revenue', async () => {
    const own = await server.addWorkspace();
    await record(own, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: ['loyal', 'gone', 'new', 'paused'].map((name) => account(name)),
      subscriptions: [
        subscription('loyal', 'loyal', [
          phase('2022-01-01', '2025-02-01', { planExternalId: 'top' }),
          phase('2025-02-01', null, { planExternalId: 'top', quantity: 2 }),
        ]),
        subscription('gone', 'gone', [phase('2024-06-01', '2025-03-15')]),
        subscription('new', 'new', [phase('2025-04-01')]),
        subscription('paused', 'paused', [
          phase('2024-06-01', '2025-01-01'),
          phase('2025-01-01', null, { status: 'PAUSED' }),
        ]),
      ],
    });
    const asOf = '2024-12-15T00:00:00Z';
    const { data } = await own.ask(QUERY, { asOf });
    expect(data.policyBacktest).toEqual({
      asOf: '2024-12-15T00:00:00.000Z',
      months: 12,
      until: '2025-12-15T00:00:00.000Z',
      outcomes: [
        {
          type: 'CUSTOMER',
          accounts: 2,
          kept: 1,
          keptShare: 0.5,
          monthlyRecurringRevenue: { amount: '98.00' },
          keptMonthlyRecurringRevenue: { amount: '0.00' },
        },
        {
          type: 'CLIENT',
          accounts: 1,
          kept: 1,
          keptShare: 1,
          monthlyRecurringRevenue: { amount: '49.00' },
          keptMonthlyRecurringRevenue: { amount: '98.00' },
        },
      ],
    });
    // The policy in force as a draft has the same outcomes.
    expect(await outcomes(own, { asOf, policy: draftOf() })).toEqual(data.policyBacktest.outcomes);
  });

  it.each([
    ['an outcome in the future', { asOf: stamp(NOW - 1_000), months: 1 }, ['asOf'], 'so that the outcome is known'],
    ['zero months', { asOf: '2020-01-01T00:00:00Z', months: 0 }, ['months'], 'from 1 to 240'],
    ['a malformed date', { asOf: 'yesterday' }, ['asOf'], 'RFC 3339'],
    [
      'a policy without a name',
      { asOf: '2020-01-01T00:00:00Z', policy: draftOf({ name: ' ' }) },
      ['policy', 'name'],
      'blank',
    ],
  ])('is refused for %s', async (_, variables, field, says) => {
    const { errors } = await workspace.ask(QUERY, variables);
    expect(errors![0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', userErrors: [{ field }] } });
    expect(errors![0]!.message).toContain(says);
  });
});
