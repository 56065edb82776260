import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  account,
  interaction,
  phase,
  plan,
  record,
  subscription,
  type Given,
  type ImportRecords,
} from '../support/records.js';

// Now is 2026-03-15T12:00:00Z. The baseline requires 9 of 18: tenure of 12 months (3, required) and of 24 (3), the top
// tier (3), a term of 12 months (1), tailored terms (2), 3 personalized interactions within 365 days (3), and 1 each
// for a proactive share of half, an expansion and advocacy.
const PLANS = [plan('basic', 1), plan('top', 2)];
const personal = (externalId: string, on: string) => interaction(externalId, 'acme', on, { personalized: true });
const on = (date: string): string => `${date}T00:00:00.000Z`;

interface Shown {
  since: string | null;
  type: string;
  nextChange: { type: string; from: string; projected: boolean; because: { summary: string }[] } | null;
  [field: string]: unknown;
}

describe('a relationship', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
  });
  afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

  /** Records the account "acme" with these phases and interactions. */
  const recordAcme = (phases: Given[], others: ImportRecords = {}): Promise<unknown> =>
    record(workspace, {
      plans: PLANS,
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', phases)],
      ...others,
    });
  const ofAcme = async <Answer>(fields: string): Promise<Answer> => {
    const { data, errors } = await workspace.ask(`{ account(by: { externalId: "acme" }) { ${fields} } }`);
    expect(errors).toBeUndefined();
    return (data as { account: Answer }).account;
  };

  it('is returned as of any instant, past and future', async () => {
    await recordAcme([phase('2024-06-15', null, { planExternalId: 'top', quantity: 2 })]);
    const asOf = async (at: string): Promise<unknown> =>
      ofAcme(
        `relationship(asOf: "${at}") { asOf type isCustomer since score borderline } monthlyRecurringRevenue(asOf: "${at}") { amount }`,
      );
    const prospect = { type: 'PROSPECT', isCustomer: false, since: null, score: 0, borderline: false };
    const customer = { type: 'CUSTOMER', isCustomer: true, since: on('2024-06-15'), borderline: false };
    for (const [at, relationship, amount] of [
      ['0001-01-01T00:00:00.000Z', prospect, '0.00'],
      ['2024-06-14T23:59:59.999Z', prospect, '0.00'],
      [on('2024-06-15'), { ...customer, score: 3 / 18 }, '98.00'],
      ['2025-06-14T23:59:59.999Z', { ...customer, score: 3 / 18 }, '98.00'],
      [on('2025-06-15'), { ...customer, score: 6 / 18, borderline: true }, '98.00'],
      ['2026-06-14T23:59:59.999Z', { ...customer, score: 6 / 18, borderline: true }, '98.00'],
      [
        on('2026-06-15'),
        { type: 'CLIENT', isCustomer: true, since: on('2026-06-15'), score: 0.5, borderline: true },
        '98.00',
      ],
      [
        '9999-12-31T23:59:59.999Z',
        { type: 'CLIENT', isCustomer: true, since: on('2026-06-15'), score: 0.5, borderline: true },
        '98.00',
      ],
    ] as const) {
      expect(await asOf(at)).toEqual({
        relationship: { asOf: at, ...relationship },
        monthlyRecurringRevenue: { amount },
      });
    }
  });

  it('includes the next change due to the passage of time, and its reason', async () => {
    await recordAcme([phase('2024-06-15', null, { planExternalId: 'top' })]);
    const next = 'nextChange { type from to projected policy { version } because { summary } }';
    expect(
      await ofAcme(
        `relationship { ${next} continued: ${next.replace('nextChange', 'nextChange(contactContinues: true)')} }`,
      ),
    ).toEqual({
      relationship: Object.fromEntries(
        ['nextChange', 'continued'].map((name) => [
          name,
          {
            type: 'CLIENT',
            from: on('2026-06-15'),
            to: null,
            projected: true,
            policy: { version: 1 },
            because: [{ summary: 'Paid continuously for 24 months (at least 24 months needed).' }],
          },
        ]),
      ),
    });
    expect(await ofAcme('relationship(asOf: "2027-01-01T00:00:00Z") { nextChange { type } }')).toEqual({
      relationship: { nextChange: null },
    });
  });

  it('of a client by contact ends with that contact, unless contact continues', async () => {
    await recordAcme([phase('2024-01-01')], {
      interactions: [personal('1', '2026-02-01'), personal('2', '2026-02-10'), personal('3', '2026-02-20')],
    });
    const { relationship } = await ofAcme<{ relationship: Shown }>(
      'relationship { type since pathToClient { needsPaidSubscription } nextChange { type from because { summary met } } continued: nextChange(contactContinues: true) { type } }',
    );
    expect(relationship).toEqual({
      type: 'CLIENT',
      since: on('2026-02-20'),
      pathToClient: null,
      nextChange: {
        type: 'CUSTOMER',
        from: on('2027-02-01'),
        because: [{ summary: '2 personalized interactions in the last 365 days (at least 3 needed).', met: false }],
      },
      continued: null,
    });
  });

  it('includes its periods, oldest first, within the requested range', async () => {
    await recordAcme([
      phase('2023-01-01', '2023-02-01', { status: 'TRIALING', planExternalId: 'top' }),
      phase('2023-02-01', '2024-06-01', { planExternalId: 'top', termMonths: 12, tailored: true }),
      phase('2024-06-01', '2024-07-01', { planExternalId: 'top', termMonths: 12, tailored: true, quantity: 9 }),
      phase('2025-01-01', '2026-12-01', { quantity: 2 }),
    ]);
    const all = [
      ['PROSPECT', null, on('2023-01-01'), false],
      ['TRIAL', on('2023-01-01'), on('2023-02-01'), false],
      ['CUSTOMER', on('2023-02-01'), on('2024-02-01'), false],
      ['CLIENT', on('2024-02-01'), on('2024-07-01'), false],
      ['FORMER_CLIENT', on('2024-07-01'), on('2025-01-01'), false],
      ['CUSTOMER', on('2025-01-01'), on('2026-12-01'), false],
      ['FORMER_CUSTOMER', on('2026-12-01'), null, true],
    ];
    const periods = async (args = ''): Promise<unknown[]> => {
      const { relationshipPeriods } = await ofAcme<{ relationshipPeriods: Given[] }>(
        `relationshipPeriods${args} { type from to projected }`,
      );
      return relationshipPeriods.map(({ type, from, to, projected }) => [type, from, to, projected]);
    };
    expect(await periods()).toEqual(all);
    expect(await periods(`(from: "${on('2024-02-01')}")`)).toEqual(all.slice(3));
    expect(await periods(`(from: "2024-01-31T23:59:59.999Z", to: "${on('2024-07-01')}")`)).toEqual(all.slice(2, 4));
    expect(await periods(`(from: "${on('2024-07-01')}", to: "2024-07-01T00:00:00.001Z")`)).toEqual(all.slice(4, 5));
  });

  it('includes the shortest path to becoming a client', async () => {
    const path =
      'relationship { pathToClient { needsPaidSubscription criteria { criterion { fact { name } threshold } met shortfall } } }';
    await recordAcme([phase('2024-06-15', null, { planExternalId: 'top' })]);
    const tenure = (threshold: number, shortfall: number) => ({
      criterion: { fact: { name: 'TENURE_MONTHS' }, threshold },
      met: false,
      shortfall,
    });
    expect(await ofAcme(path)).toEqual({
      relationship: { pathToClient: { needsPaidSubscription: false, criteria: [tenure(24, 3)] } },
    });
    await recordAcme([phase('2024-06-15', '2026-01-01', { planExternalId: 'top' })]);
    expect(await ofAcme(path)).toMatchObject({
      relationship: { pathToClient: { needsPaidSubscription: true, criteria: [tenure(12, 12), {}, {}] } },
    });
  });

  it('is returned as of at most 50 instants in one operation', async () => {
    await recordAcme([phase('2024-06-15')]);
    const askFor = (count: number) =>
      workspace.ask(
        `{ account(by: { externalId: "acme" }) { ${Array.from({ length: count }, (_, i) => `r${i}: relationship(asOf: "2025-01-01T00:00:00.${String(i).padStart(3, '0')}Z") { type }`).join(' ')} } }`,
      );
    expect((await askFor(50)).errors).toBeUndefined();
    expect((await askFor(51)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
