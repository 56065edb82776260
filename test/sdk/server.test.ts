import {
  Clientele,
  ImportInterruptedError,
  NetworkError,
  UserInputError,
  type Fetch,
  type ImportRecord,
} from '../../sdk/src/index.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { errorOf } from './stub-server.js';

let server: TestServer;
let workspace: TestWorkspace;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  workspace = await server.addWorkspace();
});
afterAll(() => server.close());

const clientWith = (fetch?: Fetch): Clientele => new Clientele({ url: server.url, apiKey: workspace.key, fetch });

/** Loses the responses of some calls: the server executes them, but the client sees a network error. */
function loseResponses(isLost: (call: number) => boolean): Fetch {
  let call = 0;
  return async (url, init) => {
    const lost = isLost(++call);
    const response = await fetch(url, init);
    if (!lost) return response;
    await response.text();
    throw new TypeError('fetch failed');
  };
}

const START = {
  account: { externalId: 'acme' },
  plan: { externalId: 'basic' },
  unitPrice: { amount: '9.00', currencyCode: 'USD' },
  billingInterval: 'MONTH',
} as const;
const BASE: readonly ImportRecord[] = [
  { plan: { externalId: 'basic', name: 'Basic', rank: 1 } },
  { account: { externalId: 'acme', name: 'Acme' } },
];

