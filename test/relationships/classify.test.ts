import { Role } from '../../src/graphql/role.js';
import { NOW, startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  account,
  everyRow,
  instant,
  interaction,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';

const RELATIONSHIP = `
  asOf type isCustomer since score clientScore borderline summary policy { version }
  evidence { criterion { fact { name } threshold } observed met shortfall changesAt summary }
  nextChange { type from to projected policy { version } because { summary met } }
  continued: nextChange(contactContinues: true) { type from to because { summary } }
  pathToClient { needsPaidSubscription criteria { summary shortfall } }`;
const CLASSIFY = `query ($input: ClassifyInput!) { classify(input: $input) { ${RELATIONSHIP} } }`;
const OF_ACCOUNT = `query ($by: AccountBy!, $asOf: DateTime) { account(by: $by) { relationship(asOf: $asOf) { ${RELATIONSHIP} } } }`;

const contact = (occurredAt: string, changes: Given = {}): Given => ({
  kind: 'MEETING',
  occurredAt: `${occurredAt}T10:00:00.000Z`,
  personalized: true,
  initiative: 'US',
  sentiment: 0.5,
  ...changes,
});

/** Histories of every kind, each passed to classify and also recorded. */
const HISTORIES: Record<string, { subscriptions: Given[][]; interactions: Given[] }> = {
  'no history': { subscriptions: [], interactions: [] },
  'a trial': {
    subscriptions: [[phase('2026-03-01', '2026-04-01', { status: 'TRIALING' }), phase('2026-04-01')]],
    interactions: [],
  },
  'a new customer on the top plan': {
    subscriptions: [[phase('2026-01-01', null, { planExternalId: 'top', termMonths: 12 })]],
    interactions: [],
  },
  'a client by contact, without recent contact': {
    subscriptions: [[phase('2023-01-31')]],
    interactions: ['2025-06-01', '2025-09-01', '2026-01-01', '2026-02-01'].map((on) => contact(on)),
  },
  'a former client': {
    subscriptions: [[phase('2020-01-01', '2024-05-31', { planExternalId: 'top', tailored: true })]],
    interactions: [contact('2024-01-01')],
  },
  'a one-off purchase': { subscriptions: [], interactions: [contact('2026-03-01', { kind: 'PURCHASE' })] },
  'several items, until a term that does not renew': {
    subscriptions: [
      [
        phase('2023-06-15', null, {
          ...{ planExternalId: undefined, unitPrice: undefined, billingInterval: undefined },
          items: [
            {
              planExternalId: 'basic',
              role: 'BASE',
              quantity: 2.5,
              unitPrice: usd('0.125'),
              billingPeriod: { unit: 'WEEK', count: 2 },
            },
            { planExternalId: 'top', role: 'ADD_ON', unitPrice: usd('10.00'), countsAsSeats: true },
            { planExternalId: 'top', role: 'USAGE' },
          ],
          termMonths: 36,
          autoRenews: false,
        }),
      ],
    ],
    interactions: ['2025-09-01', '2026-01-01', '2026-02-01'].map((on) => contact(on)),
  },
  'several concurrent subscriptions with pauses and gaps': {
    subscriptions: [
      [
        phase('2023-06-01', '2024-06-01', { quantity: 3 }),
        phase('2024-06-01', '2024-08-01', { status: 'PAUSED' }),
        phase('2024-08-20'),
      ],
      [
        phase('2024-01-15', '2025-01-15', {
          planExternalId: 'top',
          billingInterval: 'YEAR',
          termMonths: 12,
          unitPrice: usd('1000.00'),
        }),
      ],
      [phase('2025-02-01', '2026-12-01', { planExternalId: 'top', billingInterval: 'QUARTER', quantity: 7 })],
    ],
    interactions: [
      contact('2025-05-01', { kind: 'ADVOCACY' }),
      contact('2025-12-01', { initiative: 'THEM', personalized: false }),
    ],
  },
};
const INSTANTS = [null, '2024-02-29T00:00:00.000Z', '2025-07-01T12:00:00.000Z', '2027-06-01T00:00:00.000Z'];

/** A tenure of 6 months makes a client; the published policy requires 12 months and more. */
const EASY = {
  name: 'Easy',
  clientScore: 0.5,
  gapDays: 5,
  criteria: [
    { fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: 6, weight: 2 },
    { fact: 'INTERACTIONS', comparison: 'AT_LEAST', threshold: 2, windowDays: 180, weight: 1 },
  ],
};

describe('the query classify', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: Object.keys(HISTORIES).map((name) => account(name)),
      subscriptions: Object.entries(HISTORIES).flatMap(([name, { subscriptions }]) =>
        subscriptions.map((phases, i) => subscription(`${name} ${i}`, name, phases)),
      ),
      interactions: Object.entries(HISTORIES).flatMap(([name, { interactions }]) =>
        interactions.map((one, i) => interaction(`${name} ${i}`, name, String(one.occurredAt), one)),
      ),
    });
    await server.runJobs();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.clock.now = NOW;
  });

  const inputOf = (name: string, asOf: string | null, more: Given = {}): Given => {
    const { subscriptions, interactions } = HISTORIES[name]!;
    return { subscriptions: subscriptions.map((phases) => ({ phases })), interactions, asOf, ...more };
  };
  const classify = (input: Given): Promise<Answer> => workspace.ask(CLASSIFY, { input });
  async function classified(input: Given): Promise<Given> {
    const { data, errors } = await classify(input);
    expect(errors).toBeUndefined();
    return (data as { classify: Given }).classify;
  }
  async function recorded(of: TestWorkspace, name: string, asOf: string | null): Promise<Given> {
    const { data } = await of.ask(OF_ACCOUNT, { by: { externalId: name }, asOf });
    return (data as { account: { relationship: Given } }).account.relationship;
  }

  it.each(Object.keys(HISTORIES))('returns for %s the relationship of an account with that history', async (name) => {
    for (const asOf of INSTANTS) {
      expect(await classified(inputOf(name, asOf))).toEqual(await recorded(workspace, name, asOf));
    }
  });

  it('returns each of several types for the example histories', async () => {
    const types = await Promise.all(
      Object.keys(HISTORIES).map(async (name) => (await classified(inputOf(name, null))).type),
    );
    expect(new Set(types)).toEqual(new Set(['PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CLIENT']));
  });

  it('with a draft policy returns what the account would be if the draft were published as of that instant', async () => {
    const asOf = '2026-01-01T00:00:00.000Z';
    const names = Object.keys(HISTORIES);
    const drafts = await Promise.all(names.map((name) => classified(inputOf(name, asOf, { policy: EASY }))));
    const other = await server.addWorkspace();
    await record(other, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: names.map((name) => account(name)),
      subscriptions: names.flatMap((name) =>
        HISTORIES[name]!.subscriptions.map((phases, i) => subscription(`${name} ${i}`, name, phases)),
      ),
      interactions: names.flatMap((name) =>
        HISTORIES[name]!.interactions.map((one, i) => interaction(`${name} ${i}`, name, String(one.occurredAt), one)),
      ),
    });
    const { data } = await other.ask(
      'mutation ($input: PolicyPublishInput!) { policyPublish(input: $input) { userErrors { message } } }',
      { input: { policy: EASY, expectedVersion: 1, effectiveFrom: asOf } },
    );
    expect(data).toEqual({ policyPublish: { userErrors: [] } });
    await server.runJobs();
    for (const [i, name] of names.entries()) {
      const published = await recorded(other, name, asOf);
      expect(published.policy).toEqual({ version: 2 });
      const { nextChange } = published as { nextChange: Given | null };
      // A draft has no version.
      expect(drafts[i]).toEqual({
        ...published,
        policy: null,
        nextChange: nextChange && { ...nextChange, policy: null },
      });
    }
    expect(drafts.map(({ type }) => type)).toContain('CLIENT');
  });

  it('returns the published policy, and no interactions behind the evidence', async () => {
    const query = `query ($input: ClassifyInput!) {
      classify(input: $input) { type since policy { version } evidence { observed interactions(first: 20) { id } } }
    }`;
    const name = 'a client by contact, without recent contact';
    const { data } = await workspace.ask(query, { input: inputOf(name, null) });
    expect((data as { classify: Given }).classify).toMatchObject({ type: 'CLIENT', policy: { version: 1 } });
    const { evidence } = (data as { classify: { evidence: { observed: number; interactions: unknown[] }[] } }).classify;
    expect(evidence.some(({ observed }) => observed === 4)).toBe(true);
    for (const { interactions } of evidence) expect(interactions).toEqual([]);
  });

  it('stores nothing, and accepts a read-only API key', async () => {
    const before = await everyRow(server, workspace);
    await classified(inputOf('a trial', null, { policy: EASY }));
    expect(await everyRow(server, workspace)).toEqual(before);
    const reader = await server.addWorkspace({ role: Role.READER });
    const { data, errors } = await reader.ask(CLASSIFY, { input: { subscriptions: [], interactions: [] } });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ classify: { type: 'PROSPECT', pathToClient: { needsPaidSubscription: true } } });
  });

  it('judges by items, discounts and the end of a subscription that does not renew', async () => {
    const items = [
      { planExternalId: 'basic', role: 'BASE', unitPrice: usd('49.00') },
      { planExternalId: 'top', role: 'ADD_ON', unitPrice: usd('10.00') },
    ];
    const sold = (more: Given = {}): Given => ({
      phases: [phase('2024-01-01', null, { planExternalId: undefined, unitPrice: undefined, items, ...more })],
    });
    const typeOf = async (given: Given, asOf?: string): Promise<unknown> =>
      (await classified({ subscriptions: [given], interactions: [], asOf: asOf && instant(asOf) })).type;
    const free = { discounts: [{ percentOff: '100', duration: 'FOREVER', from: instant('2025-01-01') }] };
    expect(
      await Promise.all([
        // On the top tier by its add-on for more than a year.
        typeOf({ phases: [phase('2024-01-01')] }),
        typeOf(sold({ tailored: true, termMonths: 12 })),
        typeOf({ ...sold(), ...free }),
        typeOf(sold({ autoRenews: false, termMonths: 6 }), '2024-07-01'),
      ]),
    ).toEqual(['CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CUSTOMER']);
  });

  it('refuses what could not be recorded: a currency without a rate, and two currencies at once', async () => {
    const errorsOf = async (target: TestWorkspace, ...subscriptions: Given[]): Promise<unknown> => {
      const { errors } = await target.ask(CLASSIFY, { input: { subscriptions, interactions: [] } });
      const { userErrors } = errors![0]!.extensions as { userErrors: { field: string[]; code: string }[] };
      return userErrors.map(({ field, code }) => [field.join('.'), code]);
    };
    const euros = { phases: [phase('2024-01-01', null, { unitPrice: { amount: '1', currencyCode: 'EUR' } })] };
    expect(await errorsOf(workspace, euros)).toEqual([
      ['subscriptions.0.phases.0.unitPrice.currencyCode', 'NOT_FOUND'],
    ]);
    const rated = await server.addWorkspace();
    await record(rated, { exchangeRates: [{ currencyCode: 'EUR', from: '2024-01-01', rate: '1.1' }] });
    expect(await errorsOf(rated, euros, { phases: [phase('2024-01-01')] })).toEqual([
      ['subscriptions.0.phases', 'CONFLICT'],
      ['subscriptions.1.phases', 'CONFLICT'],
    ]);
  });

  it('reports every mistake at once with its path, as mutations do', async () => {
    const { data, errors } = await classify({
      subscriptions: [
        { phases: [] },
        {
          phases: [phase('2025-01-01', '2025-06-01'), phase('2024-01-01', '2025-02-01', { planExternalId: 'nowhere' })],
        },
        {
          phases: [
            phase('2025-01-01', null, { unitPrice: { amount: '1.0000000000001', currencyCode: 'USD' }, quantity: -1 }),
          ],
        },
      ],
      interactions: [
        contact('2026-03-01', { sentiment: 2 }),
        contact('2026-03-16'),
        contact('2026-03-01', { occurredAt: 'yesterday' }),
      ],
    });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const { userErrors } = errors![0]!.extensions as {
      userErrors: { field: string[]; code: string; message: string }[];
    };
    expect(userErrors.map(({ field, code }) => [field.join('.'), code])).toEqual([
      ['subscriptions.0.phases', 'REQUIRED'],
      ['subscriptions.1.phases.0.from', 'CONFLICT'],
      ['subscriptions.1.phases.1.planExternalId', 'NOT_FOUND'],
      ['subscriptions.2.phases.0.quantity', 'OUT_OF_RANGE'],
      ['subscriptions.2.phases.0.unitPrice.amount', 'INVALID'],
      ['interactions.0.sentiment', 'OUT_OF_RANGE'],
      ['interactions.1.occurredAt', 'OUT_OF_RANGE'],
      ['interactions.2.occurredAt', 'INVALID'],
    ]);
    expect(userErrors[2]!.message).toBe(
      'Expected the externalId of a plan of this workspace; no plan has the externalId "nowhere".',
    );
  });

  it.each<[string, Given, string, string]>([
    ['a malformed date', { asOf: 'today' }, 'asOf', 'INVALID'],
    ['a policy without criteria', { policy: { ...EASY, criteria: [] } }, 'policy.criteria', 'REQUIRED'],
    [
      'a policy with an invalid client score',
      { policy: { ...EASY, clientScore: 2 } },
      'policy.clientScore',
      'OUT_OF_RANGE',
    ],
    [
      'too many subscriptions',
      { subscriptions: Array<Given>(101).fill({ phases: [phase('2025-01-01')] }) },
      'subscriptions',
      'TOO_MANY',
    ],
    [
      'too many interactions',
      { interactions: Array<Given>(1_001).fill(contact('2025-01-01')) },
      'interactions',
      'TOO_MANY',
    ],
  ])('refuses %s', async (_, changes, field, code) => {
    const { errors } = await classify({ subscriptions: [], interactions: [], ...changes });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const { userErrors } = errors![0]!.extensions as { userErrors: Given[] };
    expect(userErrors[0]).toMatchObject({ field: field.split('.'), code });
  });

  it('accepts 20 subscriptions of 200 phases and 1,000 interactions', async () => {
    const months = (start: number, i: number): string =>
      new Date(Date.UTC(2005, start + i, 1 + (i % 28))).toISOString();
    const subscriptions = Array.from({ length: 20 }, (_, s) => ({
      phases: Array.from({ length: 200 }, (_, i) =>
        phase(months(s % 12, i), i === 199 ? null : months(s % 12, i + 1), {
          quantity: 1 + ((i * 7 + s) % 9),
          planExternalId: i % 3 ? 'basic' : 'top',
        }),
      ),
    }));
    const interactions = Array.from({ length: 1_000 }, (_, i) =>
      contact('2026-03-01', { occurredAt: new Date(NOW - i * 36_000_000).toISOString() }),
    );
    const relationship = await classified({ subscriptions, interactions });
    expect(relationship.type).toBe('CLIENT');
  });
});
