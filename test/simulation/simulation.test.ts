import { Role } from '../../src/graphql/role.js';
import { account, interaction, phase, plan, record, subscription, usd } from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { countsOf, draftOf, EVERYONE, NOBODY, simulate, SIMULATION, TENURE } from './policy-simulation.js';

describe('a policy simulation', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    const priced = (from: string, to: string | null, price: string, changes = {}) =>
      phase(from, to, { unitPrice: usd(price), ...changes });
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: ['prospect', 'trial', 'young', 'small', 'big', 'loyal', 'gone', 'bought', 'bought long ago'].map(
        (name) => account(name),
      ),
      subscriptions: [
        subscription('s1', 'trial', [phase('2026-03-10', '2026-03-24', { status: 'TRIALING' })]),
        subscription('s2', 'young', [priced('2025-12-01', null, '10')]),
        subscription('s3', 'small', [priced('2024-06-01', null, '20')]),
        subscription('s4', 'big', [priced('2024-06-01', null, '500')]),
        subscription('s5', 'loyal', [priced('2022-01-01', null, '300', { planExternalId: 'top' })]),
        subscription('s6', 'gone', [priced('2022-01-01', '2025-01-01', '70', { planExternalId: 'top' })]),
      ],
      interactions: [
        interaction('i1', 'bought', '2026-02-01', { kind: 'PURCHASE' }),
        interaction('i2', 'bought long ago', '2025-11-01', { kind: 'PURCHASE' }),
      ],
    });
  });
  afterAll(() => server.close());

  it('with the policy in force as the draft returns the current state', async () => {
    const simulated = await simulate(workspace, draftOf());
    expect(simulated).toMatchObject({
      asOf: new Date(NOW).toISOString(),
      policy: { version: 1 },
      accounts: 9,
      transitions: [],
      flips: [],
    });
    const counts = { PROSPECT: 1, TRIAL: 1, CUSTOMER: 4, CLIENT: 1, FORMER_CUSTOMER: 1, FORMER_CLIENT: 1 };
    expect(countsOf(simulated, 'now')).toEqual(counts);
    expect(countsOf(simulated, 'draft')).toEqual(counts);
  });

  it('counts accounts and revenue now and under the draft, and the transitions between types', async () => {
    const simulated = await simulate(workspace, EVERYONE);
    expect(countsOf(simulated, 'draft')).toEqual({
      PROSPECT: 1,
      TRIAL: 1,
      CUSTOMER: 1,
      CLIENT: 4,
      FORMER_CUSTOMER: 1,
      FORMER_CLIENT: 1,
    });
    expect(simulated.counts.find(({ type }) => type === 'CLIENT')).toEqual({
      type: 'CLIENT',
      now: { accounts: 1, monthlyRecurringRevenue: { amount: '300.00' } },
      draft: { accounts: 4, monthlyRecurringRevenue: { amount: '830.00' } },
    });
    expect(simulated.transitions).toEqual([
      { from: 'CUSTOMER', to: 'CLIENT', accounts: 3, monthlyRecurringRevenue: { amount: '530.00' } },
    ]);
  });

  it('lists the accounts that change, largest revenue first, with the decisive criteria', async () => {
    const { flips } = await simulate(workspace, EVERYONE, { first: 2 });
    expect(flips).toEqual([
      {
        account: { id: expect.any(String) as string, externalId: 'big' },
        from: 'CUSTOMER',
        to: 'CLIENT',
        monthlyRecurringRevenue: { amount: '500.00' },
        evidence: [
          {
            criterion: { fact: { name: 'TENURE_MONTHS' }, threshold: 0 },
            met: true,
            summary: 'Paid continuously for 21 months (at least 0 months required).',
          },
        ],
      },
      expect.objectContaining({ account: { id: expect.any(String) as string, externalId: 'small' } }),
    ]);
  });

  it('shows which criteria a client would no longer meet', async () => {
    const { flips } = await simulate(workspace, NOBODY);
    expect(flips).toHaveLength(1);
    expect(flips[0]).toMatchObject({
      account: { externalId: 'loyal' },
      from: 'CLIENT',
      to: 'CUSTOMER',
      evidence: [{ criterion: { threshold: 1000 }, met: false }],
    });
  });

  it('uses the purchaseDays of the draft, and names no criteria for the accounts that change because of them', async () => {
    const longer = await simulate(workspace, draftOf({ purchaseDays: 365 }));
    expect(longer.flips).toMatchObject([
      { account: { externalId: 'bought long ago' }, from: 'FORMER_CUSTOMER', to: 'CUSTOMER', evidence: [] },
    ]);
    const shorter = await simulate(workspace, draftOf({ purchaseDays: 10 }));
    expect(shorter.flips).toMatchObject([
      { account: { externalId: 'bought' }, from: 'CUSTOMER', to: 'FORMER_CUSTOMER', evidence: [] },
    ]);
  });

  it('as of another instant keeps the types that accounts had before it', async () => {
    const past = await simulate(workspace, NOBODY, { asOf: '2024-12-31T00:00:00Z' });
    expect(past).toMatchObject({ asOf: '2024-12-31T00:00:00.000Z', accounts: 9 });
    expect(past.flips.map((flip) => flip.account.externalId)).toEqual(['loyal', 'gone']);
    // The account was a client when it left, regardless of the draft, which is in force only afterwards.
    const future = await simulate(workspace, NOBODY, { asOf: '2030-01-01T00:00:00Z' });
    expect(countsOf(future, 'draft')).toMatchObject({ FORMER_CLIENT: 1, FORMER_CUSTOMER: 2, CLIENT: 0, CUSTOMER: 4 });
    expect(future.transitions).toMatchObject([{ from: 'CLIENT', to: 'CUSTOMER', accounts: 1 }]);
  });

  it('requires an API key of the workspace, with any role', async () => {
    const reader = await server.addWorkspace({ role: Role.READER });
    expect(await simulate(reader, EVERYONE)).toMatchObject({ accounts: 0, transitions: [], flips: [] });
    const { errors } = await server.ask(SIMULATION, { policy: EVERYONE });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it.each([0, 1001])('refuses to list %d accounts before it simulates anything', async (first) => {
    const { errors } = await workspace.ask(SIMULATION, { policy: EVERYONE, first });
    expect(errors).toMatchObject([
      {
        path: ['policySimulation'],
        extensions: { code: 'BAD_USER_INPUT', userErrors: [{ field: ['flips', 'first'], code: 'OUT_OF_RANGE' }] },
      },
    ]);
  });

  it('reports every mistake of a draft', async () => {
    const policy = draftOf({ clientScore: 2, criteria: [{ ...TENURE, weight: -1 }] });
    const { errors } = await workspace.ask(SIMULATION, { policy });
    const { userErrors } = errors![0]!.extensions as { userErrors: { field: string[] }[] };
    expect(userErrors.map(({ field }) => field.join('.'))).toEqual(['policy.clientScore', 'policy.criteria.0.weight']);
  });

  it('lists as many accounts as its largest selection requests', async () => {
    const { data, errors } = await workspace.ask(
      `query ($policy: PolicyInput!) {
        policySimulation(policy: $policy) { ...Some ... on PolicySimulation { more: flips(first: 2) { to } } }
      }
      fragment Some on PolicySimulation { flips(first: 1) { account { name } evidence { interactions { id } } } }`,
      { policy: EVERYONE },
    );
    expect(errors).toBeUndefined();
    expect(data.policySimulation).toEqual({
      flips: [{ account: { name: 'big' }, evidence: [{ interactions: [] }] }],
      more: [{ to: 'CLIENT' }, { to: 'CLIENT' }],
    });
  });
});