describe('the SDK against the real server', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  it.each<[string, unknown, RegExp]>([
    ['a bigint', { id: 750727362669608961n }, /got a bigint in `id`\. Send it as a text\.$/],
    ['a nested bigint', { a: [{ b: 1n }] }, /got a bigint in `b`/],
    ['an infinite number', { x: Infinity }, /got Infinity in `x`/],
    ['NaN', { x: NaN }, /got NaN in `x`/],
    ['a cycle', cycle, /got a cycle, or a value that cannot be read\.$/],

    ['a whole number beyond 2^53', { id: 750727362669608961 }, /got 750727362669609000 in "id"\. Send it as a text\.$/],
    [
      '45 levels',
      JSON.parse(`${'{"a":'.repeat(45)}1${'}'.repeat(45)}`),
      /^Expected at most 32 levels of JSON; got more\./,
    ],
  ])('imports all records but the one whose attributes have %s', async (_, value, message) => {
    const records = Array.from({ length: 50 }, (_none, i) => ({
      account: { externalId: `a${i}`, name: `A${i}`, attributes: i === 17 ? value : { i } },
    })) as ImportRecord[];
    const { created, refused, refusals } = await clientWith().import(records);
    expect({ created, refused }).toEqual({ created: 49, refused: 1 });
    expect(refusals).toMatchObject([
      { index: 17, userErrors: [{ code: 'INVALID', message: expect.stringMatching(message) as string }] },
    ]);
  });

  it('stores attributes with any key', async () => {
    const attributes = JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1}}') as object;
    const client = clientWith();
    await client.import([{ account: { externalId: 'acme', name: 'Acme', attributes } } as ImportRecord]);
    const account = await client.account({ by: { externalId: 'acme' } });
    expect(JSON.stringify(account!.attributes)).toContain('"__proto__":{"isAdmin":true}');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('records, finds and lists an account, and reports user errors', async () => {
    const client = clientWith();
    await client.import(BASE);
    expect(await client.viewer()).toMatchObject({ role: 'ADMIN' });
    await client.subscriptionStart(START);
    const account = await client.account({ by: { externalId: 'acme' } });
    expect(account).toMatchObject({ name: 'Acme', relationship: { type: 'CUSTOMER' } });
    expect(await client.node({ id: account!.id })).toMatchObject({ __typename: 'Account', name: 'Acme' });
    const { data, requestId, extensions } = await client.plans().withResponse();
    expect(data).toMatchObject([{ externalId: 'basic' }]);
    expect(requestId).toMatch(/^[\w-]{36}$/);
    const { requested, actual, available, limit, restoredPerSecond } = extensions.cost!;
    expect(actual).toBeLessThanOrEqual(requested);
    expect([available, limit, restoredPerSecond]).toEqual([null, null, null]);
    const error = (await errorOf(client.accountUpsert({ externalId: 'acme', name: '' }))) as UserInputError;
    expect(error).toBeInstanceOf(UserInputError);
    expect(error.userErrors).toMatchObject([{ field: ['name'] }]);
  });

  it('executes a mutation once if its responses are lost, however often it is sent', async () => {
    await clientWith().import(BASE);
    const client = clientWith(loseResponses((call) => call <= 2));
    // Without an externalId, each execution would create another subscription.
    const { id } = await client.subscriptionStart(START);
    const account = await client.account({ by: { externalId: 'acme' } });
    expect(account!.subscriptions.nodes.map((one) => one.id)).toEqual([id]);
  });

  it('returns every metric of one paying account', async () => {
    const client = clientWith();
    await client.import(BASE);
    const term = { termMonths: 12, startsAt: '2025-03-01T00:00:00Z' };
    await client.subscriptionStart({ ...START, ...term });
    const months = { from: '2026-01-01', to: '2026-03-31' };
    const nextYear = { from: '2026-03-15', to: '2027-03-14' };
    const nine = { amount: '9.00', currencyCode: 'USD' };

    expect(await client.clientBase()).toMatchObject({ customers: 1, fallingClients: 0, upsellCandidates: 0 });
    expect((await client.clientBase()).effort).toHaveLength(6);
    expect(await client.clientBaseHistory(months)).toMatchObject([
      { customers: 1 },
      { customers: 1 },
      { customers: 1 },
    ]);
    expect(await client.revenueMovements(months)).toMatchObject(Array(3).fill({ start: nine, end: nine }));
    expect(await client.retention(months)).toMatchObject(Array(3).fill({ accounts: 1, logoChurn: 0 }));
    const acquisitionCost = { amount: '500.00', currencyCode: 'USD' };
    const saved = { amount: '400.00', currencyCode: 'USD' };
    expect(await client.retentionSaving({ ...months, acquisitionCost })).toMatchObject(
      Array(3).fill({ accounts: 1, churnedAccounts: 0, retentionSaving: saved }),
    );
    const march = { from: '2025-03-01', to: '2025-03-31' };
    const [cohort] = await client.cohorts(march);
    const [earlier] = await client.cohorts({ ...march, asOf: '2025-06-15T00:00:00Z' });
    expect([cohort!.accounts, earlier!.accounts]).toEqual([1, 1]);
    expect(earlier!.ages.length).toBeLessThan(cohort!.ages.length);
    const renewals = [];
    for await (const renewal of client.renewals(nextYear)) renewals.push(renewal);
    const yearly = { amount: '108.00', currencyCode: 'USD' };
    expect(renewals).toMatchObject([{ amount: yearly, account: { name: 'Acme', successManager: null } }]);
    expect(await client.renewalMonths(nextYear)).toMatchObject({ months: [{ renewals: 1, amount: yearly }] });
    expect(
      await client.retentionProjection({
        cohort: { from: '2025-03-01', to: '2025-04-01', billingInterval: 'MONTH' },
        periods: 3,
      }),
    ).toMatchObject({
      accounts: 1,
      largestDeviation: null,
      discountedExpectedLifetime: null,
      discountedExpectedResidualLifetime: null,
    });
    const kinds = [];
    for await (const { kind } of client.worklist()) kinds.push(kind);
    expect(kinds).toEqual(['CONVERT']);
    expect(await client.policyBacktest({ asOf: '2025-06-01T00:00:00Z', months: 3 })).toMatchObject({
      outcomes: [{ type: 'CUSTOMER', accounts: 1, kept: 1 }, { type: 'CLIENT' }],
    });
    const by = { externalId: 'acme' };
    expect(await client.account({ by })).toMatchObject({ nextRenewal: { amount: yearly } });
    expect(await client.relationshipPeriods({ by })).toMatchObject({
      relationshipPeriods: [{ type: 'PROSPECT' }, { type: 'CUSTOMER' }, { type: 'CLIENT' }],
    });
    expect(await client.policyDifferences({ fromVersion: 1 })).toEqual({ version: 1, differences: [] });
  });

  it('lists accounts across pages', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `Account ${index}`);
    const client = clientWith();
    await client.import(names.map((name, index) => ({ account: { externalId: `a${index}`, name } })));
    const read: string[] = [];
    for await (const { name } of client.accounts({ pageSize: 3 })) read.push(name);
    expect(read).toEqual(names);
  });

  it('returns the refusals of an import, each with its record', async () => {
    const wrong: ImportRecord[] = [
      { account: { externalId: 'b', name: '' } },
      { account: { externalId: 'c', name: 7 as unknown as string } },
    ];
    const { refusals, notices, ...counts } = await clientWith().import([...BASE, ...wrong]);
    expect(counts).toEqual({ created: 2, updated: 0, unchanged: 0, refused: 2 });
    expect(notices).toEqual([]);
    expect(refusals).toMatchObject([
      { record: wrong[0], index: 2, userErrors: [{ field: ['name'] }] },
      { record: wrong[1], index: 3, userErrors: [{ code: 'INVALID' }] },
    ]);
  });

  it('returns a notice of the periods that it took as touching, with their number in all calls', async () => {
    const phase = (from: string, to: string) => ({
      ...{ from: `${from}Z`, to: `${to}Z`, planExternalId: 'basic', status: 'ACTIVE' as const },
      ...{ unitPrice: START.unitPrice, billingInterval: START.billingInterval },
    });
    // Gaps of a second, a day, a millisecond, and two days.
    const periods = [
      phase('2025-01-01T00:00:00', '2025-01-31T23:59:59'),
      phase('2025-02-01T00:00:00', '2025-02-28T00:00:00'),
      phase('2025-03-01T00:00:00', '2025-03-31T23:59:59.999'),
      phase('2025-04-01T00:00:00', '2025-04-30T00:00:00'),
      phase('2025-05-02T00:00:00', '2025-06-01T00:00:00'),
    ];
    const subscription = (externalId: string, phases: typeof periods): ImportRecord => ({
      subscription: { externalId, accountExternalId: 'acme', phases },
    });
    const message =
      'Phases that end at most a day before the next phase of their subscription begins are taken as lasting until then, so there is no interruption.';
    const one = await clientWith().import([...BASE, subscription('s', periods)]);
    expect(one.notices).toEqual([{ code: 'TOUCHING_PERIODS', count: 3, message }]);

    const names = Array.from({ length: 1_000 }, (_, i) => ({ account: { externalId: `a${i}`, name: 'A' } }));
    const two = await clientWith().import([
      subscription('s', periods),
      ...names,
      subscription('t', periods.slice(0, 2)),
      subscription('u', periods.slice(3)),
    ]);
    expect(two).toEqual({
      ...{ created: 1_002, updated: 0, unchanged: 1, refused: 0, refusals: [] },
      notices: [{ code: 'TOUCHING_PERIODS', count: 4, message }],
    });
  });

  it('resumes an interrupted import without repeating an effect', async () => {
    const records = Array.from({ length: 3_500 }, (_, index) => ({
      account: { externalId: `a${index}`, name: `Account ${index}` },
    }));
    const error = await errorOf(
      clientWith(loseResponses((call) => call === 2)).import(records, { concurrency: 2, maxRetries: 0 }),
    );
    expect(error).toBeInstanceOf(ImportInterruptedError);
    expect((error as ImportInterruptedError).cause).toBeInstanceOf(NetworkError);
    const { checkpoint } = error as ImportInterruptedError;
    expect(checkpoint.created).toBeLessThan(3_500);
    const result = await clientWith().import(records, { resumeFrom: checkpoint });
    // The call whose response was lost counts as what it did: created, not unchanged.
    expect(result).toEqual({ created: 3_500, updated: 0, unchanged: 0, refused: 0, notices: [], refusals: [] });
  });

  it('retries an import whose response is lost with the same idempotencyKey', async () => {
    const records = Array.from({ length: 1_500 }, (_, index) => ({
      account: { externalId: `a${index}`, name: `Account ${index}` },
    }));
    const result = await clientWith(loseResponses((call) => call === 1)).import(records);
    expect(result).toMatchObject({ created: 1_500, unchanged: 0 });
  });
});
